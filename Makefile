# Needs Python 3.11 or later and make; everything else goes into .venv.

PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/.stamp

.PHONY: demo test coverage lint format soak differential bench clean

demo: $(STAMP)
	@$(BIN)/huepass demo

test: $(STAMP)
	$(BIN)/coverage erase
	$(BIN)/python -m pytest -n auto --dist loadfile --cov --cov-report= $(ARGS)
	@$(MAKE) --no-print-directory coverage

# The core decides who passes: every branch of it is tested.
coverage: $(STAMP)
	$(BIN)/coverage report
	$(BIN)/coverage report --include='src/huepass/core/*' --fail-under=100

lint: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

format: $(STAMP)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# The long tests in full; `make test` runs a seeded sample of each.
soak: $(STAMP)
	HUEPASS_SOAK=1 $(BIN)/python -m pytest -m soak $(ARGS)
	$(BIN)/python -m tests.soak.fuzz
	$(BIN)/python -m tests.soak.checks_matter
	$(BIN)/python -m tests.soak.checks_matter --vectors
	$(BIN)/python -m tests.differential

# The two implementations, side by side on 100,000 changed inputs; needs node and npm.
differential: $(STAMP)
	$(BIN)/python -m tests.differential $(ARGS)

bench: $(STAMP)
	$(BIN)/python -m bench

$(STAMP): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "huepass needs Python 3.11 or later: make PYTHON=/path/to/python3 ..."; exit 1; }
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null \
	  || { echo "This Python cannot make a virtual environment; on Debian: apt install python3-venv"; exit 1; }
	@echo "Making .venv (once, about a minute) ..."
	@$(PYTHON) -m venv --clear .venv
	@$(BIN)/python -m pip install -q --disable-pip-version-check -c constraints.txt -e '.[issuer,dev]'
	@touch $@

clean:
	rm -rf .venv .coverage .hypothesis .mypy_cache .pytest_cache .ruff_cache .import_linter_cache
