# make run: the terminal on the demonstration city; make test: everything that is checked. Both set up what they need.

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check --no-input
PYTHONS := python3.14 python3.13 python3.12 python3.11 python3 python
PACKAGES := workflow tui

# A stamp says for which lock files the environment was made; a newer lock makes it again.
RUNTIME := $(VENV)/.runtime-installed
DEV := $(VENV)/.dev-installed

.DEFAULT_GOAL := help
.PHONY: help run test test-long lint format bench reliability lock upgrade wheel clean messages schema

help:
	@echo "make run      open the terminal on the demonstration city (made on the first run)"
	@echo "make test     check form, types, package arrows, and run the tests"
	@echo "make test-long  the tests that take minutes, such as the whole founding case key by key"
	@echo "make lint     the checks without the tests"
	@echo "make format   put the code into form and mend what can be mended by itself"
	@echo "make bench    measure speed, as ratios within one run (tests/bench)"
	@echo "make reliability  kill, tear and spoil the store a thousand times; writes docs/reliability.md (half an hour, more on a busy machine)"
	@echo "make wheel    build dist/lantik-*.whl"
	@echo "make messages gather the sentences for translation and compile the catalogue"
	@echo "make schema   write the JSON Schema of the definition language for editors"
	@echo "make lock     write requirements*.lock after pyproject.toml has changed"
	@echo "make upgrade  the same, with the newest versions that pyproject.toml allows"
	@echo "make clean    remove the environment, caches and builds; a store is never touched"

run: $(RUNTIME)
	@[ -e store.json ] || $(BIN)/lantik demo
	@$(BIN)/lantik

test: lint
	@$(BIN)/pytest

test-long: $(DEV)
	@$(BIN)/pytest -m long

lint: $(DEV)
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy --strict $(PACKAGES)
	@$(BIN)/lint-imports --no-logo

format: $(DEV)
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

bench: $(DEV)
	@$(BIN)/pytest tests/bench -n 0 -s -m ""

# The trials of tests/reliability in their long form, one after the other; TRIALS=FILE for some of them.
TRIALS ?= tests/reliability tests/store/test_against_dict.py
reliability: $(DEV)
	@RELIABILITY_KILLS=1000 RELIABILITY_DAMAGE=10000 RELIABILITY_ACTS=1000 RELIABILITY_SEQUENCES=20 \
		RELIABILITY_REPORT=docs/reliability.md $(BIN)/pytest $(TRIALS) -n 0 -q

# Sentences of the code → catalogue → what the program loads. Translate what is new in the .po, then run it once more.
messages: $(DEV)
	@$(BIN)/python tools/messages.py

# What editors read to complete and underline while an admin types a definition.
schema: $(RUNTIME)
	@PYTHONPATH=. $(BIN)/python tools/schema.py

wheel: $(RUNTIME)
	@rm -rf dist
	@$(PIP) wheel --no-build-isolation --no-deps --wheel-dir dist .
	@ls dist/*.whl

# --- the environment ------------------------------------------------------------------------------------------------

# The first Python from 3.11 to 3.14 that can make an environment; PYTHON=… names another one.
$(BIN)/python:
	@old=; bare=; \
	for name in $(or $(PYTHON),$(PYTHONS)); do \
		command -v "$$name" >/dev/null 2>&1 || continue; \
		if ! "$$name" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 14))' 2>/dev/null; then \
			old="$$old $$name"; \
		elif ! "$$name" -c 'import ensurepip, venv' 2>/dev/null; then \
			bare="$$bare $$name"; \
		else \
			echo "Making $(VENV) with $$("$$name" --version)"; \
			exec "$$name" -m venv --clear $(VENV); \
		fi; \
	done; \
	if [ -n "$$bare" ]; then \
		echo "Found$$bare, but without the modules venv and ensurepip." >&2; \
		echo "On Debian and Ubuntu they come with: apt install python3-venv" >&2; \
	else \
		echo "Lantik needs Python 3.11, 3.12, 3.13 or 3.14; found:$${old:- none}." >&2; \
		echo "Install one, or name one: make $(or $(MAKECMDGOALS),run) PYTHON=/path/to/python3" >&2; \
	fi; \
	exit 1

$(RUNTIME): requirements.lock requirements-build.lock pyproject.toml | $(BIN)/python
	@echo "Installing what Lantik runs on (a minute or less, once)"
	@$(PIP) install --require-hashes -r requirements.lock -r requirements-build.lock
	@$(PIP) install --no-build-isolation --no-deps --editable .
	@$(BIN)/python -m compileall -q $(PACKAGES)
	@touch $@

$(DEV): requirements-dev.lock $(RUNTIME)
	@echo "Installing what the checks and tests need (a minute or less, once)"
	@$(PIP) install --require-hashes -r requirements-dev.lock
	@touch $@

# --- the locks ------------------------------------------------------------------------------------------------------

# One resolution for every Python and system that we support; the dev lock comes first and the other two agree with it.
COMPILE = $(BIN)/uv pip compile --quiet --no-config --universal --python-version 3.11 --generate-hashes \
	--no-header --no-emit-index-url --no-emit-find-links

lock: $(BIN)/uv
	@$(COMPILE) $(UPGRADE) pyproject.toml --group dev --output-file requirements-dev.lock
	@$(COMPILE) $(UPGRADE) pyproject.toml --constraint requirements-dev.lock --output-file requirements.lock
	@$(COMPILE) $(UPGRADE) --group build --constraint requirements-dev.lock --output-file requirements-build.lock

upgrade: UPGRADE := --upgrade
upgrade: lock

$(BIN)/uv: | $(BIN)/python
	@$(PIP) install uv

clean:
	@rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	@find $(PACKAGES) tests -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true
