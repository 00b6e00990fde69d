"""Papers: attached scans and photos, and papers printed in the official style."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    """Giấy tờ."""

    name = "povertyportal.documents"
    label = "documents"
    verbose_name = "Giấy tờ"
