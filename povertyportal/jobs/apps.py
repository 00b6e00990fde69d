"""Background work whose truth is a database row."""

from django.apps import AppConfig


class JobsConfig(AppConfig):
    """Công việc nền."""

    name = "povertyportal.jobs"
    label = "jobs"
    verbose_name = "Công việc nền"
