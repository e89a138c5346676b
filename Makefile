# Everything a checkout can do. Needs Python 3.11 or newer and make, nothing else: `make` alone lists the targets.
# Stamp files in .venv say what is installed, so a second run starts at once.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
SHELL := /bin/sh
MAKEFLAGS += --no-print-directory

PYTHON ?= $(shell for p in python3 python3.11 python3.12 python3.13 python3.14; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
BIN := .venv/bin
DEMO_ARGS ?=
PYTEST_ARGS ?=
# Each worker has a Neo4j of its own; a file's tests stay together, for they share what they loaded.
TEST_WORKERS ?= 2
BENCH_DATA ?= ../shared/data/snowfakery-salesforce
BENCH_ARGS ?=
# Hash-pinned and complete, so nothing is resolved and nothing unlisted is fetched.
PIP_INSTALL := $(BIN)/python -m pip install --disable-pip-version-check --no-deps --require-hashes --progress-bar on
COMPILE := $(BIN)/uv pip compile pyproject.toml --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --no-header --no-annotate

.PHONY: help
help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-13s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: demo
demo: .venv/.runtime ## the sample company from every source: five questions with their answers, then serve
	@$(BIN)/python -m graph_service demo $(DEMO_ARGS)

.PHONY: test
test: .venv/.dev ## every test but the long proofs, some of them on a real Neo4j that is installed on the way
	@$(BIN)/python -m pytest --numprocesses $(TEST_WORKERS) --dist loadfile -m "not long" $(PYTEST_ARGS)

.PHONY: check
check: .venv/.dev ## ruff, mypy --strict, the fences between rooms, the model, drift of generated files
	@echo "ruff";         $(BIN)/ruff check . && $(BIN)/ruff format --check .
	@echo "mypy";         $(BIN)/mypy
	@echo "import-linter"; $(BIN)/lint-imports --no-logo
	@echo "model";        $(BIN)/python -m graph_service model check

.PHONY: docs
docs: .venv/.dev ## write the generated files again (JSON Schema of the YAML files, docs/sources.md, the GraphQL contract)
	@$(BIN)/python -m graph_service.model.editor_schema
	@$(BIN)/python -m graph_service.model.source_pages
	@$(BIN)/python -m graph_service.graphql.print > schema/schema.graphql.new && mv schema/schema.graphql.new schema/schema.graphql

.PHONY: prove
prove: .venv/.dev ## long proofs: properties with thousands of examples, moving stops, every scenario through every door
	@$(BIN)/python -m pytest tests/intake tests/proofs tests/cli/test_compact.py tests/test_scenarios.py --hypothesis-profile=prove -s $(PYTEST_ARGS)

.PHONY: bench
bench: .venv/.dev ## the benchmark of bench/ (minutes)
	@$(BIN)/python -m graph_service bench $(BENCH_DATA) $(BENCH_ARGS)

.PHONY: format
format: .venv/.dev ## ruff's fixes and formatting
	@$(BIN)/ruff check --fix . && $(BIN)/ruff format .

.PHONY: requirements
requirements: .venv/.dev ## pin again what pyproject.toml asks for, with hashes and without host names
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	@$(COMPILE) --group build --extra parquet --output-file requirements.txt
	@$(COMPILE) --group dev --extra parquet --extra pull --extra splink --constraints requirements.txt --output-file requirements-dev.txt
	@$(COMPILE) --group build --extra parquet --extra pull --constraints requirements-dev.txt --output-file requirements-pull.txt

.PHONY: clean
clean: ## remove .venv and caches; the engine's data in GTM_GRAPH_HOME stays
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache build dist

.venv/bin/python:
	@test -n "$(PYTHON)" || { echo "error: no Python 3.11 or newer on the PATH (set PYTHON=/path/to/python3)" >&2; exit 1; }
	@echo "creating .venv with $$($(PYTHON) --version)"
	@$(PYTHON) -m venv .venv || { \
	  echo "error: python -m venv failed (on Debian and Ubuntu: apt install python3-venv)" >&2; rm -rf .venv; exit 1; }

# The version is the package's own, so the editable install need not be repeated when code changes.
.venv/.runtime: requirements.txt pyproject.toml | .venv/bin/python
	@echo "installing what requirements.txt pins"
	@$(PIP_INSTALL) --requirement requirements.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

.venv/.dev: requirements-dev.txt .venv/.runtime
	@echo "installing what requirements-dev.txt pins"
	@$(PIP_INSTALL) --requirement requirements-dev.txt
	@touch $@
