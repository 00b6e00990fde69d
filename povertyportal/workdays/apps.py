"""Working days of Vietnam: weekends, public holidays, swapped days."""

from django.apps import AppConfig


class WorkdaysConfig(AppConfig):
    """Ngày làm việc."""

    name = "povertyportal.workdays"
    label = "workdays"
    verbose_name = "Ngày làm việc"
