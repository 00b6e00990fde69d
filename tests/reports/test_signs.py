"""Cần quan tâm: the number of every sign equals the list that it leads to."""

import datetime as dt
from urllib.parse import parse_qs, urlsplit

import pytest
from django.utils import timezone

from households.models import Household, ReviewRound
from households.services.season.terms import set_round_steps
from povertyportal.accounts.access import scope_of
from povertyportal.accounts.models import Committee
from programs.services import needs
from reports.models import AreaSummary
from reports.services.room import attention, matters, picture, season
from reports.services.room.attention import Sign
from reports.services.selection import Period, everything, place_of
from tests.programs.access_support import house_of
from tests.reports.access_committee import letter_of, task_of
from tests.reports.movement_world import round_of
from tests.reports.test_room import PERIOD, YEAR, world  # noqa: F401

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
SEEN = {
    Sign.MISSED_TARGET,
    Sign.LATE_TASK,
    Sign.NO_FIGURES,
    Sign.UNFINISHED_HOUSES,
    Sign.UNCOVERED,
    Sign.RELAPSE,
    Sign.RISING_DEPRIVATION,
    Sign.UNDETERMINED,
}

OF_THE_PROVINCE = {
    Sign.NO_FIGURES,
    Sign.MISSED_TARGET,
    Sign.LATE_TASK,
    Sign.UNDETERMINED,
}


@pytest.fixture
def every_sign(world, monkeypatch):  # noqa: F811
    """Whatever the world's pictures have to say, not only the worst."""
    officer, province, communes = world
    monkeypatch.setattr(attention, "MOST", 99)
    monkeypatch.setattr(attention, "MOST_OF_A_KIND", 99)
    monkeypatch.setattr(matters, "RISING", 1)
    monkeypatch.setattr(matters, "RISES", -100)
    ReviewRound.objects.update(state="closed")
    round_of(TODAY.year + 1, *communes, name="Đợt năm nay")
    season.build_communes([each.pk for each in communes])
    first, second = Household.objects.filter(commune=communes[1])[:2]
    days = {f"{each}_on": dt.date(YEAR, 6, 1) for each in ("started", "finished")}
    house_of(first, officer, year=YEAR, approved_on=dt.date(YEAR, 2, 1), **days)
    house_of(second, officer)
    committee = Committee.objects.create(name="Ban Chỉ đạo Thử")
    committee.areas.add(province)
    letter = letter_of(committee, officer)
    for days in (-2, -1, 5):
        due = TODAY + dt.timedelta(days=days)
        task_of(letter, communes[0], officer, due_on=due)
    for year in (YEAR, TODAY.year):
        needs.build([each.pk for each in communes], year)
    return world


def of_list(page):
    return page.context["page_obj"].paginator.count


def reached(matter, page):
    """(per cent, verdict) of the target that the sign leads to."""
    (measure,) = parse_qs(urlsplit(matter.url).query)["chi_tieu"]
    return [
        (line.percent or 0, line.verdict.lower())
        for line, _ in page.context["rows"]
        if line.target.measure == measure
    ]


def told_by(matter, page):
    """(what the sign says, what the page behind shows)."""
    if matter.sign in {Sign.MISSED_TARGET, Sign.BEHIND_TARGET}:
        told = (matter.number, matter.title.rsplit(": ", 1)[1])
        return [told], reached(matter, page)
    if matter.sign == Sign.NO_FIGURES:
        assert f'id="{matters.ABSENT}"' in page.content.decode()
        return matter.number, len(page.context["found"].absent)
    if matter.sign == Sign.RISING_AREA:
        tiles = {each.kind: each for each in page.context["picture"].headline}
        return matter.number, tiles["poor"].change
    if matter.sign == Sign.RISING_DEPRIVATION:
        return int(matter.reason.split()[0]), of_list(page)
    if matter.sign == Sign.SLOW_MONEY:
        return int(matter.reason.split("; ")[1].split()[0]), of_list(page)
    return matter.number, of_list(page)


@pytest.mark.parametrize("of", ["everything", "province", "commune"])
def test_each_sign_counts_what_its_list_has(every_sign, client, of):
    officer, province, communes = every_sign
    client.force_login(officer)
    scope = scope_of(officer)
    place = {
        "everything": everything(scope),
        "province": place_of(scope, province),
        "commune": place_of(scope, communes[1]),
    }[of]
    periods = [
        (PERIOD, None),
        (PERIOD, TODAY),
        (Period(YEAR, PERIOD.standard, "preliminary"), None),
    ]
    found = [picture(place, period, day) for period, day in periods]
    given = [matter for each in found for matter in each.attention]
    check(given, client)
    AreaSummary.objects.filter(area=communes[1], year=YEAR).delete()
    absent = (
        []
        if of == "commune"
        else [each for each in picture(place, PERIOD).attention if _is_absent(each)]
    )
    check(absent, client)
    missing = set() if of != "commune" else OF_THE_PROVINCE
    assert {matter.sign for matter in given + absent} >= SEEN - missing


@pytest.mark.parametrize("of", [None, 0, 1])
def test_late_communes_are_those_of_the_same_place_on_the_board(
    world,  # noqa: F811
    time_machine,
    client,
    of,
):
    officer, _, communes = world
    time_machine.move_to("2026-11-20 08:00+07:00")
    ReviewRound.objects.update(state="closed")
    set_round_steps(round_of(2027, *communes, name="Đợt 2026"))
    season.build_communes([each.pk for each in communes])
    scope = scope_of(officer)
    place = everything(scope) if of is None else place_of(scope, communes[of])
    found = picture(place, PERIOD, dt.date(2026, 11, 20))
    (late,) = (each for each in found.attention if each.sign == Sign.LATE_COMMUNE)
    client.force_login(officer)
    board = client.get(late.url)
    names = [row["found"].place.commune.name for row in board.context["page_obj"]]
    assert late.number == len(names) == (2 if of is None else 1)
    told = [late.reason.count(name) for name in names]
    assert told == ([2, 1] if of is None else [1])


def _is_absent(matter):
    return matter.sign == Sign.NO_FIGURES


def check(given, client):
    for matter in given:
        page = client.get(matter.url)
        assert page.status_code == 200, matter
        says, shows = told_by(matter, page)
        assert says == shows, matter


def test_nobody_is_to_help_in_a_year_that_is_over(every_sign):
    found = picture(everything(scope_of(every_sign[0])), PERIOD)
    assert found.needs
    assert Sign.UNCOVERED not in {each.sign for each in found.attention}
