# `make` lists what there is. A fresh machine needs Python 3.11, pip and make; the rest is fetched.

SHELL := /bin/sh
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory
PY := .venv/bin/python
SETUP := $(or $(wildcard $(PY)),$(shell command -v python3 || echo python3.11)) tools/setup.py
ARGS ?=
SCALE ?= district

.PHONY: help demo test check lint types laws kernel fix lock bench bench-authz bench-linkage setup setup-run web messages browser docs clean

help: ## this list
	@sed -n 's/^\([a-z-]*\):[^#]*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 15

demo: setup-run web messages ## the demo district, served with a worker, on this machine
	@.venv/bin/lachan demo $(ARGS)

test: setup web messages browser lint types ## everything: lint, types, laws, tests, journeys in a browser (ARGS= for pytest)
	@$(SETUP) npm --silent test
	@$(PY) tools/suite.py $(ARGS)

check: setup messages lint types laws kernel ## the fast part of `make test`

lint: setup ## ruff, its format, who may import whom, and every sentence translated
	@.venv/bin/ruff check
	@.venv/bin/ruff format --check
	@.venv/bin/lint-imports
	@$(PY) tools/messages.py check

types: setup ## mypy, strict
	@.venv/bin/mypy

laws: setup messages ## the laws of the house
	@$(PY) -m pytest -q tests/laws

kernel: setup ## the pure rules
	@$(PY) -m pytest -q tests/kernel

fix: setup ## ruff's corrections, format, catalogues, documents
	@.venv/bin/ruff check --fix
	@.venv/bin/ruff format
	@$(PY) tools/messages.py update
	@$(PY) tools/docs.py

bench: setup web messages ## the claims about speed, measured (SCALE=district|province)
	@$(PY) -m bench $(SCALE)

bench-linkage: setup ## who is the same human being: found, falsely merged, speed (ARGS="--people N --seed S")
	@$(PY) -m bench.linkage $(ARGS)

bench-authz: setup messages ## who may see and do what: the site and the database against the model (ARGS="--http N --seed S")
	@$(PY) -m bench.authz $(ARGS)

lock: setup ## resolve again: Python's two locks and npm's (ARGS=--upgrade for newer versions)
	@.venv/bin/uv pip compile -q --generate-hashes --no-header --no-emit-index-url pyproject.toml \
		--group build $(ARGS) -o requirements/run.txt
	@.venv/bin/uv pip compile -q --generate-hashes --no-header --no-emit-index-url pyproject.toml \
		--group build --group dev $(ARGS) -o requirements/dev.txt
	@$(SETUP) npm install --package-lock-only --omit-lockfile-registry-resolved

web: setup-run ## scripts, style, fonts and icons, when web/ has changed
	@$(SETUP) web

messages: setup-run ## the translations, compiled
	@$(PY) tools/messages.py compile

browser: setup ## a Chromium for the journeys
	@$(PY) tools/browser.py || [ $$? -eq 3 ] # without one the journeys are skipped, with the reason

docs: setup ## the generated pages of docs/
	@$(PY) tools/docs.py

clean: ## forget everything made here but the database in var/
	rm -rf .venv build web/node_modules src/lachan/ui/static/ui/build var/browser
	find src tests tools bench -name __pycache__ -prune -exec rm -rf {} + ; find src -name '*.mo' -delete

setup: # .venv with the tools
	@$(SETUP) dev

setup-run: # .venv with what lachan needs
	@$(SETUP) run
