"""The append-only trail of acts."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """Nhật ký."""

    name = "povertyportal.audit"
    label = "audit"
    verbose_name = "Nhật ký"
