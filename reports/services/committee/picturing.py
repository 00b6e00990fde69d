"""A meeting's picture: the room as it was shown, kept as tables of plain values.

What is kept is what was shown: heads, cells, notes. A later version of the portal
shows an old picture by the same words, without reading any figure again.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone

from povertyportal.accounts.models import Committee
from reports.services.committee.base import scope_of_committee
from reports.services.periods.parts import SHARE, TEXT, WHOLE, Column, Part
from reports.services.room import picture
from reports.services.selection import Choice, Place, choose, everything

FORMAT = 1
_NAMED = 8  # areas that are named one by one
Json = dict[str, Any]


def place_of_committee(committee: Committee) -> Place:
    """All of a committee's areas as one place."""
    return everything(scope_of_committee(committee))


def place_name(committee: Committee) -> str:
    """The committee's areas in words; those of a long list by their number."""
    names = [area.name for area in committee.areas.order_by("sort_key", "pk")]
    if len(names) > _NAMED:
        return f"{len(names)} đơn vị trong địa bàn của {committee}"
    return ", ".join(names)


def choice_of(
    committee: Committee, asked: Mapping[str, str], day: dt.date
) -> Choice | None:
    """The period asked for and the others there are; None without any figures."""
    return choose(place_of_committee(committee), asked, day)


def pictured(committee: Committee, asked: Mapping[str, str], day: dt.date) -> Json:
    """The picture that a meeting of a day keeps. Raises ValidationError: no figures."""
    place = place_of_committee(committee)
    choice = choose(place, asked, day)
    if choice is None:
        raise ValidationError(
            "Địa bàn của ban chưa có số liệu nào: chưa chốt được. Số liệu có khi danh "
            "sách hộ nghèo, hộ cận nghèo của một năm đã được nhập hoặc rà soát.",
            code="no_figures",
        )
    figures = picture(place, choice.period).as_json()
    return {
        "format": FORMAT,
        "committee": str(committee),
        "place": place_name(committee),
        "year": choice.period.year,
        "period": f"Năm {choice.period.year}, {choice.period.basis_name}, "
        f"{choice.period.standard_name}",
        "as_of": figures["as_of"],
        "taken_at": timezone.now().isoformat(),
        "parts": [part.as_json() for part in parts_of_figures(figures)],
        "figures": figures,
    }


def kept_parts(kept: Mapping[str, Any]) -> list[Part]:
    """The tables of a kept picture."""
    return [Part.of_json(each) for each in kept.get("parts", [])]


def parts_of_figures(figures: Json) -> Iterator[Part]:
    """The tables that the room shows of a picture's figures."""
    yield _headline(figures)
    yield _areas(figures)
    yield _deprivations(figures)
    for code, title in (
        ("causes", "Nguyên nhân nghèo"),
        ("groups", "Các nhóm hộ"),
    ):
        if figures.get(code):
            yield _groups(figures, code, title)
    if figures.get("published"):
        yield _published(figures)


def _headline(figures: Json) -> Part:
    tiles = figures["headline"]
    rows = tuple(
        (
            tile["label"],
            tile["value"],
            _rate(tile["rate"]),
            tile["change"],
            "; ".join(filter(None, (tile["compared"], tile["note"]))),
        )
        for tile in tiles
    )
    columns = (
        Column("Số liệu", TEXT, 0),
        Column("Số hộ", WHOLE, 24),
        Column("Tỷ lệ (%)", SHARE, 22),
        Column("Tăng, giảm", WHOLE, 24),
        Column("Ghi chú", TEXT, 50),
    )
    return Part("headline", "Số liệu chung", columns, rows)


def _areas(figures: Json) -> Part:
    rows = tuple(
        (
            area["name"],
            area["residents"],
            area["poor"],
            _rate(area["poor_rate"]),
            area["poor_change"],
            area["near_poor"],
            _rate(area["near_poor_rate"]),
        )
        for area in figures["areas"]
    )
    columns = (
        Column("Đơn vị", TEXT, 0),
        Column("Hộ dân cư", WHOLE, 22),
        Column("Hộ nghèo", WHOLE, 20),
        Column("Tỷ lệ (%)", SHARE, 20),
        Column("Tăng, giảm hộ nghèo", WHOLE, 24),
        Column("Hộ cận nghèo", WHOLE, 22),
        Column("Tỷ lệ (%)", SHARE, 20),
    )
    return Part("areas", "Theo đơn vị", columns, rows)


def _deprivations(figures: Json) -> Part:
    rows = tuple(
        (
            each["name"],
            _rate(each["poor"]),
            _rate(each["near_poor"]),
            _rate(each["both"]),
            each["change"],
        )
        for each in figures["deprivations"]
    )
    columns = (
        Column("Chỉ số thiếu hụt", TEXT, 0),
        Column("Hộ nghèo (%)", SHARE, 24),
        Column("Hộ cận nghèo (%)", SHARE, 24),
        Column("Cả hai (%)", SHARE, 24),
        Column("Tăng, giảm (điểm %)", SHARE, 26),
    )
    notes = ("Tỷ lệ trong số hộ đã biết có thiếu hụt hay không.",)
    return Part("deprivations", "Thiếu hụt dịch vụ xã hội cơ bản", columns, rows, notes)


def _groups(figures: Json, code: str, title: str) -> Part:
    rows = tuple(
        (each["name"], each["poor"], each["poor_before"], each["near_poor"])
        for each in figures[code]
    )
    columns = (
        Column("Nội dung", TEXT, 0),
        Column("Hộ nghèo", WHOLE, 26),
        Column("Hộ nghèo năm trước", WHOLE, 30),
        Column("Hộ cận nghèo", WHOLE, 26),
    )
    return Part(code, title, columns, rows)


def _published(figures: Json) -> Part:
    rows = tuple(
        (each["label"], each["value"], each["note"]) for each in figures["published"]
    )
    columns = (
        Column("Số đã công bố", TEXT, 0),
        Column("Giá trị", SHARE, 30),
        Column("Ghi chú", TEXT, 60),
    )
    marks = tuple(each["provenance"] for each in figures["published"])
    title = "Số liệu đã công bố"
    return Part("published", title, columns, rows, marks=marks)


def _rate(rate: Json | None) -> str | None:
    """A rate as a decimal of two places; None where it cannot be said."""
    return rate["value"] if rate else None
