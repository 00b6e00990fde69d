"""Official forms: who may ask for one, what it contains, who may take it away."""

import datetime as dt
from dataclasses import asdict, dataclass

from django.core.exceptions import ValidationError
from django.db import transaction

from povertyportal.accounts.access import Act, can, require, scope_of
from povertyportal.accounts.models import Officer
from povertyportal.areas.models import Area
from povertyportal.audit import trail
from povertyportal.jobs.models import JobState
from reports.models import AreaSummary, ReportRun
from reports.services.selection import Period
from reports.services.when import FLOWS, NAMES, OfDays, OfYear

SET = "all"
FORMS = {
    SET: "Trọn bộ biểu trong một tệp",
    **{code: f"Biểu {code}. {name}" for code, name in NAMES.items()},
}


class OutOfScope(Exception):
    """The officer does not (or no longer) answer for the form's areas."""

    def __init__(self) -> None:
        super().__init__(
            "Địa bàn của biểu này không còn thuộc phạm vi bạn phụ trách, "
            "nên biểu không được giao."
        )


@dataclass(frozen=True)
class FormRequest:
    """A form of a year's list: of which areas (ids), in which period."""

    form: str
    areas: tuple[int, ...]
    year: int
    standard: str
    basis: str

    @property
    def period(self) -> Period:
        """The period of its figures."""
        return Period(self.year, self.standard, self.basis)

    @property
    def when(self) -> OfYear:
        """The period as the forms take it."""
        return OfYear(self.period)

    @property
    def when_text(self) -> str:
        """The period, short."""
        return f"Năm {self.year}"

    @property
    def time_code(self) -> str:
        """The period in a file's name."""
        official = self.basis == AreaSummary.Basis.OFFICIAL
        return f"{self.year}_{'chinh-thuc' if official else 'so-bo'}"

    @property
    def facts(self) -> tuple[tuple[str, str], ...]:
        """The period in words: (what, its value)."""
        basis = self.period.basis_name
        return (
            ("Năm", str(self.year)),
            ("Chuẩn nghèo", self.period.standard_name),
            ("Cơ sở số liệu", f"{basis[:1].upper()}{basis[1:]}"),
        )

    def check(self, areas: list[Area]) -> None:
        """Refuse areas without figures in the period, and a form that the period
        does not have. Raises ValidationError."""
        if self.form in FLOWS and self.when.span is None:
            raise ValidationError(
                "Biểu diễn biến cần danh sách chính thức của năm: hãy chọn cơ sở chính "
                "thức, hoặc chọn hai ngày.",
                code="no_span",
            )
        _require_figures(areas, self.period)


@dataclass(frozen=True)
class DaysRequest:
    """A form of a day, and perhaps of an earlier one (ISO), as known on a day.

    Forms 2 and 3 need both: they tell of what happened in between.
    """

    form: str
    areas: tuple[int, ...]
    first: str | None
    last: str
    known: str | None = None

    @property
    def when(self) -> OfDays:
        """The days as the forms take them."""
        return OfDays(_day(self.last), _perhaps(self.first), _perhaps(self.known))

    @property
    def when_text(self) -> str:
        """The days, short."""
        when = self.when
        first = f"{when.first:%d/%m/%Y} – " if when.first else ""
        return f"{first}{when.last:%d/%m/%Y}"

    @property
    def time_code(self) -> str:
        """The days in a file's name."""
        return f"{self.first}_{self.last}" if self.first else self.last

    @property
    def facts(self) -> tuple[tuple[str, str], ...]:
        """The days in words: (what, its value)."""
        when = self.when
        told = (
            ("Từ ngày" if self.form in FLOWS else "So với ngày", when.first),
            ("Đến ngày" if self.form in FLOWS else "Tại ngày", when.last),
            ("Như đã biết ngày", when.known),
        )
        return tuple((what, f"{day:%d/%m/%Y}") for what, day in told if day)

    def check(self, areas: list[Area]) -> None:
        """Refuse units that have ended before the last day. Raises ValidationError."""
        last = self.when.last
        gone = [area.name for area in areas if not area.is_in_being(last)]
        if gone:
            raise ValidationError(
                f"Ngày {last:%d/%m/%Y} không có đơn vị: {', '.join(gone)}. "
                "Hãy chọn đơn vị hành chính của ngày cuối kỳ.",
                code="not_there",
            )


def _day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def _perhaps(text: str | None) -> dt.date | None:
    return _day(text) if text else None


Request = FormRequest | DaysRequest


def request_of(run: ReportRun) -> Request:
    """What a run was asked for."""
    asked = {**run.parameters, "areas": tuple(run.parameters["areas"])}
    return FormRequest(**asked) if "year" in asked else DaysRequest(**asked)


@transaction.atomic
def ask_for_form(*, by: Officer, request: Request) -> ReportRun:
    """Record an asked form and audit it; the caller publishes the job.

    Raises PermissionDenied, and ValidationError for an area out of scope or without
    figures in the period, or not in being on the last day.
    """
    require(by, Act.EXPORT_FORMS)
    areas = list(Area.objects.filter(pk__in=request.areas).order_by("path"))
    if not areas or len(areas) != len(set(request.areas)):
        raise ValidationError("Hãy chọn ít nhất một địa bàn.", code="no_area")
    communes = list(Area.objects.under(*areas).communes().values_list("pk", flat=True))
    if not scope_of(by).holds_communes(communes):
        raise ValidationError(
            "Có địa bàn ngoài phạm vi bạn phụ trách: hãy chọn lại.", code="scope"
        )
    request.check(areas)
    run = ReportRun.objects.create(
        owner=by,
        form=request.form,
        parameters={**asdict(request), "areas": [area.pk for area in areas]},
        commune_ids=communes,
    )
    run.areas.set(areas)
    _record(by, "reports.form.requested", run)
    return run


def ask_again(*, by: Officer, run: ReportRun) -> None:
    """Put a failed run back into the queue. Raises PermissionDenied."""
    require(by, Act.EXPORT_FORMS)
    if run.state == JobState.FAILED:
        run.requeue()
        _record(by, "reports.form.requested", run)


def _require_figures(areas: list[Area], period: Period) -> None:
    with_figures = AreaSummary.objects.filter(
        area__in=areas,
        year=period.year,
        standard=period.standard,
        basis=period.basis,
    ).values_list("area_id", flat=True)
    without = [area.name for area in areas if area.pk not in set(with_figures)]
    if without:
        raise ValidationError(
            f"Năm {period.year} chưa có {period.basis_name} theo chuẩn "
            f"này cho: {', '.join(without)}. Hãy chọn năm, chuẩn hoặc cơ sở khác.",
            code="no_figures",
        )


def check_still_allowed(run: ReportRun) -> None:
    """The owner may still export and still answers for the areas, or OutOfScope.

    Read afresh: a scope may end, and an officer be closed, while the job waits.
    """
    owner = Officer.objects.get(pk=run.owner_id or 0)
    if not can(owner, Act.EXPORT_FORMS) or not scope_of(owner).holds_communes(
        run.commune_ids
    ):
        raise OutOfScope


@transaction.atomic
def hand_over(*, by: Officer, run: ReportRun) -> None:
    """Audit that an officer takes the file. Raises PermissionDenied, OutOfScope."""
    require(by, Act.EXPORT_FORMS)
    if not scope_of(by).holds_communes(run.commune_ids):
        raise OutOfScope
    _record(by, "reports.form.downloaded", run)


def _record(by: Officer, act: str, run: ReportRun) -> None:
    areas = list(run.areas.all()[:2])
    trail.record(
        by=by,
        act=act,
        kind="report_run",
        object_id=run.pk,
        area=areas[0] if len(areas) == 1 else None,
        areas=run.commune_ids,
        form=run.form,
        parameters=run.parameters,
        sha256=run.sha256,
    )
