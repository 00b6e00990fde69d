"""Figures as plain values: what JSON can hold, and a frozen picture keeps."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from povertyportal.ui.numbers import round_half_up
from reports.figures import Rate


def plain(value: Any) -> Any:
    """A dataclass as a dict, a decimal as text, a day as ISO 8601; others alike.

    A rate is {"part", "whole", "value"}, its value (%) None where it cannot be said.
    Raises TypeError for what JSON cannot hold.
    """
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, str):
        return str(value)
    if isinstance(value, Rate):
        return {"part": value.part, "whole": value.whole, "value": plain(value.value)}
    if is_dataclass(value) and not isinstance(value, type):
        return {each.name: plain(getattr(value, each.name)) for each in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    return _text(value)


def _text(value: Any) -> str:
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, Fraction):
        return str(round_half_up(value, 2))
    if isinstance(value, dt.date):  # an instant is one too
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} is no plain value")
