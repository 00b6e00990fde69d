"""What was sent before: a report that was returned and sent anew, from its history."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.models import QuerySet

from povertyportal.accounts.models import Officer
from reports.models import PeriodReport
from reports.services.periods.names import TOLD

State = PeriodReport.State


@dataclass(frozen=True)
class Sending:
    """A sending that another one followed: its number from 1, who sent it and when,
    who returned it, when and why ("" and None where nobody did)."""

    number: int
    sent_by: Officer
    sent_at: dt.datetime
    returned_by: Officer | None
    returned_at: dt.datetime | None
    reason: str


def former_sendings(report: PeriodReport) -> list[Sending]:
    """Sendings before the report's last one, the first one first. One query."""
    people = ("sent_by", "answered_by")
    rows = (
        _history()
        .filter(pgh_obj=report.pk, sent_at__lt=report.sent_at)
        .select_related(*people)
        .order_by("pgh_id")
        .defer("figures")
        if report.sent_at
        else ()
    )
    # Of a sending the last row tells most: what was answered stands in it.
    by_time = {row.sent_at: row for row in rows}
    return [
        Sending(
            number,
            row.sent_by,
            row.sent_at,
            row.answered_by if row.returned_reason else None,
            row.answered_at if row.returned_reason else None,
            row.returned_reason,
        )
        for number, row in enumerate(by_time.values(), 1)
    ]


def words_sent(reports: Collection[int]) -> dict[int, dict[str, str]]:
    """What reports (ids) said of difficulties and the like when they were sent last,
    by report, whatever was typed since. One query."""
    rows = (
        _history()
        .filter(pgh_obj__in=reports, state=State.SENT)
        .order_by("pgh_obj", "-pgh_id")
        .distinct("pgh_obj")
        .values_list("pgh_obj", *TOLD)
    )
    return {pk: dict(zip(TOLD, words, strict=True)) for pk, *words in rows}


def _history() -> "QuerySet[Any]":
    found: QuerySet[Any] = apps.get_model(
        "reports", "PeriodReportHistory"
    ).objects.all()
    return found
