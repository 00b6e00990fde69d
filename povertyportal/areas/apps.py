"""Administrative areas with their history."""

from django.apps import AppConfig


class AreasConfig(AppConfig):
    """Đơn vị hành chính."""

    name = "povertyportal.areas"
    label = "areas"
    verbose_name = "Đơn vị hành chính"
