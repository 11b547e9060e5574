# Everything from nothing but Python 3.11+ and make. `make up` and `make test` are the two commands.
PYTHON ?= python3
BIN := .venv/bin
PYTEST := $(BIN)/python -m pytest

.PHONY: help install install-dev up test check docs clean
help:
	@echo "make up      install, then run everything with a demonstration to look at"
	@echo "make test    install, then run the tests"
	@echo "make check   format, lint, types, import contracts, generated pages"
	@echo "make docs    write the generated pages of docs/ again"

# A virtual environment without ensurepip is Debian's way of saying that one package is missing.
.venv/made:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Python 3.11 or later is needed: $(PYTHON) is older. Try: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null \
	  || { echo "Python's venv module is missing. On Debian or Ubuntu: sudo apt install python3-venv"; exit 1; }
	$(PYTHON) -m venv .venv
	@touch $@

# The lock is complete, so nothing is resolved again here: that would only be slower, and could differ.
.venv/installed: .venv/made requirements.lock pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	$(BIN)/python -m lsip_workflow.web.assets
	@touch $@

.venv/installed-dev: .venv/installed requirements-dev.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements-dev.lock
	@touch $@

install: .venv/installed
install-dev: .venv/installed-dev

up: install
	$(BIN)/lsip up --demo $(UP)

test: install-dev
	$(BIN)/python tests/run.py

check: install-dev
	$(BIN)/python -m pip check --disable-pip-version-check
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m lsip_workflow.cli docs --check

docs: install
	$(BIN)/python -m lsip_workflow.cli docs

clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache build dist
