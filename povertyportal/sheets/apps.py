"""The Excel engine: reading, checked imports, exports of lists."""

from django.apps import AppConfig


class SheetsConfig(AppConfig):
    """Bảng tính."""

    name = "povertyportal.sheets"
    label = "sheets"
    verbose_name = "Bảng tính"
