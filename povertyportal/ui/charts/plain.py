"""A chart as plain values and back: what JSON can hold, so a picture can be frozen.

Only the dataclasses of charts are written and read; a kind drawn elsewhere (a map) is
made known by `known_as_plain`.
"""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from povertyportal.ui.charts.bars import Bar, Bars, Mark
from povertyportal.ui.charts.chart import Chart
from povertyportal.ui.charts.lines import Break, Lines, Series
from povertyportal.ui.charts.model import Files, Measure
from povertyportal.ui.charts.stacks import Stack, Stacks
from povertyportal.ui.charts.waterfall import Step, Waterfall

_KINDS: dict[str, type] = {
    kind.__name__: kind
    for kind in (
        Bar,
        Bars,
        Break,
        Chart,
        Files,
        Lines,
        Mark,
        Measure,
        Series,
        Stack,
        Stacks,
        Step,
        Waterfall,
    )
}


def known_as_plain(kind: type) -> type:
    """Let charts hold this dataclass too; used as a decorator."""
    _KINDS[kind.__name__] = kind
    return kind


def to_plain(value: Any) -> Any:
    """What JSON can hold; decimals and days keep what they are. Raises TypeError."""
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, str):
        return str(value)
    if isinstance(value, list | tuple):
        return [to_plain(each) for each in value]
    if is_dataclass(value) and type(value).__name__ in _KINDS:
        found = {
            each.name: to_plain(getattr(value, each.name)) for each in fields(value)
        }
        return {"kind": type(value).__name__, **found}
    return _marked(value)


def _marked(value: Any) -> dict[str, str]:
    if isinstance(value, Decimal | Fraction):
        return {"kind": type(value).__name__.lower(), "is": str(value)}
    if isinstance(value, dt.datetime):
        return {"kind": "moment", "is": value.isoformat()}
    if isinstance(value, dt.date):
        return {"kind": "day", "is": value.isoformat()}
    raise TypeError(f"a chart holds no {type(value).__name__}")


_READ: dict[str, Callable[[str], Any]] = {
    "decimal": Decimal,
    "fraction": Fraction,
    "moment": dt.datetime.fromisoformat,
    "day": dt.date.fromisoformat,
}


def from_plain(value: Any) -> Any:
    """What `to_plain` wrote. Raises KeyError for a kind that is none of ours."""
    if isinstance(value, list):
        return tuple(from_plain(each) for each in value)
    if not isinstance(value, Mapping):
        return value
    kind = value["kind"]
    if kind in _READ:
        return _READ[kind](value["is"])
    found = {name: from_plain(each) for name, each in value.items() if name != "kind"}
    return _KINDS[kind](**found)
