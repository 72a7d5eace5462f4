# make up      run the whole product on this machine, until Ctrl-C
# make down    stop the product from another terminal
# make test    run all tests          make check   run all linters and type checks
# make bench   run the benchmarks     make clean   remove the environment and all data
# make bench-quality   measure voices, captions, headlines and films
# make node    run a render node with diffusion models
# make voices  list voices to download; make voices LANG=de downloads them
# make openapi write the API schema   make format  format the code
# make lock    pin every package with the hashes of its files

SHELL := /bin/sh
.DEFAULT_GOAL := help
.PHONY: help up down test check check-style check-types check-deployment format openapi bench bench-quality lock node pull try voices clean chromium

VENV := .venv
PYTHON := $(VENV)/bin/python
# Prefer versions for which all packages have wheels; the newest Python may lack some.
FIND_PYTHON := for python in python3.11 python3.12 python3.13 python3.14 python3; do \
	"$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo "$$python" && break; done
# Python caches the bytecode of imported modules. pip would also compile a million lines that are never imported.
unexport PYTHONDONTWRITEBYTECODE
PIP_INSTALL := $(PYTHON) -m pip install --quiet --quiet --disable-pip-version-check --no-input --no-compile

help:
	@sed -n 's/^# make/make/p' Makefile

# --- the environment ------------------------------------------------------------------------------------------

# Each file is part of one lock: every package with its exact version and the hashes of its files.
FOR_UP := requirements.txt sandbox/requirements.txt render_node/requirements.txt requirements/local.txt
FOR_DEVELOPMENT := requirements/development.txt
FOR_QUALITY := requirements/quality.txt
FOR_PEERS := loadtests/peers.txt
PEERS := var/peers
FOR_MODELS := render_node/requirements-models.txt
TORCH := render_node/requirements-torch.txt
# pip resolves nothing, so the installed packages are exactly the locked ones.
INSTALL_LOCKED := $(PIP_INSTALL) --no-deps --require-hashes

# The names of the stamps contain the checksum of the files, so a changed file needs a new stamp.
checksum = $(shell cat $(1) | cksum | tr ' ' -)
INSTALLED := $(VENV)/installed-for-up-$(call checksum,$(FOR_UP))
INSTALLED_FOR_CHECKS := $(VENV)/installed-for-checks-$(call checksum,$(FOR_UP) $(FOR_DEVELOPMENT))
INSTALLED_FOR_QUALITY := $(VENV)/installed-for-quality-$(call checksum,$(FOR_UP) $(FOR_QUALITY))
INSTALLED_FOR_PEERS := $(PEERS)/installed-$(call checksum,$(FOR_PEERS))
INSTALLED_FOR_MODELS := $(VENV)/installed-for-models-$(call checksum,render_node/requirements.txt $(FOR_MODELS) $(TORCH))

$(VENV)/made:
	@if $(PYTHON) -m pip --version >/dev/null 2>&1; then touch $@; exit 0; fi; \
	python=$$($(FIND_PYTHON)); \
	if [ -z "$$python" ]; then \
		echo "ettametta needs Python 3.11 or newer. No such Python was found on this machine." >&2; exit 1; fi; \
	if ! "$$python" -c 'import ensurepip, venv' 2>/dev/null; then \
		if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
			echo "Installing python3-venv"; \
			apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq python3-venv >/dev/null; fi; fi; \
	if ! "$$python" -c 'import ensurepip, venv' 2>/dev/null; then \
		echo "$$python has no venv module. Install it (on Debian: apt install python3-venv) and try again." >&2; \
		exit 1; fi; \
	echo "Creating $(VENV) with $$python"; \
	"$$python" -m venv --clear $(VENV) && $(INSTALL_LOCKED) -r requirements/pip.txt && touch $@

$(INSTALLED): $(VENV)/made
	@echo "Installing the product's packages (once; takes some minutes)"
	@$(INSTALL_LOCKED) $(addprefix -r ,$(FOR_UP))
	@rm -f $(VENV)/installed-for-up-* && touch $@

$(INSTALLED_FOR_CHECKS): $(INSTALLED)
	@echo "Installing the packages for tests and checks (once)"
	@$(INSTALL_LOCKED) $(addprefix -r ,$(FOR_DEVELOPMENT))
	@rm -f $(VENV)/installed-for-checks-* && touch $@

$(INSTALLED_FOR_QUALITY): $(INSTALLED_FOR_CHECKS)
	@echo "Installing the packages for the quality benchmark (once)"
	@$(INSTALL_LOCKED) $(addprefix -r ,$(FOR_QUALITY))
	@rm -f $(VENV)/installed-for-quality-* && touch $@

# MoviePy needs an older Pillow than the product.
$(INSTALLED_FOR_PEERS): $(INSTALLED_FOR_CHECKS)
	@echo "Installing MoviePy for the assembly benchmark (once)"
	@$(PYTHON) -m venv --clear $(PEERS)
	@$(PEERS)/bin/python -m pip install --quiet --quiet --disable-pip-version-check --no-input --no-deps --require-hashes -r $(FOR_PEERS)
	@touch $@

# torch is pinned without a hash, so that pip can choose the build configured for this machine (CPU, CUDA, ROCm). Only its
# CUDA libraries are still missing at this point, and torch pins their exact versions.
$(INSTALLED_FOR_MODELS): $(VENV)/made
	@echo "Installing torch and diffusers (once; 1 GB or more)"
	@$(INSTALL_LOCKED) -r render_node/requirements.txt $(addprefix -r ,$(FOR_MODELS))
	@$(PIP_INSTALL) "$$(grep -o '^torch==[^ ]*' $(TORCH))"
	@rm -f $(VENV)/installed-for-models-* && touch $@

# --- the lock -------------------------------------------------------------------------------------------------

# Resolves all .in files together, so that all images use the same versions, and writes each file's part of the lock next
# to it, without the packages in its -excluded.txt. Versions change only if a .in file requires it, or with this command:
#   make lock UPGRADE=--upgrade
LOCKED := $(basename requirements/pip.txt $(FOR_UP) $(FOR_DEVELOPMENT) $(FOR_QUALITY) $(FOR_MODELS) $(TORCH))
RESOLUTION := var/resolution.txt
RESOLVE := $(VENV)/bin/uv pip compile --quiet --universal --python-version 3.11 --no-annotate --custom-compile-command "make lock"

lock: $(VENV)/made
	@$(PIP_INSTALL) uv==0.13.9
	@mkdir -p $(dir $(RESOLUTION)) && cat $(LOCKED:=.txt) > $(RESOLUTION)
	@$(RESOLVE) $(UPGRADE) $(LOCKED:=.in) --output-file $(RESOLUTION) >/dev/null
	@for file in $(LOCKED); do \
		excludes=$$file-excluded.txt; [ -f $$excludes ] || excludes=/dev/null; \
		$(RESOLVE) --upgrade --generate-hashes --constraints $(RESOLUTION) --excludes $$excludes \
			$$file.in --output-file $$file.txt >/dev/null || exit 1; \
	done
	@$(RESOLVE) $(UPGRADE) --generate-hashes $(FOR_PEERS:.txt=.in) --output-file $(FOR_PEERS) >/dev/null

# --- running --------------------------------------------------------------------------------------------------

up: $(INSTALLED)
	@$(PYTHON) manage.py up

down: $(INSTALLED)
	@$(PYTHON) manage.py down

# The first run creates a token and a webhook secret. Enter both in the product's admin.
NODE := var/node
NODE_SECRETS := $(NODE)/token $(NODE)/webhook_secret

$(NODE)/token:
	@mkdir -p $(NODE) && umask 077 && $(PYTHON) -c 'import secrets; print(secrets.token_urlsafe(32))' > $@

$(NODE)/webhook_secret:
	@mkdir -p $(NODE) && umask 077 && $(PYTHON) -c \
		'import base64, secrets; print("whsec_" + base64.b64encode(secrets.token_bytes(32)).decode())' > $@

# `make pull MODEL=wan2.2-ti2v-5b` downloads a checkpoint to var/models. `make try MODEL=…` renders samples on a running node.
pull: $(INSTALLED_FOR_MODELS)
	@$(PYTHON) -m render_node pull $(MODEL)

try: $(INSTALLED_FOR_MODELS) $(NODE_SECRETS)
	@[ -n "$$RENDER_NODE_TOKEN$$RENDER_NODE_TOKEN_FILE" ] || export RENDER_NODE_TOKEN_FILE=$(NODE)/token; \
	exec $(PYTHON) -m render_node try $(MODEL) --to var/try-$(MODEL).png

node: $(INSTALLED_FOR_MODELS) $(NODE_SECRETS)
	@echo "Register this node in the product's admin under Renderers: http://127.0.0.1:$${RENDER_NODE_PORT:-8100}"
	@echo "with the token in $(NODE)/token and the secret in $(NODE)/webhook_secret"
	@[ -n "$$RENDER_NODE_TOKEN$$RENDER_NODE_TOKEN_FILE" ] || \
		export RENDER_NODE_TOKEN_FILE=$(NODE)/token RENDER_NODE_WEBHOOK_SECRET_FILE=$(NODE)/webhook_secret; \
	RENDER_NODE_DATA_DIR=$${RENDER_NODE_DATA_DIR:-$(NODE)} exec $(PYTHON) -m render_node

# `make voices LANG=de` downloads natural voices to VOICES_ROOT, after confirmation of licence and size (YES=1 skips the
# prompt). LANG in the environment is the locale, so only the command line counts.
voices: $(INSTALLED)
	@LANG=C.UTF-8 $(PYTHON) manage.py fetch_voices $(if $(filter command line,$(origin LANG)),$(LANG)) $(if $(YES),--yes)

# --- testing --------------------------------------------------------------------------------------------------

# Tests run in three processes by default, also on two cores: some tests wait for other programs.
# Other options: make test PYTEST="-n 0 -x synthesis"
PYTEST ?= -n 3 --dist loadfile --no-loadscope-reorder

test: $(INSTALLED_FOR_CHECKS) $(INSTALLED_FOR_MODELS) chromium
	@$(PYTHON) -m pytest $(PYTEST)

# The browser tests use the system's Chromium.
chromium:
	@if ! command -v chromium >/dev/null && ! command -v google-chrome >/dev/null \
		&& ! [ -d "/Applications/Google Chrome.app" ]; then \
		if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
			echo "Installing Chromium for the browser tests"; \
			apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium >/dev/null; \
		else \
			echo "The browser tests need Chromium (on Debian: apt install chromium) and will fail without it." >&2; \
		fi; fi

check: $(INSTALLED_FOR_CHECKS)
	@$(MAKE) --no-print-directory -j2 check-style check-types check-deployment

check-style: $(INSTALLED_FOR_CHECKS)
	@$(PYTHON) -m ruff format --check .
	@$(PYTHON) -m ruff check .
	@$(VENV)/bin/lint-imports
	@$(PYTHON) -m djlint templates --check --quiet
	@$(PYTHON) -m djlint templates --lint --quiet

check-types: $(INSTALLED_FOR_CHECKS)
	@$(PYTHON) -m mypy .

check-deployment: $(INSTALLED_FOR_CHECKS)
	@$(PYTHON) -m tests.deployment

format: $(INSTALLED_FOR_CHECKS)
	@$(PYTHON) -m ruff check --fix --quiet .
	@$(PYTHON) -m ruff format .
	@$(PYTHON) -m djlint templates --reformat --quiet

# Clients rely on docs/openapi.yaml. A test checks that it matches the code.
openapi: $(INSTALLED_FOR_CHECKS)
	@DJANGO_SETTINGS_MODULE=ettametta.settings.test ENV_FILE=/dev/null \
		$(PYTHON) manage.py spectacular --fail-on-warn --validate --file docs/openapi.yaml

# `make bench FULL=1` measures discovery with 1,000,000 candidates (15 minutes more, 8 GB in var).
bench: $(INSTALLED_FOR_CHECKS) $(INSTALLED_FOR_PEERS) chromium
	@$(PYTHON) -m loadtests.bench $(if $(FULL),--full)

bench-quality: $(INSTALLED_FOR_QUALITY)
	@$(PYTHON) -m loadtests.quality_bench

# --- starting over --------------------------------------------------------------------------------------------

# For root, Postgres runs as another user. If that user can't enter this folder, its data is elsewhere and var/postgres is a link.
clean:
	@if [ -x $(PYTHON) ]; then $(PYTHON) manage.py down; fi
	@if [ -L var/postgres ]; then rm -rf "$$(readlink -f var/postgres)"; fi
	@rm -rf $(VENV) var .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis
