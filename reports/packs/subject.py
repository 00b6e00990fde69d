"""What a pack is about, read as it was known at the pack's instant."""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.text import slugify

from households.models import CommuneRound, ReviewRound
from povertyportal.areas.models import Area
from reports.models import PackRun
from reports.sampling import Method


@dataclass(frozen=True)
class Subject:
    """An area, a round and an instant; `places` are its communes in the round.

    `size`, `method` and `seed` are of the sample. `tick` is called while a long file is
    made, so that whoever watches sees that somebody works.
    """

    area: Area
    round: ReviewRound
    at: dt.datetime
    places: tuple[CommuneRound, ...]
    size: int
    method: Method
    seed: str
    tick: Callable[[], None] = lambda: None

    @property
    def communes(self) -> list[int]:
        """Ids of the communes, in their order."""
        return [place.commune_id for place in self.places]

    @property
    def place_ids(self) -> list[int]:
        """Ids of the communes' places in the round."""
        return [place.pk for place in self.places]

    @property
    def day(self) -> dt.date:
        """The day of the instant, in Vietnam."""
        return timezone.localdate(self.at)

    @property
    def when(self) -> str:
        """The instant in words: 05/02/2026 14:03:07."""
        return f"{timezone.localtime(self.at):%d/%m/%Y %H:%M:%S}"

    @property
    def exactly(self) -> str:
        """The instant to its last digit, as whoever makes the pack again types it."""
        return timezone.localtime(self.at).isoformat()

    @property
    def where(self) -> str:
        """The area and those above it: "Xã A, Tỉnh B"."""
        names, unit = [], self.area
        while unit is not None:
            names.append(unit.name)
            unit = unit.parent  # type: ignore[assignment]  # ends at the province
        return ", ".join(names)


class Entry(NamedTuple):
    """A file of the pack: its path in it, its bytes, its rows if it is a list."""

    path: str
    content: bytes
    rows: int | None = None


@dataclass(frozen=True)
class Part:
    """A part of the pack: its folder, its name, what makes its files.

    `expected` says how many files there will be, for the progress.
    """

    folder: str
    name: str
    files: Callable[[Subject], Iterator[Entry]]
    expected: Callable[[Subject], int] = lambda subject: 1


def subject_of(run: PackRun, tick: Callable[[], None] = lambda: None) -> Subject:
    """What a run is about. Raises ValidationError for what was not known then."""
    found = ReviewRound.objects.select_related("procedure").filter(pk=run.round_id)
    round_ = found.first()
    area = Area.objects.select_related("parent__parent").filter(pk=run.area_id).first()
    if round_ is None or area is None:
        raise ValidationError("Lúc đó đợt này hoặc địa bàn này chưa có trên cổng.")
    places = tuple(places_of(round_, area))
    if not places:
        raise ValidationError("Lúc đó đợt này chưa có xã nào trong địa bàn.")
    sample = (run.sample_size, Method(run.method), run.seed)
    return Subject(area, round_, run.as_of, places, *sample, tick)


def places_of(round_: ReviewRound, area: Area) -> "QuerySet[CommuneRound]":
    """The area's communes that take part in the round, by name."""
    return (
        CommuneRound.objects.filter(
            round=round_, commune__in=Area.objects.under(area).communes()
        )
        .select_related("round__procedure", "commune__parent__parent")
        .order_by("commune__sort_key", "commune_id")
    )


def plain(text: str) -> str:
    """A name in plain letters, for any disk: "xa-gia-vien"."""
    letters = text.replace("đ", "d").replace("Đ", "D").replace("/", " ")
    return slugify(letters) or "khong-ten"
