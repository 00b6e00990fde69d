"""The register of households and its review."""

from django.apps import AppConfig


class HouseholdsConfig(AppConfig):
    """Hộ dân."""

    name = "households"
    verbose_name = "Hộ dân"
