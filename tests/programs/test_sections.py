"""The links to the parts of the programmes."""

from django.test import RequestFactory
from django.urls import reverse

from programs.templatetags.programmes import (
    GROUPS,
    all_sections,
    grouped_sections,
)
from programs.views.home import SECTIONS


def shown(path):
    parts = [
        {"label": label, "url": reverse(name), "lead": lead}
        for label, name, lead, _ in SECTIONS
    ]
    return grouped_sections(parts, RequestFactory().get(path))


def test_every_part_is_in_one_group():
    grouped = [name for _, names in GROUPS for name in names]
    assert sorted(grouped) == sorted(name for _, name, _, _ in SECTIONS)


def test_a_page_shows_the_parts_of_its_group_and_keeps_area_and_year():
    groups = shown(reverse("programs:house-list") + "?area=7&year=2023&page=2")
    (current,) = [group for group in groups if group["is_current"]]
    assert current["label"] == "Hỗ trợ hộ"
    (here,) = [part for part in current["parts"] if part["is_current"]]
    assert here["url"] == reverse("programs:house-list") + "?area=7&year=2023"
    assert not any(group["parts"] for group in groups if group is not current)


def test_the_way_in_shows_every_part_that_may_be_opened():
    parts = [
        {"label": label, "url": reverse(name), "lead": lead}
        for label, name, lead, _ in SECTIONS
        if name != "programs:pace-list"
    ]
    groups = all_sections(parts)
    assert sum(len(group["parts"]) for group in groups) == len(parts)
