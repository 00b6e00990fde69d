"""The fifteen official forms of a pack: a workbook a standard and basis."""

from collections.abc import Iterator

from households.models import ReviewRound, Standing
from households.papers.common import years_of
from reports.figures import Basis
from reports.packs.subject import Entry, Subject, plain
from reports.packs.zipping import fixed_workbook
from reports.services.selection import Period
from reports.services.when import OfDays, OfYear, When
from reports.workbooks import official

FOLDER = "01-bieu-mau"
NAMES = {Basis.PRELIMINARY: "so-bo", Basis.OFFICIAL: "chinh-thuc"}


def files(subject: Subject) -> Iterator[Entry]:
    """The forms of the year's list, or of a regular round from its first day on."""
    for name, when in _asked(subject):
        made = official.make_set(
            [subject.area], when, subject.at, lambda done, total: subject.tick()
        )
        content = fixed_workbook(made.content, subject.at)
        yield Entry(f"{FOLDER}/{name}.xlsx", content, made.lines)


def count(subject: Subject) -> int:
    """How many workbooks there are."""
    return len(list(_asked(subject)))


def _asked(subject: Subject) -> Iterator[tuple[str, When]]:
    round_ = subject.round
    if round_.kind == ReviewRound.Kind.REGULAR:
        last = min(round_.closes_on, subject.day)
        days = OfDays(last, min(round_.opens_on, last), instant=subject.at)
        yield f"tron-bo_den-{last:%d-%m-%Y}", days
        return
    for standard in round_.standards:
        for basis, name in NAMES.items():
            if basis == Basis.PRELIMINARY or _is_recognised(subject, standard):
                period = Period(round_.year, standard, basis.value)
                years = plain(years_of(standard))
                yield f"tron-bo_{name}_chuan-{years}", OfYear(period, subject.at)


def _is_recognised(subject: Subject, standard: str) -> bool:
    """Whether anybody was recognised by the round's results."""
    standings = Standing.objects.filter(
        commune__in=subject.communes, standard=standard, outcome__round=subject.round
    )
    return standings.exists()
