"""The portal. Its Celery app comes with it, so that every process that publishes a
task (pages, commands, tests) knows the broker."""

try:
    import povertyportal.celery  # noqa: F401
except ModuleNotFoundError as missing:
    # The launcher starts before the packages are installed.
    if missing.name != "celery":
        raise
