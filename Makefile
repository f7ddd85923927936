# `make` alone lists what there is. Everything runs in .venv, which `setup` makes and keeps in step with the lock.

SHARED ?= ../shared
PYTHON := .venv/bin/python
READY := .venv/.installed
CHAOS := $(if $(BROKERS),--brokers $(BROKERS))

.DEFAULT_GOAL := help
.PHONY: help setup demo test test-kafka check chaos fuzz bench evaluate train schemas readme lock ci

help: ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1|/' | awk -F'|' '{ printf "  make %-10s %s\n", $$1, $$2 }'

setup: $(READY) ## make .venv with the best Python here and install the locked dependencies

$(READY): requirements.txt pyproject.toml
	@$(PYTHON) -c '' 2>/dev/null || "$$(.ci/best-python)" -m venv --clear .venv
	$(PYTHON) -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements.txt
	$(PYTHON) -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

demo: setup ## a broker, a worker and a sample wire: records as they come out
	$(PYTHON) -m stream demo

test: setup ## all tests but those that need a real Kafka
	$(PYTHON) -m pytest

test-kafka: setup ## those that do: KAFKA_BACKEND=process (java and mvn) or docker (KAFKA_IMAGE)
	KAFKA_BACKEND=$${KAFKA_BACKEND:-process} $(PYTHON) -m pytest -m kafka

check: setup ## lint, format, types, import contracts
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy --strict stream tests
	.venv/bin/lint-imports

chaos: setup ## interrupt workers, play random histories, and more, at length (BROKERS=… for a real Kafka)
	HISTORIES=10000 $(PYTHON) -m pytest -q tests/worker/test_lifecycle.py
	$(PYTHON) -m tests.integration.kill_loop --times 20 $(CHAOS)
	$(PYTHON) -m tests.integration.kill_loop --times 20 --how term $(CHAOS)
	$(PYTHON) -m tests.integration.kill_loop --times 10 --workers 2 $(CHAOS)
	$(PYTHON) -m tests.integration.kill_loop --times 5 --how freeze --workers 2 $(CHAOS)
	$(PYTHON) -m tests.integration.chaos histories --count 300 $(CHAOS)
	$(PYTHON) -m tests.integration.chaos embargoes --count 100 $(CHAOS)
	$(PYTHON) -m tests.integration.chaos slots --count 2000 $(CHAOS)
	$(PYTHON) -m tests.integration.chaos state --count 100000 $(CHAOS)
	$(PYTHON) -m tests.integration.chaos faults --count 400

fuzz: setup ## damaged messages through every parser (COUNT=…, SEED=…)
	$(PYTHON) -m tests.fuzz --count $(or $(COUNT),100000) --seed $(or $(SEED),1)

bench: setup ## speed, as ratios that hold on any machine
	$(PYTHON) -m tests.benchmarks
	$(PYTHON) -m tests.benchmarks.nlp
	$(PYTHON) -m tests.benchmarks.steps
	$(PYTHON) -m tests.benchmarks.parsing
	$(PYTHON) -m tests.benchmarks.worker

evaluate: setup ## the figures on gold stories, and whether they hold their floors
	$(PYTHON) -m stream evaluate $(SHARED)/gold/dev.gold.jsonl $(SHARED)/gold/dev.stories.jsonl \
		--topics $(SHARED)/gold/topics.dev.jsonl $(SHARED)/corpus/afp-stories.jsonl.gz \
		--floors tests/evaluation/floors.toml

train: setup ## train the models that ship, from the annotated stories in SHARED
	$(PYTHON) -m stream.training all --shared $(SHARED)

schemas: setup ## write the schemas and their examples anew
	$(PYTHON) -m stream schemas schemas --examples

readme: setup ## write the generated parts of the README anew
	$(PYTHON) .ci/readme.py

lock: ## resolve the dependencies anew (UPGRADE=--upgrade for newer versions)
	.ci/lock $(UPGRADE)

ci: ## everything, as on a fresh clone
	.ci/run
