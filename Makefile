# `make try` and `make test` are all that a newcomer needs; both work from a bare clone with Python 3.11 or newer.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.DEFAULT_GOAL := help
.PHONY: help try test check bench pictures lock format clean

help: ## say what there is
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

try: $(VENV)/.runtime ## run Partyline with a sandbox in your browser, with nothing to install or sign up for
	@$(BIN)/python scripts/try_it.py

test: check ## run all tests and checks
	$(BIN)/python -m pytest -n auto --dist worksteal --cov --cov-report=term:skip-covered

check: $(VENV)/.test ## lint, types and the architecture's contracts
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

pictures: $(VENV)/.test ## take the pictures in the docs anew
	$(BIN)/python scripts/pictures.py

bench: $(VENV)/.runtime ## measure, as ratios to a baseline of the same run
	$(BIN)/python -m bench
	$(BIN)/python -m bench --push
	$(BIN)/python -m bench.subjects tests/subjects/data/train.jsonl --glossary tests/subjects/data/glossary.yaml
	$(BIN)/python -m bench.subjects_worst

format: $(VENV)/.test ## put the code into its one format
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

lock: ## write the lock files anew, with hashes and without addresses
	$(PYTHON) scripts/lock.py

clean: ## remove what was installed and what the trial wrote
	rm -rf $(VENV) .try

$(VENV)/.runtime: requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; say which with: make PYTHON=python3.12 try")'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@touch $@

$(VENV)/.test: requirements-test.lock $(VENV)/.runtime
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-test.lock
	@touch $@
