"""Kept rows as the preview and the report show them: before and after, in words."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from households.imports.candidates import Candidates, candidates_of
from households.imports.choices import CAUSE_COUNT
from households.models import (
    Household,
    ListedHousehold,
    ListedMember,
    Outcome,
    Relation,
    Sex,
)
from households.rules.personal_id import masked
from povertyportal.areas.models import Area
from povertyportal.sheets.kinds import Difference, RowView
from povertyportal.sheets.models import ImportBatch, Verdict
from povertyportal.sheets.problems import cell_row

_CLASSES = dict(Outcome.Class.choices)
_SEXES = dict(Sex.choices)
_RELATIONS = dict(Relation.choices)


@dataclass(frozen=True)
class Shown:
    """A page of rows with what they refer to."""

    year: int
    households: Mapping[int, ListedHousehold]
    villages: Mapping[int, str]
    register: Mapping[int, Household]
    candidates: Candidates
    problems: Mapping[tuple[str, int], str]


def rows(
    batch: ImportBatch, year: int, verdict: Verdict, start: int, stop: int
) -> list[RowView]:
    """Rows of a verdict in the file's order, from `start` to before `stop`."""
    found = ListedMember.objects.filter(batch=batch, verdict=verdict).order_by("line")
    members = list(found[start:stop])
    shown = _shown(batch, year, members)
    return [_view(member, shown) for member in members]


def _shown(batch: ImportBatch, year: int, members: Sequence[ListedMember]) -> Shown:
    listed = ListedHousehold.objects.filter(
        batch=batch, hh__in={member.hh for member in members}
    )
    households = {each.hh: each for each in listed}
    villages = {each.village_id or 0 for each in households.values()}
    villages |= {
        (each.before or {}).get("village") or 0 for each in households.values()
    }
    return Shown(
        year,
        households,
        dict(Area.objects.filter(pk__in=villages).values_list("pk", "name")),
        Household.objects.in_bulk(
            [each.household_id for each in households.values() if not each.is_new]
        ),
        candidates_of(members, households),
        _by_row(batch.problems),
    )


def _by_row(problems: Iterable[Mapping[str, str]]) -> dict[tuple[str, int], str]:
    told: dict[tuple[str, int], str] = {}
    for problem in problems:
        if not problem["cell"]:
            continue
        key = (problem["sheet"], cell_row(problem["cell"]))
        sentence = f"{problem['cell']}: {problem['message']}"
        told[key] = f"{told[key]} {sentence}" if key in told else sentence
    return told


def _view(member: ListedMember, shown: Shown) -> RowView:
    household = shown.households.get(member.hh)
    sheet = household.sheet_name if household else ""
    known = shown.register.get(household.household_id or 0) if household else None
    lines = list(_person_lines(member))
    if household is not None and member.position == 0:
        lines += _household_lines(household, shown)
    if member.verdict == Verdict.NEW:
        lines = [Difference(line.label, "", line.after) for line in lines]
    elif member.verdict == Verdict.CHANGED:
        lines = [line for line in lines if line.before != line.after]
    return RowView(
        key=str(member.line),
        sheet=sheet,
        row=member.row,
        title=_title(member, household, known),
        verdict=member.verdict,
        differences=tuple(line for line in lines if line.before or line.after),
        candidates=shown.candidates.get(member.line, ()),
        note=shown.problems.get((sheet, member.row), member.note),
        choice=member.choice,
        url=reverse("households:household-detail", args=[known.pk]) if known else "",
    )


def _title(
    member: ListedMember, household: ListedHousehold | None, known: Household | None
) -> str:
    name = member.name or "Chưa có tên"
    if household is None:
        return name
    number = f", hộ số {known.number}" if known else ""
    if member.position == 0:
        return f"{name} (chủ hộ{number})"
    return f"{name} (hộ {household.head_name}{number})"


def _person_lines(member: ListedMember) -> Iterable[Difference]:
    before: Mapping[str, Any] = member.before or {}
    after = {
        "name": member.name,
        "relation": member.relation,
        "sex": member.sex,
        "birth": _birth(member.birth_year, member.birth_month, member.birth_day),
        "personal_id": masked(member.personal_id),
        "ethnicity": member.ethnicity,
    }
    was = {
        "name": before.get("name") or "",
        "relation": before.get("relation") or "",
        "sex": before.get("sex") or "",
        "birth": _birth(
            *(before.get(f"birth_{part}") for part in ("year", "month", "day"))
        ),
        "personal_id": masked(before.get("personal_id") or ""),
        "ethnicity": before.get("ethnicity") or "",
    }
    names = {"relation": _RELATIONS, "sex": _SEXES}
    for key, label in _PERSON.items():
        words = names.get(key, {})
        then, now = was[key], after[key]
        # What the list does not tell, or does not change, stays as it is.
        if before and key not in member.changes and key != "name":
            now = then
        yield Difference(label, words.get(then, then), words.get(now, now))
    if "joins" in member.changes:
        yield Difference("Hộ", "Đang ở hộ khác" if before.get("household") else "", "")


def _birth(year: int | None, month: int | None, day: int | None) -> str:
    parts = [f"{part:02d}" for part in (day, month) if part]
    return "/".join([*parts, str(year)]) if year else ""


def _household_lines(household: ListedHousehold, shown: Shown) -> list[Difference]:
    before: Mapping[str, Any] = household.before or {}
    village = shown.villages.get(household.village_id or 0, "")
    was_in = shown.villages.get(before.get("village") or 0, "")
    lines = [
        Difference("Thôn", was_in, village if "village" in _news(household) else was_in)
    ]
    if "result" in _news(household):
        lines += _result_lines(household, shown.year)
    if "members" in _news(household):
        listed = f"{household.persons} nhân khẩu"
        names = [member[2] for member in before.get("members") or ()]
        lines.append(Difference("Nhân khẩu", ", ".join(names), listed))
    return lines


def _result_lines(household: ListedHousehold, year: int) -> list[Difference]:
    """What the year's result was and becomes."""
    before: Mapping[str, Any] = household.before or {}
    result: Mapping[str, Any] = before.get("result") or {}
    return [
        Difference(
            f"Kết quả năm {year}",
            _CLASSES.get(result.get("poverty_class", ""), ""),
            _CLASSES.get(household.poverty_class, ""),
        ),
        Difference("Điểm B1", _number(result.get("b1")), _number(household.b1)),
        Difference("Điểm B2", _number(result.get("b2")), _number(household.b2)),
        Difference(
            "Quyết định", result.get("decision") or "", household.decision or ""
        ),
        Difference(
            "Ngày quyết định",
            _day(result.get("decided_on")),
            _day(household.decided_on),
        ),
        Difference(
            "Nguyên nhân",
            _causes(result.get("causes") or 0),
            _causes(household.causes),
        ),
        Difference(
            "Chỉ số thiếu hụt",
            _indicators(result.get("deprived")),
            _indicators(household.deprived),
        ),
        *(
            _flag(label, was=bool(result.get(name)), now=getattr(household, name))
            for name, label in _FLAGS.items()
        ),
    ]


def _news(household: ListedHousehold) -> Sequence[str]:
    """What is new of a household that is new itself: all of it but its members."""
    return ("village", "result") if household.is_new else household.changes


def _day(value: dt.date | str | None) -> str:
    day = dt.date.fromisoformat(value) if isinstance(value, str) else value
    return f"{day:%d/%m/%Y}" if day else ""


def _causes(mask: int) -> str:
    """The numbers of the causes, as a list has them."""
    return ", ".join(str(n + 1) for n in range(CAUSE_COUNT) if mask >> n & 1)


def _indicators(mask: int | None) -> str:
    """The numbers of deprived indicators; nothing where a list tells none."""
    if mask is None:
        return ""
    numbers = (str(n + 1) for n in range(mask.bit_length()) if mask >> n & 1)
    return ", ".join(numbers) or "không"


def _flag(label: str, *, was: bool, now: bool) -> Difference:
    """Yes or no in words; nothing at all where it is no on both sides."""
    if not (was or now):
        return Difference(label, "", "")
    return Difference(label, "có" if was else "không", "có" if now else "không")


def _number(value: int | None) -> str:
    return "" if value is None else str(value)


_FLAGS = {
    "minority": "Hộ dân tộc thiểu số",
    "no_labour": "Không có khả năng lao động",
    "merit": "Có người có công",
}
_PERSON = {
    "name": "Họ và tên",
    "relation": "Quan hệ với chủ hộ",
    "sex": "Giới tính",
    "birth": "Ngày sinh",
    "personal_id": "Số định danh",
    "ethnicity": "Dân tộc",
}
