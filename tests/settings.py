"""Settings of the test run: the portal's own, with faster and quieter edges."""

import os

os.environ.setdefault("SECRET_KEY", "tests-only")
os.environ.setdefault("ALLOWED_HOSTS", "testserver,127.0.0.1,localhost")
os.environ.setdefault("SECURE_COOKIES", "False")
os.environ.setdefault("BROKER_URL", "memory://")
os.environ.setdefault("DEMO", "True")
os.environ.setdefault("LOG_LEVEL", "WARNING")

from povertyportal.settings import *  # noqa: E402, F403  settings are inherited whole

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True
CELERY_TASK_ALWAYS_EAGER = True
CELERY_TASK_EAGER_PROPAGATES = True
if TEMPLATE := os.environ.get("TEST_TEMPLATE"):  # a database that is migrated already
    DATABASES["default"]["TEST"] = {"TEMPLATE": TEMPLATE}  # noqa: F405
