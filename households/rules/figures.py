"""Figures of the summary forms."""

from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")


def rate(part: int, whole: int | None) -> Decimal | None:
    """Part of the whole in percent, two decimals, half up; forms 1, 5, 7 (col. 4=3/1).

    ``None`` where the whole is not known or nothing, as the forms leave it blank.
    ``ValueError`` for a negative number or a rate above 100, which means that the
    denominator was not filled in.
    """
    if part < 0 or (whole is not None and whole < 0):
        raise ValueError("Số hộ không được âm.")
    if not whole:
        return None
    if part > whole:
        raise ValueError(f"Tỷ lệ vượt quá 100%: {part} trên {whole}.")
    return (Decimal(part) * 100 / whole).quantize(CENT, ROUND_HALF_UP)
