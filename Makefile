# Each target installs into .venv by itself when it is missing or older than what it is made from.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
# Warnings of index configuration are the machine's business, not the reader's.
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
QUICK := $(wildcard tests/base) tests/config tests/workflow tests/deadlines tests/calendars \
	$(addprefix tests/documents/,tables head body text/test_stages.py text/test_columns.py)
# Properties whose examples are dear: make test tries a few.
DEAR := tests/store/test_random_histories.py tests/store/figures/test_report_card.py tests/deadlines/test_properties.py \
	tests/documents/formats/test_fuzz.py tests/documents/formats/test_scan.py
# Every Python that the program runs on, each file with its hash, and no address of where it came from.
RESOLVE := build/resolving/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate \
	--custom-compile-command 'make constraints' --constraint build/kept.txt

.PHONY: demo test quick relations bench lint types imports check serve pictures format constraints audit clean help

help:  ## list the targets
	@grep -E '^[a-z]+:.*##' Makefile | sed -E 's/:.*## /\t/' | expand -t 14

# What running needs: `constraints.txt`, each file held to its hash; then the program itself.
$(VENV)/running: pyproject.toml constraints.txt
	@echo "Installing what running needs into $(VENV) (one to two minutes the first time) ..."
	@$(PYTHON) -m venv $(VENV)
	@$(PIP) install --require-hashes --requirement constraints.txt
	@$(PIP) install --no-deps --editable .
	@touch $@

# What the tests and checkers need on top.
$(VENV)/installed: $(VENV)/running constraints-dev.txt
	@echo "Installing what the tests and checkers need into $(VENV) (about a minute the first time) ..."
	@$(PIP) install --require-hashes --requirement constraints-dev.txt
	@touch $@

demo: $(VENV)/running  ## the main job on the sample plan, in the throw-away folder demo/
	@echo "Importing the sample plan, working through a day (about ten seconds) ..."
	@$(BIN)/python -m samples.demo

# Many programs run here; each would compile all over again what another has compiled.
test: export PYTHONDONTWRITEBYTECODE =
test: $(VENV)/installed  ## all tests, on all cores
	$(BIN)/python -m pytest --numprocesses auto

# No database, no documents, no Prefect: what a change of the pure parts breaks is told in seconds.
quick: $(VENV)/installed  ## the tests of the pure parts: values, deadlines, calendars
	$(BIN)/python -m pytest --numprocesses auto -m "not slow" $(QUICK)

bench: $(VENV)/installed  ## list the benches; with NAME=sweep run one, with SHORT=1 its short form
	@$(BIN)/python -m bench $(NAME) $(if $(SHORT),--quick)

constraints:  ## resolve anew what pyproject.toml asks for, keeping every version that still fits
	$(PYTHON) -m venv build/resolving
	build/resolving/bin/python -m pip --disable-pip-version-check --quiet install uv
	grep -hoE '^[A-Za-z0-9._-]+==[^ ;]+' constraints.txt constraints-dev.txt | sort -u > build/kept.txt
	$(RESOLVE) --output-file constraints.txt pyproject.toml
	$(RESOLVE) --extra dev --output-file constraints-dev.txt pyproject.toml

audit: $(VENV)/installed  ## ask a public list for known holes in what is installed; needs a network, fails where it can't be asked
	$(PYTHON) -m venv build/auditing
	build/auditing/bin/python -m pip --disable-pip-version-check --quiet install pip-audit
	build/auditing/bin/pip-audit --strict --require-hashes --disable-pip --requirement constraints.txt

relations: $(VENV)/installed  ## changed deadlines against themselves, and ten times the examples of dear properties
	$(BIN)/python -m pytest -p no:cacheprovider --numprocesses auto tests/deadlines/relations/full.py
	$(BIN)/python -m pytest -p no:cacheprovider --numprocesses auto --hypothesis-profile thorough --timeout 1200 $(DEAR)

lint: $(VENV)/installed  ## style and formatting
	$(BIN)/ruff check
	$(BIN)/ruff format --check

types: $(VENV)/installed  ## mypy, strict
	$(BIN)/mypy

imports: $(VENV)/installed  ## the import contract of docs/design.md
	$(BIN)/lint-imports

check: lint types imports test  ## all of the above, tests last

serve: $(VENV)/installed  ## the pages of the demo's office on http://127.0.0.1:8420
	DONDOC_HOME=demo $(BIN)/dondoc serve --today 2026-03-05

pictures: $(VENV)/installed  ## take the pictures of README and docs/, with an installed chromium
	$(BIN)/python -m samples.pictures

format: $(VENV)/installed  ## let ruff rewrite what it can
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

clean:  ## remove what these targets made
	rm -rf .venv demo build *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
