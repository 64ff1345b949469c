"""The same programs and the same plans on our engines and on what else one would use: `python -m bench.peers`."""
