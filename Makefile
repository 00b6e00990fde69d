# Verbs of a developer; `make` alone lists them. All of them begin by making .venv.
PYTHON ?= python3
VERBS = demo test run worker format bench

.DEFAULT_GOAL := help
.PHONY: help $(VERBS)

# The second line holds nothing for a shell: make runs Python itself, and a signal to
# make reaches it.
$(VERBS):
	@command -v $(PYTHON) >/dev/null || { echo "$(PYTHON) not found: install Python 3.11.2 or newer, or make $@ PYTHON=..."; exit 1; }
	@$(PYTHON) povertyportal/bootstrap.py $@

help:
	@echo "make demo      the whole portal with demo data at 127.0.0.1:8000 (PORT=8001 for another)"
	@echo "make test      all checks and tests (ARGS=\"tests/households -k name\" for some tests only)"
	@echo "make run       development server, set up by .env"
	@echo "make worker    Celery worker and clock, set up by .env"
	@echo "make format    rewrite Python and templates in the house's format"
	@echo "make bench     benchmarks (ARGS=name for one)"
