"""A run in words: of where, of when, against what."""

from households.rules.standards import STANDARDS
from programs.services.places import EVERYTHING
from reports.models import WhatIfRun
from reports.services.selection import Period


def short(code: str) -> str:
    """A standard by its instrument: "Nghị định 07/2021/NĐ-CP"."""
    return STANDARDS[code].citation.split(", ")[0]


def place_name(run: WhatIfRun) -> str:
    """Where: the area, or all that its owner answered for."""
    return run.area.name if run.area else EVERYTHING


def period_of(run: WhatIfRun) -> Period:
    """The figures whose households are held against the other standard."""
    return Period(run.year, run.standard, run.basis)


def about(run: WhatIfRun) -> list[tuple[str, str]]:
    """What the numbers rest on, as lines of an export's head."""
    period = period_of(run)
    return [
        ("Năm", str(run.year)),
        ("Chuẩn đang áp dụng", period.standard_name),
        ("Chuẩn đối chiếu", STANDARDS[run.other].title),
        ("Cơ sở số liệu", period.basis_name),
        ("Số liệu lúc", f"{run.as_of.astimezone():%H:%M %d/%m/%Y}"),
        ("Lưu ý", "Kết quả giả định, không phải kết quả rà soát."),
    ]
