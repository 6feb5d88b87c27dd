# TuneJob. `make` lists the targets. Only Python 3.11+, make and git have to be there.
PYTHON ?= python3
UV_VERSION := 0.13.9
TOOLS := .tools
VENV := .venv
UV := $(TOOLS)/bin/uv
RUN := $(VENV)/bin
MEMBERS := contract operator jobs producer api cli
CHARTS := charts/tunejob charts/tunejob-kafka
IMAGES := operator jobs producer api
COMPILE = $(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes \
  --custom-compile-command "make lock"
SUBSET = $(COMPILE) --constraint requirements.lock
ENGINE ?= $(shell docker version >/dev/null 2>&1 && echo docker || echo buildah)
BUILD ?= $(ENGINE) build$(if $(filter buildah,$(ENGINE)), --layers)
TAG ?= dev
REVISION = $(or $(shell git describe --always --dirty --abbrev=40 --exclude='*' 2>/dev/null),unknown)
LABELS = $(foreach l,version=$(TAG) revision=$(REVISION),--label org.opencontainers.image.$(l))
# Integration tests wait for services more than they compute; each process has services of its own.
SIDE_BY_SIDE ?= --numprocesses 2 --dist worksteal
image = $(if $(REGISTRY),$(REGISTRY)/)tunejob/$(1):$(TAG)
export UV_NO_PROGRESS := true

.DEFAULT_GOAL := help
.PHONY: help setup lock vendor audit sbom demo test check format docs browser charts images airflow e2e kind \
  nightly faults soak bench warm clean

help:  ## list the targets
	@grep -hE '^[a-z0-9-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

$(UV):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "TuneJob needs Python 3.11 or newer: make PYTHON=/path/to/python3.11 $(MAKECMDGOALS)"; exit 1; }
	@$(PYTHON) -m venv $(TOOLS) || \
	  { rm -rf $(TOOLS); echo "this Python lacks venv: install it (Debian: python3-venv), or use another: make PYTHON=..."; exit 1; }
	$(TOOLS)/bin/pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)

$(VENV)/.ready: requirements.lock pyproject.toml $(addsuffix /pyproject.toml,$(MEMBERS)) | $(UV)
	test -x $(RUN)/python || $(UV) venv --quiet --python $(PYTHON) $(VENV)
	$(UV) pip sync --quiet --python $(RUN)/python requirements.lock
	$(UV) pip install --quiet --python $(RUN)/python --no-deps $(addprefix --editable ./,$(MEMBERS))
	touch $@

setup: $(VENV)/.ready  ## install everything into .venv

lock: | $(UV)  ## resolve the dependencies anew, keeping what need not change
	$(COMPILE) $(foreach m,$(MEMBERS),--no-emit-package tune-$(m)) \
	  $(addsuffix /pyproject.toml,$(MEMBERS)) --group pyproject.toml:dev --output-file requirements.lock
	@# The images: of the same versions what one member needs, and what builds it.
	$(foreach m,$(IMAGES),$(SUBSET) --no-emit-package tune-contract $(m)/pyproject.toml --output-file $(m)/requirements.lock &&) true
	$(SUBSET) --group pyproject.toml:build --output-file build.lock
	$(SUBSET) --group pyproject.toml:build-jobs --output-file jobs/build.lock
	@# Airflow's own world: it shares no version with the product.
	$(COMPILE) examples/airflow/requirements.txt --output-file examples/airflow/requirements.lock

vendor: setup  ## fetch what the page carries of others' work, as supply/vendor.toml says; needs npm
	$(RUN)/python supply/vendor.py

audit: setup  ## known vulnerabilities of all that is locked; needs OSV, or AUDIT_SERVICE=URL of a mirror
	$(RUN)/python supply/audit.py $(if $(AUDIT_SERVICE),--service $(AUDIT_SERVICE))

sbom: setup  ## write what is in each image as CycloneDX into dist/sbom
	$(RUN)/python supply/sbom.py dist/sbom

demo: setup  ## run the main job on this machine until Ctrl-C (DURATION=30s: for so long)
	$(RUN)/tune demo $(if $(DURATION),--duration $(DURATION))

test: setup check  ## lint, types, and the tests that need no cluster and no browser
	$(RUN)/pytest -q $(SIDE_BY_SIDE) tests/unit
	$(RUN)/pytest -q $(SIDE_BY_SIDE) --durations 40 -m "not nightly" tests/integration
	$(RUN)/pytest -q -s tests/faults

check: setup  ## lint, types, import rules, stale generated files
	$(RUN)/ruff check .
	$(RUN)/ruff format --check .
	$(RUN)/mypy
	$(RUN)/lint-imports

format: setup  ## format the code and mend what can be mended
	$(RUN)/ruff check --fix .
	$(RUN)/ruff format .

docs: setup  ## write docs/reference, the CRD and the charts' tables anew from the code
	$(RUN)/python -m tune_api.description > docs/reference/openapi.json
	$(RUN)/tune reference .
	$(RUN)/python charts/docs/values_table.py $(CHARTS)

browser: setup  ## the page in a real browser: needs a Chromium
	$(RUN)/pytest -q -m "not nightly" tests/browser

charts: setup  ## the Helm charts, each template: needs helm and kubeconform
	$(RUN)/pytest -q tests/charts

airflow: .cache/airflow/.ready  ## the example's DAG in a real Airflow, in a Python of its own
	.cache/airflow/bin/python -m pytest -q -c tests/airflow/pytest.ini tests/airflow

.cache/airflow/.ready: examples/airflow/requirements.lock | $(UV)
	test -x $(@D)/bin/python || $(UV) venv --quiet --python $(PYTHON) $(@D)
	$(UV) pip sync --quiet --python $(@D)/bin/python --require-hashes $<
	touch $@

e2e: setup  ## the product on the cluster of KUBECONFIG: needs kubectl, helm, Strimzi, and the images in it
	$(RUN)/pytest -q --durations 20 -m "not nightly" tests/cluster

kind:  ## a Kubernetes on this machine: needs Docker, kind and kubectl
	@for tool in docker kind kubectl; do command -v $$tool >/dev/null || \
	  { echo "make kind needs $$tool: install Docker, kind and kubectl, each as its own site says"; exit 1; }; done
	@docker info >/dev/null 2>&1 || { echo "Docker does not answer: start it, or join its group"; exit 1; }
	kind get clusters | grep -qx tunejob || kind create cluster --config kind.yaml --wait 2m
	@echo "The cluster runs: kubectl --context kind-tunejob get nodes. Next: charts/README.md"
	@echo "To remove it: kind delete cluster --name tunejob"

nightly: setup  ## what is too long for each change: tests so marked, and make faults
	$(RUN)/pytest -q $(SIDE_BY_SIDE) -m nightly tests/integration
	$(RUN)/pytest -q -m nightly tests/browser
	$(if $(KUBECONFIG),$(RUN)/pytest -q -m nightly tests/cluster)
	$(MAKE) faults

faults: setup  ## drivers killed at each point, for each sink, twenty times (FAULT_SINKS=, FAULT_POINTS=, FAULT_SEEDS=)
	FAULT_SEEDS=$(or $(FAULT_SEEDS),20) FAULT_SINKS=$(FAULT_SINKS) FAULT_POINTS=$(FAULT_POINTS) \
	  $(RUN)/pytest -q -s -rfE tests/faults/test_faults.py
	$(if $(KUBECONFIG),FAULT_MINUTES=10 $(RUN)/pytest -q tests/cluster/live/test_faults.py tests/cluster/live/test_crashes.py)

soak: setup  ## an hour of load and a failure every 30 seconds (MINUTES=60 RATE=20000 FAULT_EVERY=30)
	MINUTES=$(or $(MINUTES),60) RATE=$(or $(RATE),20000) FAULT_EVERY=$(or $(FAULT_EVERY),30) \
	  FAULT_SINKS=$(FAULT_SINKS) FAULT_POINTS=$(FAULT_POINTS) $(RUN)/pytest -q -s -rfE tests/faults/soak.py

bench: setup  ## print speed and memory; BENCH=drain for one of them
	$(RUN)/python tests/benchmarks/$(or $(BENCH),all).py

images: $(addprefix image-,$(IMAGES))  ## build the images (REGISTRY=, TAG=dev, BASE=, AOT=false) and print their sizes
	@for name in $(IMAGES); do \
	  $(ENGINE) images --format '{{.Size}}' $(call image,$$name) | sed "s|^|$(call image,$$name) |" | expand -t 40; done

image-%:  # one of them
	$(BUILD) --file $*/Dockerfile --tag $(call image,$*) $(if $(BASE),--build-arg BASE=$(BASE)) \
	  $(if $(filter jobs,$*),$(if $(AOT),--build-arg AOT=$(AOT))) $(LABELS) .

warm: setup  ## train the ahead-of-time caches: later starts are about twice as fast
	$(RUN)/tune warm

clean:  ## remove what make made here (data under ~/.local/share/tunejob stays)
	rm -rf $(VENV) $(TOOLS) artifacts .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
