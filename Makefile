# The commands a newcomer needs. `make help` lists them.
SHELL := /bin/bash
PYTHON ?= python3
BIN := .venv/bin

.DEFAULT_GOAL := help
.PHONY: help run test test-fast check bench bench-exam bench-exchange bench-certificates bench-faults fuzz format lock clean

help: ## list these commands
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | sort | column -t -s "$$(printf '\t')"

run: ## prepare everything and serve on http://127.0.0.1:8000 (PORT overrides)
	@PYTHON=$(PYTHON) .ci/prepare run
	@.ci/run-site

test: ## check, then every test: SQLite, PostgreSQL, Redis, browser
	@PYTHON=$(PYTHON) .ci/prepare test
	@.ci/test-all

test-fast: ## the pure and SQLite tests
	@PYTHON=$(PYTHON) .ci/prepare test
	@$(BIN)/python -m pytest -m "not browser and not storm" -n 2

check: ## format, lint, types, layers, templates, dead code, content, migrations
	@PYTHON=$(PYTHON) .ci/prepare test
	@.ci/check

bench: ## what the product costs, each as a ratio against a baseline of the same run
	@PYTHON=$(PYTHON) .ci/prepare test
	@$(BIN)/python -m tests.benchmarks

bench-exam: ## what sitting an exam costs, over real HTTP, against the least that does the job
	@PYTHON=$(PYTHON) .ci/prepare test
	@$(BIN)/python -m tests.benchmarks.exam

bench-exchange: ## taking 20,000 items in and giving them away, against PyYAML alone
	@PYTHON=$(PYTHON) .ci/prepare test
	@$(BIN)/python -m tests.benchmarks.exchange

bench-certificates: ## issuing, proving and verifying certificates; 1 when a line goes beyond what is promised
	@PYTHON=$(PYTHON) .ci/prepare test
	@$(BIN)/python -m tests.benchmarks.certificates

bench-faults: ## 100,000 saves under 200 faults, 1,000 passes among 50 killed issuers; nothing may be lost
	@PYTHON=$(PYTHON) .ci/prepare test
	@$(BIN)/python -m tests.faults
	@TRAINER_STORM_PASSES=1000 TRAINER_STORM_KILLS=50 $(BIN)/python -m pytest -s tests/certificates/test_storm.py

fuzz: ## damaged files for every reader of other systems, ten minutes each
	@PYTHON=$(PYTHON) .ci/prepare test
	@$(BIN)/python -m tests.fuzzing

format: ## put the code into shape
	@$(BIN)/ruff format -q . && $(BIN)/ruff check -q --fix .

lock: ## resolve the dependencies anew and write their hashes
	@.ci/lock

clean: ## forget the virtual environment and caches; the data in var/ stays
	@rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis *.egg-info
