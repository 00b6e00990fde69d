"""Loading B1 scorecards, and the form that asks for their items."""

import io

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse
from openpyxl import Workbook

from households.models import Outcome, Scorecard
from households.services import review as reviews
from households.services.review_basis import basis_of
from households.services.scorecards import ScorecardProblems, load_scorecard
from povertyportal.audit.models import AuditEntry
from tests.factories import OfficerFactory, ReviewFactory, RoundFactory
from tests.households.review_answers import changes, complete

HEADING = ("Chuẩn", "Vùng", "Mục", "Mức", "Điểm")
# Points made up for these tests; the real tables come from the ministry.
ROWS = [
    ("ND07_2022", "red_river_delta", "Số nhân khẩu", "1 người", 40),
    ("ND07_2022", "red_river_delta", "Số nhân khẩu", "2 người trở lên", 20),
    ("ND07_2022", "red_river_delta", "Xe máy", "Có", 25.0),
    ("ND07_2022", "red_river_delta", "Xe máy", "Không", "0"),
]


def workbook(rows=ROWS, heading=HEADING):
    book = Workbook()
    for row in (heading, *rows):
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


@pytest.fixture
def card(province_officer):
    loaded = load_scorecard(by=province_officer, title="Bảng thử", content=workbook())
    return loaded.cards[0]


def test_a_table_is_loaded_with_its_hash(province_officer, card):
    assert (card.standard, card.region, card.revision) == (
        "ND07_2022",
        "red_river_delta",
        1,
    )
    assert len(card.sha256) == 64
    assert card.items == [
        {"item": "Số nhân khẩu", "options": [["1 người", 40], ["2 người trở lên", 20]]},
        {"item": "Xe máy", "options": [["Có", 25], ["Không", 0]]},
    ]
    entry = AuditEntry.objects.get()
    assert entry.act == "households.scorecard.loaded"
    assert entry.officer == province_officer


def test_the_same_file_again_changes_nothing(province_officer):
    content = workbook()
    first = load_scorecard(by=province_officer, title="Một", content=content)
    again = load_scorecard(by=province_officer, title="Hai", content=content)

    assert (first.is_new, again.is_new) == (True, False)
    assert first.cards == again.cards
    assert AuditEntry.objects.count() == 1


def test_another_file_is_the_next_revision(province_officer, card):
    other = workbook([*ROWS, ("ND07_2022", "urban", "Tivi", "Có", 5)])
    loaded = load_scorecard(by=province_officer, title="Sửa", content=other)

    found = {(each.region, each.revision) for each in loaded.cards}
    assert found == {("red_river_delta", 2), ("urban", 1)}


def test_columns_may_stand_in_any_order_and_regions_by_name(province_officer):
    content = workbook(
        [(5, "Tivi", "Có", "thành thị", "ND07_2022")],
        ("points", "item", "option", "region", "standard"),
    )
    loaded = load_scorecard(by=province_officer, title="Khác", content=content)

    assert [each.region for each in loaded.cards] == ["urban"]


def test_every_error_is_told_and_nothing_is_loaded(province_officer):
    content = workbook(
        [
            ROWS[0],
            (),
            ("ND99", "red_river_delta", "Xe máy", "Có", 3),
            ("ND07_2022", "mars", "", "Có", "ba"),
            ROWS[0],
        ]
    )
    with pytest.raises(ScorecardProblems) as refusal:
        load_scorecard(by=province_officer, title="Hỏng", content=content)

    assert [text.partition(":")[0] for text in refusal.value.problems] == [
        "Dòng 4, cột Chuẩn",
        "Dòng 5, cột Vùng",
        "Dòng 5, cột Mục",
        "Dòng 5, cột Điểm",
        "Dòng 6, cột Mức",
    ]
    assert not Scorecard.objects.exists()


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"not a workbook", "xlsx"),
        (workbook([], ("Chuẩn", "Vùng")), "thiếu cột Mục, Mức, Điểm"),
        (workbook([]), "không có dòng nào"),
    ],
)
def test_a_file_that_is_no_scorecard_is_refused(province_officer, content, what):
    with pytest.raises(ScorecardProblems) as refusal:
        load_scorecard(by=province_officer, title="Hỏng", content=content)
    assert what in " ".join(refusal.value.problems)


def test_only_the_province_loads(commune_officer):
    with pytest.raises(PermissionDenied):
        load_scorecard(by=commune_officer, title="Không", content=workbook())


def test_the_command_says_what_it_did(province_officer, tmp_path, capsys):
    file = tmp_path / "bang.xlsx"
    file.write_bytes(workbook())
    call_command("load_scorecard", file, "--by", "tinh")
    call_command("load_scorecard", file, "--by", "tinh")

    first, again = capsys.readouterr().out.splitlines()
    assert first == "Loaded ND07_2022 red_river_delta revision 1."
    assert again == "Already loaded: ND07_2022 red_river_delta revision 1."


@pytest.mark.parametrize("by", ["nobody", "canbo"])
def test_the_command_refuses_whoever_may_not(by, commune_officer, tmp_path):
    file = tmp_path / "bang.xlsx"
    file.write_bytes(workbook())
    with pytest.raises(CommandError):
        call_command("load_scorecard", file, "--by", by)


def test_the_page_lists_and_loads(client_of, province_officer, card):
    client, url = client_of(province_officer), reverse("households:scorecard-list")
    assert card.sha256 in client.get(url).content.decode()

    file = SimpleUploadedFile("b.xlsx", workbook(ROWS[:1]))
    response = client.post(url, {"title": "Bản mới", "file": file})
    assert response.status_code == 302
    assert Scorecard.objects.filter(title="Bản mới", revision=2).exists()

    bad = SimpleUploadedFile("b.xlsx", workbook([("ND99", "x", "", "", "")]))
    page = client.post(url, {"title": "Hỏng", "file": bad}).content.decode()
    assert "Dòng 2, cột Chuẩn" in page
    assert "Dòng 2, cột Điểm" in page


@pytest.fixture
def review(open_round, household):
    with time_machine.travel("2026-11-20 08:00+07:00", tick=True):
        yield ReviewFactory(round=open_round, household=household)


def _typed(household, **points):
    typed = complete(household.memberships.get().person_id)
    del typed["household.b1_total"]
    return typed | points


def test_with_a_card_the_form_asks_its_items(commune_officer, household, review, card):
    typed = _typed(
        household,
        **{
            "region": "red_river_delta",
            "b1.Số nhân khẩu": "1 người",
            "b1.Xe máy": "Có",
        },
    )
    saved = reviews.save_answers(
        by=commune_officer, review=review, changes=changes(typed)
    )
    assert saved.refused == {}
    assert saved.evaluation.problems == ()

    reviews.submit_review(
        by=commune_officer, review=review, surveyed_on=saved.review.surveyed_on
    )
    outcome = Outcome.objects.get(standard="ND07_2022")
    assert (outcome.b1, outcome.b1_source, outcome.scorecard) == (65, "scorecard", card)


def test_the_region_and_every_item_must_be_chosen(
    commune_officer, household, review, card
):
    saved = reviews.save_answers(
        by=commune_officer, review=review, changes=changes(_typed(household))
    )
    assert [each.path for each in saved.evaluation.problems] == ["region"]

    saved = reviews.save_answers(
        by=commune_officer,
        review=review,
        changes=changes({"region": "red_river_delta", "b1.Xe máy": "Có"}),
    )
    assert [each.path for each in saved.evaluation.problems] == ["b1.Số nhân khẩu"]
    assert saved.evaluation.main.b1 is None


def test_a_region_without_a_card_is_never_scored_by_another(
    commune_officer, household, review, card
):
    saved = reviews.save_answers(
        by=commune_officer,
        review=review,
        changes=changes(_typed(household, region="mekong_delta")),
    )
    assert [each.path for each in saved.evaluation.problems] == ["household.b1_total"]


def test_a_card_scores_only_the_standard_it_belongs_to(
    commune_officer, household, card
):
    both = RoundFactory(standards=["ND07_2022", "QD59_2016"], areas=[household.commune])
    review = ReviewFactory(round=both, household=household)
    typed = _typed(
        household,
        **{
            "region": "red_river_delta",
            "b1.Số nhân khẩu": "1 người",
            "b1.Xe máy": "Có",
        },
    )
    saved = reviews.save_answers(
        by=commune_officer, review=review, changes=changes(typed)
    )
    found = {each.standard: each for each in saved.evaluation.decisions}
    assert (found["ND07_2022"].b1, found["QD59_2016"].b1) == (65, None)
    assert found["QD59_2016"].poverty_class.value == "undetermined"


def test_the_card_of_the_standard_first_in_force_is_asked(
    household, card, province_officer
):
    rows = [("QD59_2016", "red_river_delta", "Tivi", "Có", 5)]
    load_scorecard(by=province_officer, title="Chuẩn cũ", content=workbook(rows))
    both = RoundFactory(standards=["ND07_2022", "QD59_2016"], areas=[household.commune])
    basis = basis_of(ReviewFactory(round=both, household=household))
    assert basis.cards["red_river_delta"].standard == "QD59_2016"


def test_an_urban_card_does_not_touch_the_countryside(
    commune_officer, household, review, province_officer
):
    rows = [("ND07_2022", "urban", "Tivi", "Có", 5)]
    load_scorecard(by=province_officer, title="Đô thị", content=workbook(rows))
    saved = reviews.save_answers(by=commune_officer, review=review, changes=[])

    assert saved.evaluation.card is None
    assert not saved.evaluation.basis.asks_region()


def test_an_officer_of_another_trade_gets_403(client_of, db):
    officer = OfficerFactory()
    response = client_of(officer).get(reverse("households:scorecard-list"))
    assert response.status_code == 403
