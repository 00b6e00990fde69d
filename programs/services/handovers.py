"""The month's list, handed to whoever pays: the insurer, the power company, a school.

What was handed over is kept as it was, since standings may be corrected afterwards.
"""

import datetime as dt
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from povertyportal.accounts.access import Act, require, scope_of
from povertyportal.accounts.models import Officer
from povertyportal.areas.models import Area
from povertyportal.audit import trail
from programs.models import Benefit, Handover
from programs.services.entitlements import (
    ENTER,
    Moved,
    dressed,
    moved,
    next_month,
)
from programs.services.homes import Homes


@transaction.atomic
def hand_over(
    *,
    by: Officer,
    benefit: str,
    homes: Homes,
    month: dt.date,
    recipient: str,
    again: bool = False,
) -> Handover:
    """Keep a commune's list of a month as handed over.

    A changed list goes to the same recipient only when `again` says so, the same list
    never twice. Audited. Raises PermissionDenied, ValidationError (nobody comes or
    goes, no recipient, handed over before).
    """
    require(by, Act.GIVE_SUPPORT)
    commune = homes.only
    if commune is None or not homes.communes <= scope_of(by).commune_ids:
        raise PermissionDenied("Danh sách lập theo xã bạn phụ trách.")
    if not recipient:
        raise ValidationError({"recipient": "Hãy ghi nơi nhận danh sách."})
    # Two officers of the commune, one after the other.
    Area.objects.select_for_update(no_key=True).get(pk=commune.pk)
    rows = dressed(moved(homes, benefit, month))
    if not rows:
        raise ValidationError(
            f"Tháng {month:%m/%Y} không có ai tăng, giảm ở {commune.name}: không có "
            "danh sách để chuyển."
        )
    content = {"rows": [_as_handed(row) for row in rows]}
    of_month = Handover.objects.filter(benefit=benefit, area=commune, month=month)
    last = of_month.filter(recipient__iexact=recipient).first()
    if last is not None:
        _check_again(last, content, again=again)
    made = _kept(by, benefit, commune, month, recipient, content)
    _record(by, made)
    return made


def _record(by: Officer, made: Handover) -> None:
    trail.record(
        by=by,
        act="programs.handover.made",
        kind="handover",
        object_id=made.pk,
        area=made.area,
        benefit=Benefit(made.benefit).label,
        month=f"{made.month:%m/%Y}",
        recipient=made.recipient,
        enter=made.enter_count,
        leave=made.leave_count,
    )


def _check_again(
    last: Handover, content: dict[str, list[dict[str, Any]]], *, again: bool
) -> None:
    """Raise ValidationError for a list that its recipient has, or was not asked of."""
    when = f"{timezone.localtime(last.handed_at):%H:%M %d/%m/%Y}"
    if last.content == content:
        raise ValidationError(
            f"Danh sách này đã chuyển {last.recipient} lúc {when}, từ đó không có gì "
            "thay đổi: không cần chuyển lại."
        )
    if not again:
        raise ValidationError(
            {
                "again": f"Tháng {last.month:%m/%Y} đã chuyển {last.recipient} lúc "
                f"{when} (tăng {last.enter_count}, giảm {last.leave_count}). Nếu danh "
                "sách mới thay danh sách đó, hãy chọn “Chuyển lại” rồi lưu."
            }
        )


def _kept(
    by: Officer,
    benefit: str,
    commune: Area,
    month: dt.date,
    recipient: str,
    content: dict[str, list[dict[str, Any]]],
) -> Handover:
    rows = content["rows"]
    entering = sum(row["way"] == ENTER for row in rows)
    return Handover.objects.create(
        benefit=benefit,
        area=commune,
        month=month,
        recipient=recipient,
        enter_count=entering,
        leave_count=len(rows) - entering,
        content=content,
        handed_by=by,
    )


def _as_handed(row: Moved) -> dict[str, Any]:
    """A line as it is kept: no personal id, which the register keeps."""
    household, person = row.household, row.person
    return {
        "way": row.way,
        "why": row.cause,
        "household": row.household_id,
        "person": row.person_id,
        "number": household.number if household else "",
        "head": household.head_name if household else "",
        "village": household.village.name if household and household.village else "",
        "name": person.name if person else "",
        "born": person.birth_text if person else "",
        "share": None if row.share is None else str(row.share),
        "day": row.day.isoformat(),
    }


def month_asked(text: str, today: dt.date) -> dt.date:
    """The first day of "2026-11"; this month for anything else."""
    try:
        found = dt.date.fromisoformat(f"{text}-01")
    except ValueError:
        return today.replace(day=1)
    return found if 2016 <= found.year <= today.year + 1 else today.replace(day=1)


def months_around(today: dt.date) -> list[dt.date]:
    """The months one may ask for: the next one and the two years before."""
    found = [next_month(today)]
    while len(found) < 26:
        found.append((found[-1] - dt.timedelta(days=1)).replace(day=1))
    return found
