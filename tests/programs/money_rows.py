"""Lines of money for tests, made through the services as officers make them."""

import datetime as dt

from programs.models import Component
from programs.services import money, payments
from programs.services.money_base import Decision, LineKey

YEAR = 2025
DAY = dt.date(2025, 9, 1)


def decided(number="12/QĐ-UBND", **fields):
    return Decision(number, DAY, **fields)


def key_of(area, **fields):
    """A line of the commune's own budget for work outside any programme."""
    usual = {"component": None, "purpose": "Sửa nhà", "year": YEAR}
    usual |= {"source": "commune_budget", "capital": "recurrent"}
    return LineKey(area=area, **(usual | fields))


def part_fields(place=0):
    """Fields of a line of a programme: the n-th component of those of the year."""
    parts = Component.objects.filter(programme__ends_year=YEAR).order_by("pk")
    return {"component": parts[place], "purpose": ""}


def line_with(officer, area, amount, **fields):
    """A line to which so much was allocated."""
    given = money.allocate(
        by=officer, key=key_of(area, **fields), amount=amount, decision=decided()
    )
    return read(given.line)


def paid(amount, voucher="CT-1", paid_on=DAY, **fields):
    return payments.Payment(amount, paid_on, voucher, "Mua vật liệu", **fields)


def read(line):
    """The line as the database keeps it now."""
    return type(line).objects.select_related("area").get(pk=line.pk)


def sums(line):
    found = read(line)
    return (found.planned, found.allocated, found.disbursed)
