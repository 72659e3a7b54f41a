# Each target installs into .venv by itself when it is missing or older than what it is made from.
PYTHON ?= python3
BIN := .venv/bin
# Warnings of index configuration are the machine's business, not the reader's.
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

.PHONY: demo test relations lint types imports check serve pictures format clean help

help:  ## list the targets
	@grep -E '^[a-z]+:.*##' Makefile | sed -E 's/:.*## /\t/' | expand -t 12

.venv/installed: pyproject.toml constraints.txt
	$(PYTHON) -m venv .venv
	$(PIP) install --constraint constraints.txt --editable '.[dev]'
	@touch $@

demo: .venv/installed  ## the main job on the sample plan, in the throw-away folder demo/
	$(BIN)/python -m samples.demo

# Many programs run here; each would compile all over again what another has compiled.
test: export PYTHONDONTWRITEBYTECODE =
test: .venv/installed  ## all tests, on all cores
	$(BIN)/python -m pytest --numprocesses auto

relations: .venv/installed  ## changed deadlines against themselves, a minute; make test runs a part of it
	$(BIN)/python -m pytest -p no:cacheprovider --numprocesses auto tests/deadlines/relations/full.py

lint: .venv/installed  ## style and formatting
	$(BIN)/ruff check
	$(BIN)/ruff format --check

types: .venv/installed  ## mypy, strict
	$(BIN)/mypy

imports: .venv/installed  ## the import contract of docs/design.md
	$(BIN)/lint-imports

check: lint types imports test  ## all of the above, tests last

serve: .venv/installed  ## the pages of the demo's office on http://127.0.0.1:8420
	DONDOC_HOME=demo $(BIN)/dondoc serve --today 2026-03-05

pictures: .venv/installed  ## take the pictures of README and docs/, with an installed chromium
	$(BIN)/python -m samples.pictures

format: .venv/installed  ## let ruff rewrite what it can
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

clean:  ## remove what these targets made
	rm -rf .venv demo build *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
