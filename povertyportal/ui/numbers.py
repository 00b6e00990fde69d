"""Vietnamese numbers as text: dots between thousands, a comma before decimals."""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

Number = int | float | Decimal | Fraction

UNKNOWN = "–"
MINUS = "−"  # the true minus sign: as wide as a plus, never broken from its number


def to_decimal(value: Number) -> Decimal:
    """The value as a Decimal; a float through its shortest text, not its bits."""
    if isinstance(value, Fraction):
        return Decimal(value.numerator) / Decimal(value.denominator)
    if isinstance(value, float):
        return Decimal(str(value))
    return Decimal(value)


def round_half_up(value: Number, places: int) -> Decimal:
    """Round to `places` decimals, halves away from zero, as the forms do."""
    return to_decimal(value).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def vietnamese(value: Number, places: int | None = None) -> str:
    """1234567.5 as "1.234.567,5".

    `places` fixes the number of decimals (rounded half up); without it every digit of
    the value is kept and trailing zeros are dropped.
    """
    exact = to_decimal(value) if places is None else round_half_up(value, places)
    text = f"{exact:,f}"
    if places is None and "." in text:
        text = text.rstrip("0").rstrip(".")
    if not exact:
        text = text.removeprefix("-")
    swapped = text.translate(str.maketrans(",.", ".,"))
    return swapped.replace("-", MINUS)


def number_or_zero(text: str | None) -> int:
    """The id or version in an address or a form; zero, which nothing has, if none."""
    return int(text) if text and text.isdecimal() and len(text) < 10 else 0
