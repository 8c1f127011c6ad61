# Two commands are enough for a newcomer: `make demo` and `make test`.
# Everything else is listed by `make help`.

SHELL := /bin/sh
VENV := .venv
PY := $(VENV)/bin/python
EMBEDDED := VEF_ENV_FILE=.env.embedded
JOBS ?= 2
# Pages are the same on every database; the embedded default walks them all, and alone the
# journeys that show words and counts of clicks.
JOURNEYS := tests/journeys
SAME_PAGES := $(addprefix --ignore $(JOURNEYS)/test_, every_page.py ask_in_ten_minutes.py \
	handover.py late_code.py)
# Each worker has a product of its own; the tests of a file share one.
APART := -n $(JOBS) --dist loadfile -p no:randomly
PORT ?= 8000

.DEFAULT_GOAL := help
.PHONY: help demo test test-fast test-services browser faults check lint format types walls \
	migrations messages messages-check look bench setup setup-dev system-demo system-test clean

help: ## Show what there is
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  %-16s %s\n", $$1, $$2}'

# --- Running ---------------------------------------------------------------

demo: system-demo setup ## Start the demonstration (FRESH=1 starts a new world, PORT=8000)
	@exec env $(EMBEDDED) $(PY) -u manage.py demo --port $(PORT) $(if $(FRESH),--fresh,)

# --- Testing ---------------------------------------------------------------

test: system-test setup-dev ## Run the whole suite on the embedded default
	$(PY) -m pytest -n $(JOBS) -m "not browser and not fault and not services"
	$(PY) -m pytest $(APART) -m "(browser or fault) and not services"

test-fast: setup-dev ## Run the suite without browser and fault runs
	$(PY) -m pytest -n $(JOBS) -m "not browser and not fault and not services"

test-services: system-test setup-dev ## Run the whole suite on PostgreSQL and Redis (DATABASE_URL, REDIS_URL)
	@: $${DATABASE_URL:=postgres://postgres@127.0.0.1:5432/postgres} $${REDIS_URL:=redis://127.0.0.1:6379/9}; \
	export DATABASE_URL REDIS_URL; \
	$(PY) -m pytest -n $(JOBS) -m "not browser and not fault" && \
	$(PY) -m pytest $(APART) -m "browser or fault" $(SAME_PAGES)

faults: setup-dev ## Run the fault laboratory in its long form
	VEF_FAULTS=long $(PY) -m pytest -m fault tests/faults

bench: setup-dev ## Measure against the named baselines
	$(PY) -m benchmarks

# --- Checking --------------------------------------------------------------

check: setup-dev lint types walls migrations messages-check ## Everything the build checks beside the tests
	@$(PY) .ci/deploy_check.py

lint: setup-dev ## Style of Python and of templates
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .

format: setup-dev ## Put Python into shape
	$(VENV)/bin/ruff check --fix .
	$(VENV)/bin/ruff format .

types: setup-dev ## Types of the ground floor and the services
	$(PY) -m mypy vef database partners engagement feedback

walls: setup-dev ## Who may import whom
	$(VENV)/bin/lint-imports

migrations: setup-dev ## No model change without its migration
	$(EMBEDDED) $(PY) manage.py makemigrations --check --dry-run

messages: setup-dev ## Collect new words for translation (needs gettext)
	$(EMBEDDED) $(PY) .ci/messages.py collect

messages-check: setup-dev var/welsh/.ready ## Complete Welsh, spelling and placeholders
	$(EMBEDDED) $(PY) .ci/messages.py check
	$(PY) .ci/welsh_check.py

look: ## Compile the stylesheets (needs Node)
	cd vef/look && npm ci --ignore-scripts && npm run build

# --- Setting up --------------------------------------------------------------

setup: $(VENV)/.ready locale/.compiled

setup-dev: $(VENV)/.ready-dev locale/.compiled

system-demo:
	@sh .ci/system demo

system-test:
	@sh .ci/system test

$(VENV)/.ready: requirements.lock
	@test -x $(PY) || python3 -m venv $(VENV)
	@echo "Installing what the program needs …"
	@if command -v uv >/dev/null 2>&1; then uv pip install -q --python $(PY) --require-hashes -r requirements.lock; \
	else $(PY) -m pip install -q --disable-pip-version-check --require-hashes -r requirements.lock; fi
	@touch $@

$(VENV)/.ready-dev: requirements-dev.lock
	@test -x $(PY) || python3 -m venv $(VENV)
	@echo "Installing what the tests need …"
	@if command -v uv >/dev/null 2>&1; then uv pip install -q --python $(PY) --require-hashes -r requirements-dev.lock; \
	else $(PY) -m pip install -q --disable-pip-version-check --require-hashes -r requirements-dev.lock; fi
	@touch $@ $(VENV)/.ready

locale/.compiled: $(wildcard locale/*/LC_MESSAGES/django.po) | $(VENV)/.ready-any
	@$(PY) .ci/messages.py compile
	@touch $@

$(VENV)/.ready-any:
	@test -e $(VENV)/.ready || test -e $(VENV)/.ready-dev || $(MAKE) -s $(VENV)/.ready

# The Welsh dictionary's wrapper asks for much that is not needed to read it.
var/welsh/.ready:
	@mkdir -p var/welsh
	@$(PY) -m pip install -q --disable-pip-version-check --no-deps --target var/welsh cymraeg-mcp==0.1.0
	@touch $@

clean: ## Remove what running made (keeps the environment)
	rm -rf var static-collected locale/.compiled
