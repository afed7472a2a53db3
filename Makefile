# Every target builds one selection, the whole workspace with its development dependencies. Cargo unites features over
# what is selected, so any other selection would compile hundreds of third-party crates once more.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

ENV := source scripts/env;
BIN = $$CARGO_TARGET_DIR/debug
# `--examples` selects next to nothing, but makes cargo count development dependencies, as tests do.
PROGRAMS := cargo build --workspace --bins --examples

.PHONY: help
help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' Makefile

.PHONY: bootstrap
bootstrap: ## Install what this machine lacks (nothing, if all is there)
	@scripts/bootstrap

.PHONY: build
build: bootstrap ## Build every program into the shared target folder
	@$(ENV) $(PROGRAMS)

.PHONY: demo
demo: build ## Real contracts on a whole local network, start to end, with a report
	@$(ENV) $(BIN)/demo

.PHONY: dev
dev: build ## Start a local network and leave it running; prints its endpoints
	@$(ENV) $(BIN)/adyton dev

.PHONY: test
test: build ## Unit tests, then whole-network tests
	@scripts/test

.PHONY: lint
lint: bootstrap ## Formatting, clippy, house rules, licences
	@scripts/lint

.PHONY: bench
bench: build ## Measure every figure of docs/benchmarks.md; OUT=file.json also writes them there
	@$(ENV) $(BIN)/bench $(if $(OUT),--out $(OUT))

.PHONY: fmt
fmt: ## Format all Rust code
	@cargo fmt --all
