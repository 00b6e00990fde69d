"""Programmes, money, activities and support to households."""

from django.apps import AppConfig


class ProgramsConfig(AppConfig):
    """Chương trình giảm nghèo."""

    name = "programs"
    verbose_name = "Chương trình"
