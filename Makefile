# Needs Python 3.11 or later and make; everything else goes into .venv.

PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/.stamp
BUILT := src/huepass/pages/built/wallet/index.html
PACKAGES := web/node_modules/.package-lock.json
WEB := $(shell find web spec/openapi.json \
  \( -name node_modules -o -name dist -o -name build \) -prune -o \
  -type f ! -name api.d.ts ! -name '*.tsbuildinfo' -print)
NPM := npm --no-audit --no-fund --no-update-notifier

.PHONY: demo pages pages-if-possible test coverage lint format soak differential bench clean

demo: $(STAMP) pages-if-possible
	@$(BIN)/huepass demo

# The wallet's and the gate's pages, for `huepass serve`; needs Node 20.19 or later, and npm.
pages: $(BUILT)

$(BUILT): $(PACKAGES) $(WEB)
	cd web && $(NPM) run build --workspaces
	rm -rf src/huepass/pages/built
	cp -R web/pages/dist src/huepass/pages/built
	@touch $@

$(PACKAGES): web/package.json web/package-lock.json web/lib/package.json web/pages/package.json
	cd web && $(NPM) ci --ignore-scripts
	@touch $@

# The demonstration goes on without pages, and says so.
pages-if-possible:
	@$(MAKE) --no-print-directory -q pages && exit; \
	if ! command -v npm >/dev/null || ! node -e \
	  'const [a, b] = process.versions.node.split("."); process.exit(a > 20 || (a == 20 && b >= 19) ? 0 : 1)'; \
	then echo "没有 Node 20.19 或更新版本及 npm，不构建页面 No Node 20.19 or later with npm: the pages are not built"; \
	else \
	  echo "正在构建页面（一次，约 15 秒） Building the pages (once, about 15 s) ..."; \
	  npm_config_fetch_retries=0 $(MAKE) --no-print-directory -s pages >/dev/null 2>&1 || \
	  echo "页面未能构建，原因请运行 make pages 查看 The pages could not be built; make pages says why"; \
	fi

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
	rm -rf src/huepass/pages/built web/node_modules
	rm -rf .venv .coverage .hypothesis .mypy_cache .pytest_cache .ruff_cache .import_linter_cache
