"""The trail's page: who sees what, and that every act has words."""

import datetime as dt
import re
from pathlib import Path

import pytest
from django.urls import reverse

from povertyportal.accounts.models import Role
from povertyportal.administration.words import ACTS, OBJECTS
from povertyportal.areas.models import Kind, Level
from povertyportal.audit import trail
from tests.factories import AreaFactory, OfficerFactory

URL = "administration:audit-list"
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def entries(surveyor, commune, village, elsewhere):
    """One entry a place, and one about an account."""
    made = {
        name: trail.record(
            by=surveyor,
            act="households.household.viewed",
            kind="household",
            object_id=number,
            area=area,
        ).pk
        for number, (name, area) in enumerate(
            {"commune": commune, "village": village, "elsewhere": elsewhere}.items(), 1
        )
    }
    made["account"] = trail.record(
        by=None, act="accounts.officer.created", kind="officer", object_id=9
    ).pk
    return made


def seen(client, **filters):
    return {entry.pk for entry in client.get(reverse(URL), filters).context["page_obj"]}


def test_an_administrator_sees_acts_on_accounts_only(entries, administrator, client_of):
    assert seen(client_of(administrator)) == {entries["account"]}


@pytest.mark.parametrize("who", ["leader", "province_officer", "inspector"])
def test_others_see_acts_in_their_areas(who, entries, request, client_of):
    client = client_of(request.getfixturevalue(who))
    assert seen(client) == {entries["commune"], entries["village"]}


def concerning(*areas):
    """An act without one place that concerns several."""
    return trail.record(
        by=None,
        act="households.round.opened",
        kind="round",
        object_id=7,
        areas=[area.pk for area in areas],
    ).pk


def test_an_act_on_several_areas_is_seen_from_each_of_them(
    commune, neighbour, elsewhere, leader, province_officer, client_of
):
    ours, theirs = concerning(commune, neighbour), concerning(neighbour, elsewhere)
    far = concerning(elsewhere)
    assert seen(client_of(leader)) == {ours}
    assert seen(client_of(province_officer)) == {ours, theirs}
    other = OfficerFactory(role=Role.COMMUNE_LEADER, area=elsewhere)
    assert seen(client_of(other)) == {theirs, far}
    assert seen(client_of(OfficerFactory(role=Role.COMMUNE_LEADER))) == set()


def test_an_act_on_a_district_is_seen_from_its_province_and_not_below(
    province, leader, province_officer, client_of
):
    district = AreaFactory(
        level=Level.DISTRICT, kind=Kind.DISTRICT, name="Huyện Thử", parent=province
    )
    acts = {concerning(province), concerning(district)}
    assert seen(client_of(province_officer)) == acts
    assert seen(client_of(leader)) == set()


def test_whoever_answers_for_a_village_sees_its_acts_only(
    entries, village, commune, client_of
):
    inspector = OfficerFactory(
        role=Role.INSPECTOR, area=village, ends=dt.date(2099, 1, 1)
    )
    assert seen(client_of(inspector)) == {entries["village"]}


def test_filters_narrow_the_trail(entries, leader, surveyor, client_of):
    client = client_of(leader)
    assert seen(client, kind="household", object_id="1") == {entries["commune"]}
    assert seen(client, officer="rasoat") == {entries["commune"], entries["village"]}
    assert seen(client, officer="ai khác") == set()
    assert seen(client, act="households.list.imported") == set()
    assert seen(client, since="1/1/2020", until="31/12/2020") == set()
    assert len(seen(client, since="1/1/2020")) == 2
    page = client.get(reverse(URL), {"since": "hôm qua"})
    assert "không phải là ngày" in page.content.decode()


def test_the_page_says_it_in_words_at_constant_cost(
    entries, leader, surveyor, commune, client_of, django_assert_max_num_queries
):
    for number in range(30):
        trail.record(
            by=surveyor,
            act="households.personal_id.revealed",
            kind="person",
            object_id=number,
            area=commune,
            reason="Đối chiếu giấy tờ",
        )
    client = client_of(leader)
    with django_assert_max_num_queries(8):
        page = client.get(reverse(URL)).content.decode()
    assert page.count("Xem số định danh") >= 30
    assert "Đối chiếu giấy tờ" in page


def sources():
    for app in ("povertyportal", "households", "programs", "reports"):
        for path in (ROOT / app).rglob("*.py"):
            if "migrations" not in path.parts and path.name != "words.py":
                yield path.read_text(encoding="utf-8")


def test_every_act_and_object_has_words():
    text = "\n".join(sources())
    acts = set(
        re.findall(r'"((?:accounts|areas|households|reports)\.\w+\.\w+ed)"', text)
    )
    assert len(acts) > 20
    assert acts - set(ACTS) == set()
    recorded = re.findall(r"trail\.record\((.*?)\n    \)", text, re.DOTALL)
    kinds = {kind for call in recorded for kind in re.findall(r'kind="(\w+)"', call)}
    assert kinds - set(OBJECTS) == set()
