"""Rows of money for the access matrix: a line, its payment, a block, a calendar."""

import datetime as dt

from programs.models import Component, PaceRule
from programs.services import blockages, money, payments
from programs.services.money_base import Decision, LineKey

DAY = dt.date(2026, 3, 2)


def money_objects(commune, officer):
    """Addresses' arguments by key, of the commune's own money."""
    key = LineKey(None, "Sửa nhà cho hộ nghèo", commune, 2026, "community", "recurrent")
    given = money.allocate(
        by=officer, key=key, amount=9_000_000, decision=Decision("12/QĐ-UBND", DAY)
    )
    payment = payments.Payment(2_000_000, DAY, "CT-1", "Mua vật liệu")
    paid = payments.pay(by=officer, line=given.line, payment=payment)
    blocked = blockages.block(
        by=officer, line=given.line, kind="procedure", text="Chờ hồ sơ", since=DAY
    )
    own = PaceRule.objects.create(
        component=Component.objects.order_by("pk")[0],
        by_month=list(range(12)),
        alarm_points=5,
    )
    return {
        "money_line": {"pk": given.line_id},
        "money_entry": {"pk": given.pk},
        "payment": {"pk": paid.pk},
        "blockage": {"pk": blocked.pk},
        "pace_rule": {"pk": own.pk},
    }
