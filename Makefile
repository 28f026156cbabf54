# `make run` and `make test` set up .venv by themselves; python3 (>= 3.11), make and git are needed.
PYTHON ?= python3
BIN := .venv/bin
RUN_DIR ?= runs/$(shell date +%Y%m%d-%H%M%S)
PRESET ?= converged

.PHONY: run test lint setup benchmark clean

setup: .venv/installed

.venv/installed: pyproject.toml constraints.txt
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "magnetosonic needs Python 3.11 or newer")'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt --editable ".[dev]"
	touch $@

run: setup
	$(BIN)/magnetosonic run $(PRESET) -o $(RUN_DIR)

test: setup lint
# Compiled modules and tests are kept, whatever the environment says: every process would compile all of them anew.
	PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest -n 2

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

benchmark: setup
	$(BIN)/python benchmarks/transport.py

clean:
	rm -rf .venv runs build dist
