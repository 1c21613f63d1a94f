# What a developer does, one word each (`make help`). One environment, .venv, serves everything; it holds the built
# wheel, never the checkout, so what runs here is what users get.
SHELL := bash
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help demo test lint bench clean

PYTHON ?= python3
VENV := .venv
BIN := $(CURDIR)/$(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
INSTALL := $(PIP) install -qq --constraint constraints.txt
SOURCES := pyproject.toml README.md LICENSE .gitignore $(shell find newsclf -type f -not -name '*.pyc')

help: ## list the targets
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/make \1\t\2/p' Makefile | expand -t 12

demo: $(VENV)/installed ## fine-tune on the sample corpus (about 5 minutes on 2 cores), evaluate, analyse an article
	HF_HUB_OFFLINE=1 $(BIN)/newsclf train configs/quickstart.yaml --overwrite
	HF_HUB_OFFLINE=1 $(BIN)/newsclf evaluate runs/quickstart sample --split test --baselines -o runs/quickstart/evaluation
	HF_HUB_OFFLINE=1 $(BIN)/newsclf analyze scripts/demo_article.txt --model runs/quickstart \
		--target "la fermeture de la ligne" --target "les autocars"

test: lint ## lint, then run the tests against the built wheel (ARGS="-k quotes" picks some)
	cd tests && NEWSCLF_TEST_INSTALLED=1 PYTHONSAFEPATH=1 $(BIN)/python -m pytest $(ARGS)

lint: $(VENV)/installed-dev ## ruff, strict mypy and the import contracts, on the checkout
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(VENV)/installed ## measure speed and memory
	HF_HUB_OFFLINE=1 $(BIN)/python scripts/benchmark.py $(ARGS)

clean: ## remove the environment, the wheel and the caches of tools; runs/ stays
	rm -rf $(VENV) dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
	find newsclf scripts tests -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV)/created:
	$(PYTHON) -m venv $(VENV)
	touch $@

dist/built: $(SOURCES) | $(VENV)/created
	rm -rf dist
	$(PIP) wheel -qq --no-deps --wheel-dir dist .
	touch $@

# Builds share one version number, so pip has to be told to replace the last one; its dependencies stay.
$(VENV)/installed: dist/built constraints.txt
	@echo "installing newsclf into $(VENV) (some minutes the first time)"
	$(PIP) install -qq --no-deps --force-reinstall dist/*.whl
	$(INSTALL) dist/*.whl
	touch $@

$(VENV)/installed-dev: $(VENV)/installed
	$(INSTALL) "$$(echo dist/*.whl)[dev,spacy]"
	touch $@
