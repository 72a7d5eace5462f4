# make up      run everything on this machine, until Ctrl-C
# make down    stop it from another terminal
# make test    run every test         make check   run every linter
# make bench   measure the speed      make clean   remove the environment and all data
# make node    run a render node with diffusion models
# make openapi write down the API     make format  tidy the code

SHELL := /bin/sh
.DEFAULT_GOAL := help
.PHONY: help up down test check check-style check-types check-deployment format openapi bench node pull try clean chromium

VENV := .venv
PYTHON := $(VENV)/bin/python
# The newest Python is not always the one that every package has files for.
FIND_PYTHON := for python in python3.11 python3.12 python3.13 python3.14 python3; do \
	"$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo "$$python" && break; done
# Python compiles what it imports and keeps it; pip would compile a million lines more that nothing imports.
unexport PYTHONDONTWRITEBYTECODE
PIP_INSTALL := $(PYTHON) -m pip install --quiet --quiet --disable-pip-version-check --no-input --no-compile

help:
	@sed -n 's/^# make/make/p' Makefile

# --- the environment ------------------------------------------------------------------------------------------

# The stamps carry the requirements' checksum in their names, so that a changed file means another stamp.
REQUIREMENTS_SUM := $(shell cat requirements.txt constraints.txt | cksum | tr ' ' -)
NODE_FILES := render_node/requirements-base.txt render_node/requirements.txt constraints.txt
NODE_SUM := $(shell cat $(NODE_FILES) | cksum | tr ' ' -)
DEVELOPMENT_SUM := $(shell cat requirements.txt requirements-dev.txt constraints.txt | cksum | tr ' ' -)
INSTALLED := $(VENV)/installed-$(REQUIREMENTS_SUM)
INSTALLED_FOR_NODE := $(VENV)/installed-for-node-$(NODE_SUM)
INSTALLED_FOR_TESTS := $(VENV)/installed-for-tests-$(DEVELOPMENT_SUM)

$(VENV)/made:
	@if $(PYTHON) -m pip --version >/dev/null 2>&1; then touch $@; exit 0; fi; \
	python=$$($(FIND_PYTHON)); \
	if [ -z "$$python" ]; then \
		echo "ettametta needs Python 3.11 or newer, and none was found on this machine." >&2; exit 1; fi; \
	if ! "$$python" -c 'import ensurepip, venv' 2>/dev/null; then \
		if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
			echo "Installing python3-venv"; \
			apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq python3-venv >/dev/null; fi; fi; \
	if ! "$$python" -c 'import ensurepip, venv' 2>/dev/null; then \
		echo "$$python lacks its venv module. Install it (on Debian: apt install python3-venv) and try again." >&2; \
		exit 1; fi; \
	echo "Making $(VENV) with $$python"; \
	"$$python" -m venv --clear $(VENV) && touch $@

$(INSTALLED): $(VENV)/made
	@echo "Installing what the product runs on (once; some minutes)"
	@$(PIP_INSTALL) -r requirements.txt
	@rm -f $(VENV)/installed-[0-9]* && touch $@

# torch comes first and alone, so that nothing else chooses which build of it is taken.
$(INSTALLED_FOR_NODE): $(VENV)/made
	@echo "Installing torch and diffusers (once; a gigabyte or more)"
	@$(PIP_INSTALL) "$$(grep '^torch==' render_node/requirements.txt)"
	@$(PIP_INSTALL) -r render_node/requirements.txt
	@rm -f $(VENV)/installed-for-node-* && touch $@

$(INSTALLED_FOR_TESTS): $(INSTALLED) $(INSTALLED_FOR_NODE)
	@echo "Installing what tests and checks need (once)"
	@$(PIP_INSTALL) -r requirements-dev.txt
	@rm -f $(VENV)/installed-for-tests-* && touch $@

# --- running --------------------------------------------------------------------------------------------------

up: $(INSTALLED)
	@$(PYTHON) manage.py up

down: $(INSTALLED)
	@$(PYTHON) manage.py down

# A token and a webhook secret are made the first time; the product's admin asks for both.
NODE := var/node
NODE_SECRETS := $(NODE)/token $(NODE)/webhook_secret

$(NODE)/token:
	@mkdir -p $(NODE) && umask 077 && $(PYTHON) -c 'import secrets; print(secrets.token_urlsafe(32))' > $@

$(NODE)/webhook_secret:
	@mkdir -p $(NODE) && umask 077 && $(PYTHON) -c \
		'import base64, secrets; print("whsec_" + base64.b64encode(secrets.token_bytes(32)).decode())' > $@

# make pull MODEL=wan2.2-ti2v-5b fetches a checkpoint into var/models; make try MODEL=… has a running node draw samples.
pull: $(INSTALLED_FOR_NODE)
	@$(PYTHON) -m render_node pull $(MODEL)

try: $(INSTALLED_FOR_NODE) $(NODE_SECRETS)
	@[ -n "$$RENDER_NODE_TOKEN$$RENDER_NODE_TOKEN_FILE" ] || export RENDER_NODE_TOKEN_FILE=$(NODE)/token; \
	exec $(PYTHON) -m render_node try $(MODEL) --to var/try-$(MODEL).png

node: $(INSTALLED_FOR_NODE) $(NODE_SECRETS)
	@echo "Register it in the product's admin, Renderers: http://127.0.0.1:$${RENDER_NODE_PORT:-8100}"
	@echo "with the token in $(NODE)/token and the secret in $(NODE)/webhook_secret"
	@[ -n "$$RENDER_NODE_TOKEN$$RENDER_NODE_TOKEN_FILE" ] || \
		export RENDER_NODE_TOKEN_FILE=$(NODE)/token RENDER_NODE_WEBHOOK_SECRET_FILE=$(NODE)/webhook_secret; \
	RENDER_NODE_DATA_DIR=$${RENDER_NODE_DATA_DIR:-$(NODE)} exec $(PYTHON) -m render_node

# --- testing --------------------------------------------------------------------------------------------------

# Two processes of tests, or what the caller says: make test PYTEST="-n 0 -x synthesis"
PYTEST ?= -n 2 --dist loadfile --no-loadscope-reorder

test: $(INSTALLED_FOR_TESTS) chromium
	@$(PYTHON) -m pytest $(PYTEST)

# The browser tests drive the system's Chromium.
chromium:
	@if ! command -v chromium >/dev/null && ! command -v google-chrome >/dev/null \
		&& ! [ -d "/Applications/Google Chrome.app" ]; then \
		if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
			echo "Installing Chromium for the browser tests"; \
			apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium >/dev/null; \
		else \
			echo "The browser tests need Chromium (on Debian: apt install chromium) and will fail without it." >&2; \
		fi; fi

check: $(INSTALLED_FOR_TESTS)
	@$(MAKE) --no-print-directory -j2 check-style check-types check-deployment

check-style: $(INSTALLED_FOR_TESTS)
	@$(PYTHON) -m ruff format --check .
	@$(PYTHON) -m ruff check .
	@$(VENV)/bin/lint-imports
	@$(PYTHON) -m djlint templates --check --quiet
	@$(PYTHON) -m djlint templates --lint --quiet

check-types: $(INSTALLED_FOR_TESTS)
	@$(PYTHON) -m mypy .

check-deployment: $(INSTALLED_FOR_TESTS)
	@$(PYTHON) -m tests.deployment

format: $(INSTALLED_FOR_TESTS)
	@$(PYTHON) -m ruff check --fix --quiet .
	@$(PYTHON) -m ruff format .
	@$(PYTHON) -m djlint templates --reformat --quiet

# What docs/openapi.yaml says is what clients rely on; a test holds it equal to the code.
openapi: $(INSTALLED_FOR_TESTS)
	@DJANGO_SETTINGS_MODULE=ettametta.settings.test ENV_FILE=/dev/null \
		$(PYTHON) manage.py spectacular --fail-on-warn --validate --file docs/openapi.yaml

bench: $(INSTALLED_FOR_TESTS)
	@$(PYTHON) -m loadtests.bench

# --- starting over --------------------------------------------------------------------------------------------

# Under a folder closed to other users, root's Postgres data lies elsewhere and var/postgres is a link to it.
clean:
	@if [ -x $(PYTHON) ]; then $(PYTHON) manage.py down; fi
	@if [ -L var/postgres ]; then rm -rf "$$(readlink -f var/postgres)"; fi
	@rm -rf $(VENV) var .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis
