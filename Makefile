# The two commands: `make demo` plays a café to its flashback, `make test` passes every test.
# Each does the whole set-up, in .venv, and needs Python 3.11 or newer and nothing else.

PYTHON ?= python3
VENV := .venv
PIP := $(VENV)/bin/python -m pip --disable-pip-version-check
RUN := $(VENV)/.run
DEVELOP := $(VENV)/.develop

.DEFAULT_GOAL := help
.PHONY: help demo run test check soak bench format clean

help: ## What can be done here
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: $(RUN) ## Play the shipped café to its flashback, in a minute
	$(VENV)/bin/cafe demo

run: $(RUN) ## Run the bot (in this terminal, as long as no platform is configured)
	$(VENV)/bin/cafe run

test: $(DEVELOP) ## Run every test
	$(VENV)/bin/python -m pytest -n auto --dist worksteal

check: $(DEVELOP) ## Format, lint, types, the import rule, dead links
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/ruff check .
	$(VENV)/bin/mypy
	$(VENV)/bin/python -m pytest tests/house

soak: $(DEVELOP) ## The long tests, which `make test` only samples
	$(VENV)/bin/python -m pytest -n auto --dist worksteal -m soak -o timeout=1800

bench: $(DEVELOP) ## Measure what must be fast, as ratios in one run
	$(VENV)/bin/python -m bench

format: $(DEVELOP) ## Put the code in shape
	$(VENV)/bin/ruff format .
	$(VENV)/bin/ruff check --fix .

clean: ## Take away what the set-up made
	rm -rf $(VENV) cafe-demo cafe-out .mypy_cache .ruff_cache .pytest_cache .hypothesis

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Café Host needs Python 3.11 or newer: install it, or name it with 'make PYTHON=python3.12 ...'." >&2; exit 2; }
	$(PYTHON) -m venv $(VENV)

$(RUN): requirements/run.txt requirements/build.txt pyproject.toml | $(VENV)/bin/python
	$(PIP) install --quiet -r requirements/run.txt -r requirements/build.txt
	$(PIP) install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

$(DEVELOP): requirements/develop.txt requirements/homeserver.txt requirements/e2e.txt $(RUN)
	$(PIP) install --quiet -r requirements/develop.txt
	@touch $@
