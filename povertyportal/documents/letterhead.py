"""What the head and the foot of an official paper say (Decree 30/2020/NĐ-CP).

Sizes and rules are in templates/papers/letterhead.typ; here are the words.
"""

import datetime as dt
from typing import Any

from povertyportal.areas.models import Area
from povertyportal.areas.names import read_name

COMMITTEE = "Ủy ban nhân dân"
STAMPED = "(Ký tên, đóng dấu)"
SIGNED = "(Ký, ghi rõ họ tên)"
DOTS = "……"
_DEPUTY = ("phó ",)


def head(
    commune: Area,
    *,
    number: str = "",
    on: dt.date | None = None,
    is_dated: bool = True,
    village: str = "",
) -> dict[str, Any]:
    """The head of a paper of the commune's committee, or of a village in it.

    `number` is whole ("12/QĐ-UBND"), "" for none; without `on` the place for the day
    stays open.
    """
    place = own_name(commune)
    issuer = [COMMITTEE.upper(), commune.name.upper()]
    return {
        "above": [f"UBND {commune.name}".upper()] if village else [],
        "issuer": [village.upper()] if village else issuer,
        "number": f"Số: {number}" if number else "",
        "place_day": f"{place}, {day_in_words(on)}" if is_dated else "",
    }


def signer(*lines: str, hint: str = "", name: str = "") -> dict[str, str | list[str]]:
    """Who signs: what he signs as, line by line in capitals, and his name."""
    return {"lines": [line.upper() for line in lines], "hint": hint, "name": name}


def chairman(position: str = "", name: str = "") -> dict[str, Any]:
    """The signature of the committee's chairman, or of a deputy for him."""
    if position.strip().lower().startswith(_DEPUTY):
        return signer("KT. Chủ tịch", "Phó Chủ tịch", hint=STAMPED, name=name)
    return signer("Chủ tịch", hint=STAMPED, name=name)


def on_behalf(position: str = "", name: str = "") -> dict[str, Any]:
    """The same, signing on behalf of the committee."""
    own = chairman(position, name)
    return {**own, "lines": ["TM. ỦY BAN NHÂN DÂN", *own["lines"]]}


def day_in_words(day: dt.date | None) -> str:
    """ "ngày 05 tháng 02 năm 2026"; with dots to fill in when it is not known."""
    if day is None:
        return f"ngày {DOTS} tháng {DOTS} năm {DOTS}"
    # Decree 30/2020: days below 10 and the months 1 and 2 are written with a zero.
    month = f"{day.month:02d}" if day.month <= 2 else str(day.month)
    return f"ngày {day.day:02d} tháng {month} năm {day.year}"


def own_name(area: Area) -> str:
    """A name as it stands before the date of a letter: without its type, unless it is
    a number ("Phường 10")."""
    bare = area.name[-len(read_name(area.name).typed) :]
    return area.name if bare[:1].isdigit() else bare


def in_sentence(name: str) -> str:
    """A unit's name within a sentence: "xã Gia Viễn", "thôn Bến"."""
    return name[:1].lower() + name[1:]
