# Everything a person does with a checkout. Needs make and Python 3.11 or newer with its venv module; makes its own .venv.
.DEFAULT_GOAL := help
.PHONY: help demo test check format bench bench-peers soak conformance fuzz audit eval wheel-test assets screenshots clean
SHELL := /bin/sh

VENV ?= .venv
PY := $(VENV)/bin/python
ROOMS := finder ingest search api data
# The newest Python that really starts and can make an environment. Set PYTHON to choose another.
PYTHON ?= $(shell for p in python3.14 python3.13 python3.12 python3.11 python3; do \
	$$p -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && echo $$p && break; done)
# pytest ends with 5 where it finds nothing to run; say so.
FOUND_TESTS = || { code=$$?; [ $$code -ne 5 ] || echo "make $@: pytest found no test, which counts as a failure" >&2; exit $$code; }

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-12s %s\n", $$1, $$2 }' Makefile

demo: $(VENV)/.installed ## sample programs in, index built, one search explained, page served (ARGS=--once: then end)
	@$(VENV)/bin/iop-finder demo $(ARGS)

test: $(VENV)/.installed ## all tests, on all cores (ARGS='-k words' for some)
	@$(PY) -m pytest -n auto $(ARGS) $(FOUND_TESTS)

check: $(VENV)/.installed ## lint, format and types; changes nothing
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check .
	@$(PY) -m mypy

format: $(VENV)/.installed ## what check wants, as far as it can be done by itself
	@$(PY) -m ruff check --fix .
	@$(PY) -m ruff format .

bench: $(VENV)/.installed ## the measurements (ARGS are passed on)
	@$(PY) -m bench $(ARGS)

bench-peers: $(VENV)/.installed ## the same searches on PostgreSQL, SQLite, Elasticsearch and plain Python, side by side
	@$(PY) -m pip install --quiet --disable-pip-version-check --editable '.[bench]'
	@$(PY) -m bench.peers $(ARGS)

soak: $(VENV)/.installed ## a server under half its top rate with a swap each minute (ARGS='--minutes 30 --engine elastic')
	@$(PY) -m pip install --quiet --disable-pip-version-check --editable '.[bench]'
	@$(PY) -m bench.soak $(ARGS)

conformance: $(VENV)/.installed ## schemathesis against the server: every operation, every check (ARGS='--requests 10000 --engine elastic')
	@$(PY) -m tests.conformance $(ARGS)

fuzz: $(VENV)/.installed ## nearly right inputs for every parser (ARGS='cursors --cases 1000000')
	@$(PY) -m tests.fuzz $(ARGS)

audit: $(VENV)/.installed ## known weaknesses of what is installed; asks the advisory database, and only says so where it cannot
	@$(PY) -m pip install --quiet --disable-pip-version-check --editable '.[audit]'
	@.ci/audit $(PY)

eval: $(VENV)/.installed ## the gold set against the extraction: precision and recall a field (ARGS='held --mistakes' names a half, shows mistakes)
	@PYTHONPATH=. $(PY) tests/ingest/gold/evaluate.py $(ARGS)

wheel-test: $(VENV)/.installed ## the tests against the built wheel, away from the checkout; real data, the engines' contract and bench once, in `make test`
	@set -e; away=$$(mktemp -d); trap 'rm -rf "$$away"' EXIT INT TERM; \
	$(PY) -m build --outdir "$$away" . >"$$away/log" 2>&1 || { cat "$$away/log"; exit 1; }; \
	$(PY) -m venv "$$away/venv"; python="$$away/venv/bin/python"; \
	(cd "$$away" && "$$python" -m pip install --quiet --disable-pip-version-check "./$$(ls | grep '\.whl$$')[test]"); \
	site=$$(cd "$$away" && "$$python" -c 'import finder, pathlib; print(pathlib.Path(finder.__file__).parent.parent)'); \
	case $$site in "$$away"/*) ;; *) echo "make wheel-test: finder came from $$site, not from the wheel" >&2; exit 1;; esac; \
	find $(ROOMS) -name __pycache__ -prune -o -type f ! -name '.*' -print | while read -r file; do \
		[ -f "$$site/$$file" ] || { echo "make wheel-test: $$file is not in the wheel" >&2; exit 1; }; done; \
	cp -R tests pyproject.toml "$$away"; here=$$(pwd); cd "$$away"; venv/bin/iop-finder --help >/dev/null; \
	IOP_FINDER_TEST_DATA=$${IOP_FINDER_TEST_DATA:-$$here/../shared/data} "$$python" -m pytest -n auto -m 'not checkout and not real' --ignore=tests/contract --ignore=tests/bench $(ARGS) $(FOUND_TESTS)

screenshots: $(VENV)/.installed ## the README's pictures of the pages over the sample (needs chromium)
	@$(PY) -m bench.screenshots

assets: ## the map's script, stylesheet and outlines, built anew from npm's packages (needs node and npm; the results are committed)
	@cd web-build && npm ci --silent --no-audit --no-fund --ignore-scripts && npm run --silent build

clean: ## away with .venv, built files and caches
	@rm -rf $(VENV) dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
	@find $(ROOMS) tests bench -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV)/.installed: pyproject.toml
	@[ -n "$(PYTHON)" ] || { echo "make: no Python 3.11 or newer with its venv module found (Debian, Ubuntu: apt install python3-venv)." \
		"Or name one: make PYTHON=/path/to/python" >&2; exit 1; }
	@echo "Installing into $(VENV) (a minute or so) ..."
	@$(PYTHON) -m venv $(VENV)
	@$(PY) -m pip install --quiet --disable-pip-version-check --upgrade pip
	@$(PY) -m pip install --quiet --disable-pip-version-check --editable '.[test,dev]'
	@touch $@
