from django.apps import AppConfig


class UiConfig(AppConfig):
    """Filters, form fields and charts that every page stands on; no models."""

    name = "povertyportal.ui"
    label = "ui"
    verbose_name = "Giao diện"
