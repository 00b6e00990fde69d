"""A season's acts, each done on a page by whoever has to, on the day it happened."""

from contextlib import contextmanager

import time_machine
from django.urls import reverse
from playwright.sync_api import expect

from households.models import CommuneRound, Review
from households.services import review as reviews
from tests.households.review_answers import HEAD, HOUSEHOLD, changes

POOR = {"b1_total": "120", "wall": "weak", "column": "weak", "toilet": "none"}
NEAR_POOR = {"b1_total": "120"} | dict.fromkeys(("wall", "column", "roof"), "durable")
NEAR_POOR |= {"water": "piped", "toilet": "septic"}


class Acts:
    """Opens a page for an officer on a day, in his own browser; logs him in anew."""

    def __init__(self, page_of):
        self.page_of = page_of
        self.last = {}

    def page(self, officer):
        """The officer's page, with a session of today."""
        again = self.last.get(officer.pk)
        self.last[officer.pk] = self.page_of(officer, again=again)
        return self.last[officer.pk]

    @contextmanager
    def by(self, officer, day, address=None, *args):
        """A page of the officer's on "dd/mm/yyyy", perhaps at an address already."""
        there = "-".join(reversed(day.split("/")))
        with time_machine.travel(f"{there} 09:00+07:00", tick=True):
            page = self.page(officer)
            if address:
                page.goto(reverse(address, args=args))
            yield page

    def type_up(self, officer, review, day, answers):
        """Answer all but the last question through the service, then send the form."""
        there = "-".join(reversed(day.split("/")))
        with time_machine.travel(f"{there} 15:00+07:00", tick=True):
            typed = whole(review, day, answers)
            saved = reviews.save_answers(
                by=officer, review=review, changes=changed(review, typed)
            )
            assert not saved.refused
            assert not saved.unread
            page = self.page(officer)
            page.goto(reverse("households:review-detail", args=[review.pk]))
            expect(page.locator("form.is-live")).to_be_visible()
            page.get_by_role("button", name="Nộp phiếu").first.click()
            expect(page.locator("main")).to_contain_text("Điều")


def whole(review, day, answers):
    """{path: what is typed} for every question, of everybody at home on the day."""
    typed = {f"household.{code}": told for code, told in HOUSEHOLD.items()}
    typed |= {f"household.{code}": told for code, told in answers.items()}
    if "ND351_2027" not in review.round.standards:
        typed.pop("household.waste")
    on = reviews.surveyed_day(day, review)
    for stay in review.household.members_on(on):
        typed |= {f"members.{stay.person_id}.{k}": told for k, told in HEAD.items()}
    return typed | {"surveyed_on": day}


def changed(review, typed):
    """Changes from what the form holds now to what is typed."""
    held = Review.objects.get(pk=review.pk)
    now = reviews.Sheet(held, reviews.basis_of(held))
    return changes(typed, {path: now.now(path) for path in typed})


def fill(page, **fields):
    """Fill in fields by their name in the form; True checks a box or a choice."""
    for name, value in fields.items():
        field = page.locator(f'[name="{name}"]')
        if isinstance(value, bool):
            field.set_checked(value)
        elif field.first.get_attribute("type") == "radio":
            page.locator(f'[name="{name}"][value="{value}"]').check()
        elif field.first.evaluate("each => each.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(str(value))


def send(page, button):
    """Press the button; the answer must be another page without an error summary."""
    with page.expect_navigation():
        page.get_by_role("button", name=button).first.click()
    expect(page.locator(".error-summary")).to_have_count(0)


def follow(page, link):
    """Follow a link of the page's body."""
    page.locator("main").get_by_role("link", name=link).first.click()


def place_of(found, commune):
    """The commune in the round, read anew."""
    return CommuneRound.objects.select_related("round").get(
        round=found, commune=commune
    )
