"""The family's sheet on paper: one A4 page, also where much is said."""

import re

import pytest
import time_machine
from django.urls import reverse

from households.services import review as reviews
from tests.factories import ReviewFactory
from tests.households.review_answers import changes, complete

pytest.importorskip("playwright.sync_api")
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel("2026-11-20 08:00+07:00", tick=True):
        yield


LACKING = {
    "household.column": "weak",
    "household.roof": "weak",
    "household.floor_area": "5",
    "household.internet": "false",
    "household.devices": ["none"],
}
JOBLESS = {"insured": "false", "job": "none", "wants_work": "true"}


@pytest.mark.parametrize(
    ("household_lacks", "head_lacks", "is_long"),
    [({}, {}, False), (LACKING, JOBLESS, True)],
)
def test_it_prints_on_one_page(
    page_of,
    commune_officer,
    household,
    open_round,
    household_lacks,
    head_lacks,
    is_long,
):
    review = ReviewFactory(round=open_round, household=household)
    head = household.memberships.get().person_id
    typed = complete(head, **household_lacks)
    typed |= {f"members.{head}.{code}": each for code, each in head_lacks.items()}
    reviews.save_answers(by=commune_officer, review=review, changes=changes(typed))
    reviews.submit_review(
        by=commune_officer, review=review, surveyed_on=open_round.opens_on
    )
    page = page_of(commune_officer)
    page.goto(reverse("season:family", args=[review.pk]))
    assert page.locator("body.family-long").count() == is_long
    pdf = page.pdf(format="A4", prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) == 1
