"""Figures, dashboards and official forms."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """Báo cáo."""

    name = "reports"
    verbose_name = "Báo cáo"
