# 見直し台帳. `make` alone lists what can be done; only Python 3.11, git and make are needed beforehand.

PYTHON ?= python3.11
ENV := .venv
IN := $(ENV)/bin
WORKERS ?= 2
ARGS ?=
VENDOR := web/static/vendor
HTMX := node_modules/htmx.org
TOKENS := node_modules/@digital-go-jp/design-tokens
FONTS := pdca/documents/writing/fonts
NOTO := node_modules/@expo-google-fonts/noto-sans-jp

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help setup demo serve test lint bench torture browser wheel lock clean

help:
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-9s%s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

setup: $(ENV)/.project $(VENDOR)/htmx.min.js  ## install everything into .venv, web/static/vendor and the fonts

demo: setup  ## the sample city with its lived-in review, served
	$(IN)/pdca demo $(ARGS)

serve: setup  ## the web application with the settings of .env
	$(IN)/pdca serve $(ARGS)

test: setup  ## all tests (make test ARGS=tests/house for a part, WORKERS=0 for one process)
	@$(MAKE) --no-print-directory browser >/dev/null 2>&1 || echo "no chromium: the tests that need a browser are skipped"
	$(IN)/python -m pytest -n $(WORKERS) --dist worksteal $(ARGS)

lint: setup  ## ruff, its formatter, mypy strict, the import contracts
	$(IN)/ruff check
	$(IN)/ruff format --check
	$(IN)/mypy
	$(IN)/lint-imports

bench: setup  ## measure, print the ratios and write docs/benchmarks.md
	$(IN)/python -m tests.bench $(ARGS)

torture: setup  ## the long campaigns against the rules; writes docs/torture.md
	$(IN)/python -m tests.torture $(ARGS)

browser:  ## install Debian's chromium and Japanese fonts, for the tests in a real browser
	@if command -v chromium >/dev/null && fc-list 2>/dev/null | grep -q 'Noto.*CJK'; then \
	    echo "chromium and the fonts are here"; \
	elif [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    apt-get update -q && apt-get install -qy --no-install-recommends chromium fontconfig fonts-noto-cjk; \
	else \
	    echo "please install chromium and Noto CJK fonts, on Debian as root: apt-get install chromium fonts-noto-cjk"; exit 1; \
	fi

wheel: setup  ## build dist/pdca-….whl with the browser's files inside
	$(IN)/python -m build --no-isolation --wheel

lock: $(ENV)/.packages  ## choose the newest releases again and lock them with their hashes
	$(COMPILE) requirements/runtime.in --output-file requirements/runtime.txt
	$(COMPILE) requirements/development.in --output-file requirements/development.txt
	$(IN)/npm install --package-lock-only

clean:  ## remove what the other targets made; data and settings stay
	rm -rf $(ENV) node_modules $(VENDOR) $(FONTS) dist .cache .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

COMPILE = $(IN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --custom-compile-command 'make lock'

# -I keeps PYTHONPATH and the user's own packages out; where packages come from stays the machine's setting.
PIP = $(IN)/python -I -m pip --disable-pip-version-check install -qq --no-deps

$(IN)/python:
	@$(PYTHON) -I -c 'import sys; assert sys.version_info >= (3, 11)' 2>/dev/null || \
	    { echo "Python 3.11 is needed. If it has another name: make setup PYTHON=/path/to/python"; exit 1; }
	@$(PYTHON) -I -c 'import ensurepip, venv' 2>/dev/null || \
	    { echo "$(PYTHON) lacks venv. On Debian as root: apt-get install python3.11-venv"; exit 1; }
	$(PYTHON) -I -m venv $(ENV)

$(ENV)/.packages: requirements/development.txt | $(IN)/python
	$(PIP) --require-hashes --requirement $<
	@touch $@

$(ENV)/.project: pyproject.toml $(ENV)/.packages
	$(PIP) --no-build-isolation --editable .
	@touch $@

$(VENDOR)/htmx.min.js: package-lock.json .npmrc $(ENV)/.packages
	PATH="$(CURDIR)/$(IN):$$PATH" $(IN)/npm ci --silent
	@mkdir -p $(VENDOR)
	@mkdir -p $(FONTS)
	cp $(NOTO)/400Regular/NotoSansJP_400Regular.ttf $(NOTO)/700Bold/NotoSansJP_700Bold.ttf $(FONTS)
	cp $(NOTO)/LICENSE_FONT $(FONTS)/NotoSansJP.LICENSE
	cp $(TOKENS)/dist/tokens.css $(VENDOR)/tokens.css
	cp $(TOKENS)/LICENSE $(VENDOR)/tokens.LICENSE
	cp $(HTMX)/LICENSE $(VENDOR)/htmx.LICENSE
	cp $(HTMX)/dist/htmx.min.js $@
	@touch $@
