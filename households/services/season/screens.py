"""The quick screen (Phiếu A) of a household that asks to be reviewed."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction

from households.models import ReviewRequest, ReviewRound, ScreenItem
from households.rules import quick_screen
from households.rules.standards import NoStandard, standard_in_force
from households.services.season.base import not_before, not_future
from households.services.season.requests import Kind, locked, log, require_waiting
from povertyportal.accounts.access import Act, require
from povertyportal.accounts.models import Officer


def standard_to_screen(request: ReviewRequest) -> str | None:
    """Whose Phiếu A applies: the standard of an open annual round, else of the day."""
    rounds = ReviewRound.objects.filter(
        areas=request.commune_id,
        kind=ReviewRound.Kind.ANNUAL,
        state=ReviewRound.State.OPEN,
        is_imported=False,
    )
    found = rounds.first()
    if found is not None:
        return found.governing_standard
    try:
        return standard_in_force(request.received_on).code
    except NoStandard:
        return None


def items_of(standard: str | None) -> list[ScreenItem]:
    """Items of the quick screen that are in use; none where none were found."""
    return list(ScreenItem.objects.filter(standard=standard or "", is_active=True))


@dataclass(frozen=True)
class Screen:
    """Phiếu A as filled in: answers by item code, and the surveyor's own yes or no.

    `goes_on` decides where no items are known; where they are, it keeps a household
    that they call surely not poor, which takes a `note`.
    """

    screened_on: dt.date
    answers: Mapping[str, bool]
    goes_on: bool
    note: str


@transaction.atomic
def screen(*, by: Officer, request: ReviewRequest, filled: Screen) -> ReviewRequest:
    """Keep the quick screen of a request; it may be filled in anew until answered.

    Raises PermissionDenied, ReviewRequest.DoesNotExist, ValidationError. Audited.
    """
    require(by, Act.REVIEW)
    found = locked(by, request)
    require_waiting(found)
    if found.kind != Kind.ENTER:
        raise ValidationError(
            "Chỉ hộ đề nghị rà soát hộ nghèo, hộ cận nghèo mới qua rà soát nhanh.",
            code="kind",
        )
    not_future(filled.screened_on, "Ngày rà soát nhanh")
    not_before(filled.screened_on, "Ngày rà soát nhanh", found.received_on, "ngày nhận")
    code = standard_to_screen(found)
    lines = _lines(items_of(code), filled.answers)
    passed = _passed(code or "", lines, filled)
    found.screen = {"standard": code, "lines": lines, "note": filled.note}
    found.screen_passed = passed
    found.screened_on = filled.screened_on
    found.screened_by = by
    found.save(update_fields=["screen", "screen_passed", "screened_on", "screened_by"])
    log(by, found, "screened", passed=passed)
    return found


def _lines(
    items: list[ScreenItem], answers: Mapping[str, bool]
) -> list[dict[str, object]]:
    missing = [item.text for item in items if item.code not in answers]
    if missing:
        raise ValidationError(
            [f"Chưa trả lời mục “{text}”." for text in missing], code="unanswered"
        )
    return [
        {
            "code": item.code,
            "text": item.text,
            "points": item.points,
            "answer": answers[item.code],
        }
        for item in items
    ]


def _passed(code: str, lines: list[dict[str, object]], filled: Screen) -> bool:
    """Whether the household goes on to the survey."""
    found = screening(code, lines)
    if found.surely_not_poor is False:
        return True
    if found.surely_not_poor and filled.goes_on and not filled.note:
        raise ValidationError(
            {"note": "Giữ lại hộ đủ điểm không nghèo thì phải ghi lý do."}
        )
    if found.surely_not_poor is None and not filled.note:
        raise ValidationError(
            {"note": "Chưa có mẫu với số điểm: hãy ghi căn cứ của kết quả."}
        )
    return filled.goes_on


def screening(code: str, lines: list[dict[str, object]]) -> quick_screen.Screening:
    """What kept lines give under the rule of their standard."""
    given = [quick_screen.Line(**line) for line in lines]  # type: ignore[arg-type]
    return quick_screen.screen(code, given)
