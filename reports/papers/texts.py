"""Pieces that papers of inspections are put together from."""

from collections.abc import Iterable, Sequence
from typing import Any

from povertyportal.areas.models import Area, Level
from povertyportal.documents.letterhead import DOTS, STAMPED, head, signer
from povertyportal.ui.numbers import vietnamese
from reports.estimates import Estimate
from reports.models import Inspection
from reports.services.inspections.figures import PlaceFigures

Texts = dict[str, Any]
# Where nothing is known yet there is room to write.
BLANK = DOTS
_DEPUTY = "phó "


def paragraphs(text: str) -> list[str]:
    """The lines of a typed text that say something."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def section(
    title: str, paras: Iterable[str] = (), table: Texts | None = None, note: str = ""
) -> Texts:
    """A section of a paper."""
    return {"title": title, "paras": list(paras), "table": table, "note": note}


def table(
    heads: Sequence[str],
    rows: Iterable[Sequence[str]],
    widths: Sequence[int],
    at: Sequence[str],
) -> Texts:
    """A table: widths in millimetres, 0 for the rest of the line."""
    return {
        "heads": list(heads),
        "rows": [list(row) for row in rows],
        "widths": list(widths),
        "at": list(at),
    }


def province_of(inspection: Inspection) -> Area:
    """The province that inspects: the one above the first commune."""
    place = inspection.places.select_related("commune__parent__parent").first()
    if place is None:
        raise ValueError("An inspection has communes.")
    area = place.commune
    while area.level != Level.PROVINCE and area.parent is not None:
        area = area.parent
    return area


def head_of(inspection: Inspection, **options: Any) -> Texts:
    """The letterhead of the body that inspects; options as letterhead.head takes."""
    province = province_of(inspection)
    own = head(province, **options)
    if not inspection.issuer:
        return own
    above = [f"UBND {province.name}".upper()]
    return {**own, "above": above, "issuer": [inspection.issuer.upper()]}


def stamped(position: str, name: str) -> Texts:
    """Who signs and seals: a deputy signs for his head (KT.)."""
    words = position.strip()
    if words.lower().startswith(_DEPUTY):
        head_words = words[len(_DEPUTY) :]
        return signer(f"KT. {head_words}", words, hint=STAMPED, name=name)
    return signer(words or BLANK, hint=STAMPED, name=name)


def share(value: float | None) -> str:
    """A share of 1 in per cent; "–" when there is none."""
    return "–" if value is None else f"{vietnamese(round(value * 100, 2), 2)}%"


def rate_words(found: Estimate) -> str:
    """ "4,25% (khoảng tin cậy 95%: 1,20%–9,80%)"."""
    if found.rate is None:
        return "chưa xác định"
    low, high = share(found.low), share(found.high)
    return f"{share(float(found.rate))} (khoảng tin cậy 95%: {low}–{high})"


RATE_HEADS = (
    "Xã", "Số hộ có kết quả", "Chọn mẫu", "Xác minh", "Không gặp", "Sai",
    "Tỷ lệ sai", "Khoảng tin cậy 95%",
)  # fmt: skip
RATE_WIDTHS = (0, 17, 14, 14, 14, 12, 18, 30)
RATE_AT = ("left", *("right",) * 6, "center")


def rate_row(name: str, figures: PlaceFigures) -> list[str]:
    """A commune's line in the table of error rates."""
    counts, found = figures.counts, figures.estimate
    numbers = (found.population, counts.drawn, counts.met, counts.missed, counts.wrong)
    rate = None if found.rate is None else float(found.rate)
    between = "–" if found.low is None else f"{share(found.low)}–{share(found.high)}"
    return [name, *(vietnamese(each) for each in numbers), share(rate), between]
