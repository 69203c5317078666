# Everything a newcomer needs: `make demo` and `make test`. Each creates .venv when it is missing.
PORT ?= 8000
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.DEFAULT_GOAL := help
.PHONY: help demo test cluster cluster-stop check format bench fast docs sample translations clean

help: ## list the commands
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 16

# `python3-venv` is a package of its own on Debian and Ubuntu: said in one sentence when it is missing.
define create_venv
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Glane needs Python 3.11 or later; $(PYTHON) is `$(PYTHON) --version 2>&1`. Name another with PYTHON=python3.12." >&2; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || \
	  { echo "Python cannot create virtual environments here: install the package python3-venv (apt-get install python3-venv)." >&2; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
endef

# The stamps hold one environment: the development lock is a superset of the runtime lock.
$(VENV)/.runtime: requirements.lock pyproject.toml
	$(create_venv)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.development: requirements-dev.lock $(VENV)/.runtime
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

demo: $(VENV)/.runtime ## index the sample and serve it on http://127.0.0.1:8000 (PORT= for another)
	@PORT=$(PORT) $(BIN)/python -m searchapp.demo

test: $(VENV)/.development ## run all tests
	@$(BIN)/python -m tests.provide
	@$(BIN)/python -m tests.browser.provide
	$(BIN)/python -m pytest $(PYTEST_ARGS)

cluster: $(VENV)/.development ## start three nodes of OpenSearch for the tests and print their addresses
	@$(BIN)/python -m tests.cluster start $(CLUSTER_ARGS)

cluster-stop: $(VENV)/.development ## stop them and remove their data
	@$(BIN)/python -m tests.cluster stop $(CLUSTER_ARGS)

check: $(VENV)/.development ## lint, check the format and the types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: $(VENV)/.development ## format the code and sort imports
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(VENV)/.development ## measure, compare with peers, print the figures and write build/bench.json
	@$(BIN)/python -m tests.bench $(BENCH_ARGS)

fast: $(VENV)/.runtime ## have searches run as machine code: install numba, and compile
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-fast.lock
	$(BIN)/python -c 'import sys; from indexer.engines.whoosh import compiled; sys.exit(not compiled.load())'

docs: $(VENV)/.development ## write the generated pages of docs/
	$(BIN)/python -m tests.documentation

sample: $(VENV)/.development ## rebuild the sample's PDF reports
	$(BIN)/python -m indexer.sample.generator indexer/sample/publications/reports

translations: $(VENV)/.development ## update and compile the texts of the pages
	$(BIN)/pybabel -q extract -F babel.cfg -o searchapp/translations/messages.pot --omit-header --no-location --sort-output searchapp
	$(BIN)/pybabel -q update -i searchapp/translations/messages.pot -d searchapp/translations --no-fuzzy-matching --ignore-obsolete
	$(BIN)/pybabel -q compile -d searchapp/translations
	$(BIN)/python -m tests.api_texts

clean: ## remove what was built
	@if test -e build/cluster/state.json -a -x $(BIN)/python; then $(BIN)/python -m tests.cluster --folder build/cluster stop; fi
	rm -rf $(VENV) build *.egg-info
