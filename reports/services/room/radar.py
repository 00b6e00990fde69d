"""What is kept of a place's signs: fast falls, surveyors, households near a line."""

from collections.abc import Mapping

from django.db.models import Value

from reports.services.radar import shown
from reports.services.selection import Period, Place
from reports.together import Read, Row

_NAMES = ("near", "flips", "surveyors", "fast", "communes")


def reads(place: Place, period: Period) -> dict[str, Read]:
    """The sums of the period's kept signs."""
    one = shown.kept(place, period).order_by().values(one_=Value(1))
    sums = one.annotate(**{f"n_{name}": each for name, each in shown.sums().items()})
    return {"radar": Read(sums, tuple(f"n_{name}" for name in _NAMES))}


def counts(told: Mapping[str, list[Row]]) -> shown.Signs:
    """The signs read; none where nothing is kept."""
    if not told["radar"]:
        return shown.Signs()
    numbers = zip(_NAMES, told["radar"][0], strict=True)
    return shown.Signs(**{name: int(number or 0) for name, number in numbers})
