"""Officers, their scopes and what a role may do."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Cán bộ."""

    name = "povertyportal.accounts"
    label = "accounts"
    verbose_name = "Cán bộ"
