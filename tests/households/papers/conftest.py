"""A commune's finished season, and its papers read back."""

import datetime as dt
import io
from types import SimpleNamespace

import pytest
import time_machine
from pypdf import PdfReader

from households.models import ReviewRequest
from households.papers.common import asked_by
from households.papers.printing import print_paper
from households.services.season import certificates
from tests.factories import VillageFactory, add_member
from tests.households.season.deciding import (
    TODAY,
    heard,
    place_of,
    posted,
    prepare,
    reviewed,
    round_of,
    sign,
    was,
)

SITE = "https://cong.example.vn"


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(TODAY, tick=False):
        yield


@pytest.fixture
def place(commune):
    return place_of(round_of(commune), commune)


@pytest.fixture
def season(place, commune, village, commune_officer, leader):
    """Poor, near-poor and escaped households of two villages, signed, certified."""
    other = VillageFactory(code="90001-002", name="Thôn Đông", parent=commune)
    poor = reviewed(place, village, commune_officer, name="Nguyễn Thị Hoà")
    head_of = poor.household.memberships.get().person
    head_of.personal_id, head_of.id_missing_reason = "037175999001", ""
    head_of.birth_year, head_of.birth_month, head_of.birth_day = 1975, 3, 8
    head_of.sex, head_of.ethnicity = "female", "Mường"
    head_of.save()
    add_member(poor.household, name="Đinh Văn Dũng", birth_year=2001)
    near = reviewed(
        place, other, commune_officer, kind="near_poor", name="Bùi Quang Ưng"
    )
    gone = reviewed(place, other, commune_officer, kind="not_poor", name="Lê Thị Ỷ")
    was(gone, "poor")
    was(near, "poor")
    heard(place, village, commune_officer, [poor])
    meeting = heard(place, other, commune_officer, [near, gone], agreed=19)
    hung = posted(place, commune_officer, [poor, near, gone])
    decision = sign(prepare(place, commune_officer), leader)
    made = certificates.issue(by=commune_officer, decision=decision)
    return SimpleNamespace(
        place=place, poor=poor, near=near, gone=gone, decision=decision,
        certificates=made, officer=commune_officer, meeting=meeting, posting=hung,
    )  # fmt: skip


@pytest.fixture
def request_of(season):
    """A request of the poor household's, perhaps another kind or state."""

    def _request(**fields):
        given = {
            "kind": "enter",
            "household": season.poor.household,
            "commune": season.place.commune,
            "applicant": "Nguyễn Thị Hoà",
            "channel": "in_person",
            "received_on": dt.date(2025, 9, 3),
            "reason": "Nhà mất mùa, con ốm dài ngày.",
            "recorded_by": season.officer,
        }
        return ReviewRequest.objects.create(**given | fields)

    return _request


def text_of(content):
    """All text of a PDF, its lines joined by spaces."""
    pages = PdfReader(io.BytesIO(content)).pages
    return " ".join(" ".join(page.extract_text().split()) for page in pages)


@pytest.fixture
def printed():
    """Prints a paper for an officer; gives what was printed, its text beside it."""

    def _print(by, kind, pk, *, as_workbook=False, **asked):
        wish = asked_by(by, site=SITE, **asked)
        made = print_paper(asked=wish, kind=kind, pk=pk, as_workbook=as_workbook)
        text = "" if as_workbook else text_of(made.content)
        return SimpleNamespace(file=made, text=text)

    return _print
