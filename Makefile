# Everything runs in .venv, made on first use from the pinned versions in constraints.txt.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/installed

.PHONY: demo test coverage browser docs lint types layers package fuzz kills ci crater golden score clean

demo: $(STAMP)  ## check the example stories (their planted errors make the exit status 1)
	@$(BIN)/transcheck stories examples
	@echo
	@$(BIN)/transcheck check examples --fail-on never

test: $(STAMP)  ## run the tests
	$(BIN)/python -m pytest

coverage: $(STAMP)  ## run the tests and say what they do not reach
	$(BIN)/python -m pytest --cov --cov-report=term

browser: $(STAMP)  ## test the report pages in Chromium (Debian: chromium, chromium-driver)
	$(BIN)/python -m pytest -m browser -n 0 tests/browser

docs: $(STAMP)  ## build the documentation into build/site; a dead link fails
	$(BIN)/python tools/build_docs.py --check
	$(BIN)/python tools/build_man.py --check
	$(BIN)/mkdocs build

fuzz: $(STAMP)  ## check damaged files of every format: make fuzz FILES=50000 SEED=1
	$(BIN)/python fuzz/fuzz.py --files $(or $(FILES),2000) --seed $(or $(SEED),1)

kills: $(STAMP)  ## kill runs at random moments, and look at what they leave: make kills KILLS=200
	$(BIN)/python fuzz/kills.py --kills $(or $(KILLS),20)

lint: $(STAMP)
	$(BIN)/ruff check
	$(BIN)/ruff format --check

types: $(STAMP)
	$(BIN)/mypy

layers: $(STAMP)
	$(BIN)/lint-imports --no-logo

package: $(STAMP)  ## build the wheel and the sdist, and run the wheel in an environment of its own
	rm -rf dist build/clean
	$(BIN)/python -m build --outdir dist .
	$(PYTHON) -m venv build/clean
	build/clean/bin/pip install --quiet --constraint constraints.txt dist/*.whl
	cd build && clean/bin/transcheck rule NUM101
	cd build && clean/bin/transcheck check ../examples/library --no-reports

ci: test lint types layers docs package

golden: $(STAMP)  ## write the expected output of whole runs again
	TRANSCHECK_GOLDEN=1 $(BIN)/python -m pytest -n 0 tests/cli/test_golden.py

crater: $(STAMP)  ## what differs between the findings of two revisions: make crater REV=main PATHS="docs" [SOURCE=en]
	$(BIN)/python bench/crater.py $(REV) $(PATHS) $(if $(TO),--to $(TO)) $(if $(SOURCE),--source $(SOURCE))

score: $(STAMP)  ## all scorers of a folder of development data: make score DATA=folder [NAMES="stories docs"]
	$(BIN)/pip install --quiet --constraint constraints.txt --editable '.[dev,tools]'
	$(BIN)/python bench/score.py $(DATA) $(NAMES)

$(STAMP): pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --constraint constraints.txt --editable '.[dev]'
	touch $@

clean:
	rm -rf $(VENV) build dist
