# From a bare checkout with Python 3.11+ and make: `make run`, `make test`, `make lint`.
# Paths are relative and the tools are called as `python -m`, because a checkout below a
# folder with a space in its name breaks both make and the scripts in .venv/bin.

SHELL := /bin/sh
PYTHON ?=
PY := .venv/bin/python
CANDIDATES := $(if $(PYTHON),"$(PYTHON)",python3 python3.13 python3.12 python3.11)
INSTALL := $(PY) -m pip install -qq --disable-pip-version-check --require-hashes
LOCK := uv pip compile --quiet --universal --python-version 3.11 \
	--generate-hashes --no-emit-index-url --no-annotate

.DEFAULT_GOAL := run
.PHONY: run test lint format bench lock messages clean FORCE

run: .venv/run.stamp
	@exec $(PY) manage.py serve

test: .venv/dev.stamp
	$(PY) -m pytest -n 2 --dist loadfile --no-loadscope-reorder $(ARGS)

lint: .venv/dev.stamp
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy

format: .venv/dev.stamp
	$(PY) -m ruff check --fix .
	$(PY) -m ruff format .

bench: .venv/dev.stamp
	$(PY) -m benchmarks $(ARGS)

# Needs gettext: msgids from the sources into locale/, and the compiled files.
messages: .venv/dev.stamp
	$(PY) manage.py makemessages --locale mn --no-obsolete --no-location \
		--ignore 'var/*' --ignore 'tests/*'
	$(PY) manage.py compilemessages --ignore '.venv/*' --ignore 'var/*'

# Needs uv. Adds what is new in the .in files; ARGS=--upgrade takes newer versions too.
lock:
	$(LOCK) requirements.in -o requirements.txt $(ARGS)
	$(LOCK) requirements-dev.in -o requirements-dev.txt $(ARGS)

clean:
	rm -rf .venv .mypy_cache .pytest_cache .ruff_cache .hypothesis

# Stamps say what the environment holds. They are compared by content, since a fresh
# clone gives every file the same age, and written last, so a broken start is redone.
.venv/run.stamp: .venv/made.stamp FORCE
	@cmp -s requirements.txt $@ || { \
		echo "Installing the packages of requirements.txt (a minute or two) ..." && \
		$(INSTALL) -r requirements.txt && cp requirements.txt $@; }

.venv/dev.stamp: .venv/run.stamp FORCE
	@cmp -s requirements-dev.txt $@ || { \
		echo "Installing the packages of requirements-dev.txt (a minute) ..." && \
		$(INSTALL) -r requirements-dev.txt && cp requirements-dev.txt $@; }

.venv/made.stamp: FORCE
	@test -e $@ && $(PY) -c '' 2>/dev/null && exit 0; \
	for name in $(CANDIDATES); do \
		if "$$name" -c 'import sys, venv, ensurepip; \
			sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null; then \
			echo "Making .venv with $$("$$name" --version) ..."; \
			rm -rf .venv && "$$name" -m venv .venv && touch $@; exit; \
		fi; \
	done; \
	echo "Python 3.11, 3.12 or 3.13 with its venv module is needed; give its name:" \
		"make PYTHON=/path/to/python3.11" >&2; \
	exit 1

FORCE:
