"""A report's way: begun, written, read again, sent, returned, accepted."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from povertyportal.accounts.access import Act, can, require, scope_of
from povertyportal.accounts.models import Officer
from povertyportal.areas.models import Area, Level
from povertyportal.audit import trail
from povertyportal.documents.letterhead import in_sentence
from povertyportal.workdays.calendar import special_days
from programs.rules.reporting import due_of_province, due_of_unit, report_period
from reports.models import PeriodReport
from reports.services.periods import figures
from reports.services.periods.names import LABELS

State = PeriodReport.State
_OPEN = (State.DRAFT, State.RETURNED)
_ABOVE = (Level.PROVINCE, Level.DISTRICT)


@transaction.atomic
def begin_report(*, by: Officer, area: Area, year: int, kind: str) -> PeriodReport:
    """A unit's report of a period with its figures as they are now; the one that there
    is when it was begun already. Audited.

    Raises PermissionDenied, ValidationError (a period that has not begun).
    """
    require(by, Act.WRITE_REPORTS)
    require_own(by, area)
    # Two who begin it at once: the second opens what the first began.
    Area.objects.select_for_update(no_key=True).get(pk=area.pk)
    found = PeriodReport.objects.filter(area=area, year=year, kind=kind).first()
    if found is not None:
        return found
    made = planned(area, year, kind)
    if made.starts > timezone.localdate():
        raise ValidationError(
            f"Kỳ báo cáo bắt đầu ngày {made.starts:%d/%m/%Y}: chưa lập được.",
            code="period",
        )
    made.saved_by = by
    _read(made)
    made.full_clean(exclude=["saved_by"])
    made.save()
    _record(by, made, "begun")
    return made


def planned(area: Area, year: int, kind: str) -> PeriodReport:
    """A report's period and last day, as the circular has them; not saved."""
    is_half = kind == PeriodReport.Kind.HALF
    period = report_period(year, is_half=is_half)
    if area.level == Level.PROVINCE:
        due = due_of_province(year, is_half=is_half)
    else:
        due = due_of_unit(period.ends, special_days())
    return PeriodReport(
        area=area,
        year=year,
        kind=kind,
        starts=period.starts,
        ends=period.ends,
        due_on=due,
    )


@transaction.atomic
def save_words(
    *, by: Officer, report: PeriodReport, version: int, words: dict[str, str]
) -> PeriodReport:
    """Keep what was typed; the same once more changes nothing. Audited.

    Raises PermissionDenied, PeriodReport.DoesNotExist, ValidationError: sent already,
    or saved by somebody else since `version` was opened.
    """
    found = _own(by, report, Act.WRITE_REPORTS)
    if all(getattr(found, name) == words[name] for name in LABELS):
        return found
    _require_open(found)
    if found.version != version:
        raise ValidationError(
            f"{found.saved_by} đã lưu báo cáo này lúc "
            f"{timezone.localtime(found.saved_at):%H:%M %d/%m/%Y}, sau khi bạn mở "
            "trang. Nội dung bạn gõ còn nguyên bên dưới: so với bản đã lưu, sửa cho "
            "đủ rồi lưu lại.",
            code="version",
        )
    for name in LABELS:
        setattr(found, name, words[name])
    found.saved_by, found.version = by, found.version + 1
    found.full_clean()
    found.save()
    _record(by, found, "saved", version=found.version)
    return found


@transaction.atomic
def read_again(*, by: Officer, report: PeriodReport) -> None:
    """Read the figures of a report that is not sent once more. Audited.

    Raises PermissionDenied, PeriodReport.DoesNotExist, ValidationError.
    """
    found = _own(by, report, Act.WRITE_REPORTS)
    _require_open(found)
    _read(found)
    found.save(update_fields=["figures", "as_of"])
    _record(by, found, "read")


@transaction.atomic
def send_report(*, by: Officer, report: PeriodReport) -> None:
    """Freeze the figures and hand the report upward; again it does nothing. Audited.

    Raises PermissionDenied, PeriodReport.DoesNotExist, ValidationError (nothing said
    of results).
    """
    found = _own(by, report, Act.SEND_REPORTS)
    if found.state == State.SENT:
        return
    _require_open(found)
    if not found.results:
        raise ValidationError(
            "Chưa ghi kết quả nổi bật: mở phần nội dung, ghi rồi gửi.", code="words"
        )
    _read(found)
    found.state, found.sent_by, found.sent_at = State.SENT, by, timezone.now()
    found.returned_reason = ""
    found.version += 1
    found.save()
    late = found.due_on is not None and timezone.localdate() > found.due_on
    _record(by, found, "sent", late=late)


@transaction.atomic
def return_report(*, by: Officer, report: PeriodReport, reason: str) -> None:
    """Hand a sent report back with words. Audited.

    Raises PermissionDenied, PeriodReport.DoesNotExist, ValidationError.
    """
    found = _received(by, report)
    if not reason:
        raise ValidationError({"reason": "Hãy ghi rõ cần sửa, bổ sung điều gì."})
    found.state, found.returned_reason = State.RETURNED, reason
    _answer(by, found)
    _record(by, found, "returned", reason=reason)


@transaction.atomic
def accept_report(*, by: Officer, report: PeriodReport) -> None:
    """Take a sent report in; again it does nothing. Audited.

    Raises PermissionDenied, PeriodReport.DoesNotExist, ValidationError.
    """
    if PeriodReport.objects.filter(pk=report.pk, state=State.ACCEPTED).exists():
        return
    found = _received(by, report)
    found.state = State.ACCEPTED
    _answer(by, found)
    _record(by, found, "accepted")


def is_own(officer: Officer, area: Area) -> bool:
    """Whether the officer writes and sends a unit's reports: it was given to him, or it
    has ended, so that nobody sits in it, and lies wholly in what was given to him."""
    scope = scope_of(officer)
    if area.level == Level.VILLAGE:
        return False
    if area.pk in {given.pk for given in scope.areas}:
        return True
    return not area.is_in_being(timezone.localdate()) and scope.holds_unit(area)


def require_own(officer: Officer, area: Area) -> None:
    """Raises PermissionDenied (403) where `is_own` does not hold."""
    if not is_own(officer, area):
        raise PermissionDenied(
            f"Báo cáo của {in_sentence(area.name)} do chính đơn vị đó ghi và gửi. Cần "
            "sửa thì trả lại báo cáo để đơn vị sửa."
        )


def may_answer(officer: Officer, report: PeriodReport) -> bool:
    """Whether the officer receives the report: he answers for the unit above it, not
    as somebody of the only commune in it, and did not send the report himself."""
    above, scope = report.area.parent, scope_of(officer)
    return (
        can(officer, Act.SEND_REPORTS)
        and report.sent_by_id != officer.pk
        and above is not None
        and scope.holds_unit(above)
        and any(area.level in _ABOVE for area in scope.areas)
    )


def record_taken(by: Officer, report: PeriodReport, act: str) -> None:
    """Who took a report away: "printed" or "tables_taken"."""
    _record(by, report, act)


def _received(by: Officer, report: PeriodReport) -> PeriodReport:
    found = _locked(by, report, Act.SEND_REPORTS)
    if not may_answer(by, found):
        raise PermissionDenied(
            "Báo cáo này do đơn vị cấp trên trả lời, và không do người đã gửi nó."
        )
    if found.state != State.SENT:
        raise ValidationError(
            f"Báo cáo này: {found.get_state_display().lower()}. Chỉ trả lời được báo "
            "cáo đã gửi.",
            code="state",
        )
    return found


def _answer(by: Officer, found: PeriodReport) -> None:
    found.answered_by, found.answered_at = by, timezone.now()
    found.version += 1
    found.save()


def _own(by: Officer, report: PeriodReport, act: Act) -> PeriodReport:
    found = _locked(by, report, act)
    require_own(by, found.area)
    return found


def _locked(by: Officer, report: PeriodReport, act: Act) -> PeriodReport:
    require(by, act)
    rows = PeriodReport.objects.visible_to(by).select_for_update(of=("self",))
    return rows.select_related("area__parent", "saved_by").get(pk=report.pk)


def _require_open(found: PeriodReport) -> None:
    if found.state not in _OPEN:
        raise ValidationError(
            f"Báo cáo này: {found.get_state_display().lower()}. Muốn sửa thì đơn vị "
            "cấp trên trả lại báo cáo trước.",
            code="state",
        )


def _read(report: PeriodReport) -> None:
    report.figures, report.as_of = figures.read(report), timezone.now()


def _record(
    by: Officer, report: PeriodReport, act: str, *, reason: str = "", **detail: Any
) -> None:
    trail.record(
        by=by,
        act=f"reports.period_report.{act}",
        kind="period_report",
        object_id=report.pk,
        area=report.area,
        reason=reason,
        year=report.year,
        period=report.kind,
        **detail,
    )
