"""WSGI entry point."""

import os

from django.core.wsgi import get_wsgi_application
from django.urls import reverse

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "povertyportal.settings")

application = get_wsgi_application()
# Every page's module now, when the server starts: their import takes a second, several
# on a busy machine, and would be the first visitor's wait.
reverse("home")
