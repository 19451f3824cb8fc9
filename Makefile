# make demo | make test | make setup: each needs only Python 3.11 or newer, make and git.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

# A replay server of web archives, in an environment of its own: crawls of archives are tested against it. pywb is under
# the GPL, so nothing of it is imported. Without it those tests are skipped.
REPLAY := $(VENV)/replay/.installed

.PHONY: setup replay demo test lint types pins clean

setup: $(STAMP)

$(STAMP): requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "vnportal needs Python 3.11 or newer; name one with: make $(MAKECMDGOALS) PYTHON=python3.12" >&2; exit 2; }
	@echo "Installing into $(VENV) what requirements.txt names, about 1.2 GB: this takes a minute or two, without a word."
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements.txt
	@# setuptools warns of every editable installation; nothing is wrong.
	@PYTHONWARNINGS=ignore $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $(STAMP)

replay: $(REPLAY)

$(REPLAY): tests/imports/replay.txt | $(STAMP)
	@$(PYTHON) -m venv $(VENV)/replay
	@$(VENV)/replay/bin/python -m pip install --quiet --disable-pip-version-check -r tests/imports/replay.txt
	@touch $(REPLAY)

demo: setup
	@$(BIN)/vnportal demo

test: setup
	$(BIN)/python -m pytest -n auto --dist loadfile --no-loadscope-reorder

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: setup
	$(BIN)/mypy

# Writes requirements.txt anew from pyproject.toml, and of it what a container needs (needs uv). No registry's address
# goes into the files.
pins:
	uv pip compile --universal --python-version 3.11 --extra dev --generate-hashes --no-emit-index-url \
		--custom-compile-command "make pins" pyproject.toml pins.in -o requirements.txt
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --extra notify -c requirements.txt --no-annotate \
		--custom-compile-command "make pins" pyproject.toml pins.in -o deploy/requirements.txt

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache
