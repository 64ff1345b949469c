"""What is measured, and against what: `python -m bench` (or `make bench`); README.md says more."""
