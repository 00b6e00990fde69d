"""Households under another standard: every number has exactly its list behind it."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from households.models import Outcome
from households.rules.hypothesis import Move, Result
from povertyportal.audit.models import AuditEntry
from reports import tasks
from reports.figures import outcomes
from reports.models import WhatIfRow, WhatIfRun
from reports.services.selection import Period, Place
from reports.services.whatif import asking, counting
from reports.services.whatif.showing import Wanted, entries, households, transition
from tests.factories import (
    AreaFactory,
    HouseholdFactory,
    OfficerFactory,
    OutcomeFactory,
    ProvinceFactory,
    ReviewFactory,
    RoundFactory,
    VillageFactory,
)

# Each test in a savepoint of its own, whatever it changes in the module's world.
pytestmark = pytest.mark.django_db
PERIOD = Period(2026, "ND07_2022", "preliminary")
# class, B1, what the other standard makes of it, what becomes of the household
CASES = [
    ("poor", 140, Result.LISTED, Move.STAYS),
    ("near_poor", 100, Result.LISTED, Move.STAYS),
    ("near_poor", 100, Result.LISTED, Move.STAYS),
    ("average", 150, Result.UNKNOWN, Move.UNKNOWN),
    ("not_poor", 196, Result.NOT_POOR, Move.OUTSIDE),
    ("undetermined", 196, Result.NOT_POOR, Move.UNKNOWN),
]


@pytest.fixture(scope="module")
def made(kept):
    """Six households of two communes in a round of two standards, and a run of them."""
    province = ProvinceFactory(code="951")
    communes = [AreaFactory(parent=province) for _ in range(2)]
    villages = [VillageFactory(parent=commune) for commune in communes]
    round_ = RoundFactory(
        areas=communes, year=2026, standards=["ND07_2022", "ND351_2027"]
    )
    officer = OfficerFactory(role="province_officer", area=province)
    for at, (kind, b1, _, _) in enumerate(CASES):
        review = ReviewFactory(
            round=round_, household=HouseholdFactory(village=villages[at % 2])
        )
        OutcomeFactory(
            review=review, poverty_class=kind, b1=b1, grounds={"area_kind": "rural"}
        )
        OutcomeFactory(
            review=review, poverty_class="undetermined", standard="ND351_2027"
        )
    place = Place(province, (province.pk,), frozenset(area.pk for area in communes))
    run = asking.ask(by=officer, place=place, period=PERIOD, other="ND351_2027")
    counting.make(WhatIfRun.claim(run.pk), lambda done, total: None)
    run.refresh_from_db()
    return officer, place, run


def found(made, **wanted):
    officer, _, run = made
    return households(by=officer, run=run, wanted=Wanted(**wanted))


def test_each_household_is_judged_and_none_twice(made):
    _, place, run = made
    assert run.state == "done"
    told = {(row.former, row.result, row.move) for row in found(made)}
    assert told == {(kind, result.value, move.value) for kind, _, result, move in CASES}
    # As many as the figures of the period count, and the outcomes untouched.
    counted = outcomes(PERIOD.basis, 2026, place.communes).filter(under="ND07_2022")
    assert found(made).count() == counted.count() == len(CASES)
    assert Outcome.objects.filter(standard="ND351_2027").count() == len(CASES)


def test_every_number_of_the_table_is_its_list(made):
    _, _, run = made
    answer = transition(run)
    assert answer.total == found(made).count()
    for line in answer.lines:
        assert line.total == found(made, former=line.former.value).count()
        for result, number in zip(answer.results, line.numbers, strict=True):
            rows = found(made, former=line.former.value, result=result.value)
            assert rows.count() == number
    for move, number in answer.moves.items():
        assert found(made, move=move.value).count() == number
    for each in answer.communes:
        for move, number in each.numbers.items():
            rows = found(made, commune=str(each.commune.pk), move=move.value)
            assert rows.count() == number
    for reason in answer.reasons:
        assert found(made, why=reason.code).count() == reason.households > 0
    assert sum(answer.column_totals) == answer.total


def test_the_reasons_say_of_whom_they_are(made, client_of):
    officer, _, run = made
    answer = transition(run)
    # Three are listed as one of two classes; of two the list itself is not known.
    assert (answer.vague, answer.unclear, answer.only_listed) == (5, 2, 3)
    assert answer.unclear == found(made, move=Move.UNKNOWN.value).count()
    whose = {row.pk for each in answer.reasons for row in found(made, why=each.code)}
    assert len(whose) == answer.vague
    page = client_of(officer).get(reverse("analysis:what-if-run", args=[run.pk]))
    text = page.content.decode()
    assert "Vì sao 5 hộ chưa rõ đúng một diện" in text
    assert "Phiếu đang mở lại để sửa" in text


def test_a_reason_is_told_of_each_unknown(made):
    rows = entries(found(made, former="average"))
    assert [entry.result for entry in rows] == [Result.UNKNOWN]
    assert any("nằm giữa khoảng thu nhập" in why for why in rows[0].whys)


def test_who_moved_away_is_counted_and_not_named(made):
    officer, _, _ = made
    row = found(made).first()
    stranger = VillageFactory(parent=AreaFactory(parent=ProvinceFactory(code="952")))
    moved = row.outcome.review.household
    type(moved).objects.filter(pk=moved.pk).update(
        village=stranger, commune=stranger.parent
    )
    told = entries(found(made))
    assert len(told) == len(CASES)
    assert [(e.household, e.b1) for e in told if e.household is None] == [(None, None)]


def test_a_question_is_not_asked_twice_and_is_audited(made):
    officer, place, run = made
    again = asking.ask(by=officer, place=place, period=PERIOD, other="QD59_2016")
    same = asking.ask(by=officer, place=place, period=PERIOD, other="QD59_2016")
    assert again == same != run
    entry = AuditEntry.objects.get(act="reports.whatif.requested", object_id=again.pk)
    assert entry.detail["other"] == "QD59_2016"
    assert set(place.communes) <= set(entry.area_ids)


@pytest.mark.parametrize("other", ["ND07_2022", "ND99", ""])
def test_the_other_standard_must_be_another(made, other):
    officer, place, _ = made
    with pytest.raises(ValidationError, match="chuẩn khác"):
        asking.ask(by=officer, place=place, period=PERIOD, other=other)


def test_a_worker_thought_dead_leaves_no_rows(made):
    officer, place, _ = made
    asked = asking.ask(by=officer, place=place, period=PERIOD, other="QD59_2016")
    lost = WhatIfRun.claim(asked.pk)
    WhatIfRun.objects.filter(pk=asked.pk).update(attempt=2)
    counting.make(lost, lambda done, total: None)
    assert not WhatIfRow.objects.filter(run=asked).exists()
    tasks.run_what_if(asked.pk)  # claimed already: nothing to do
    assert WhatIfRun.objects.get(pk=asked.pk).state == "running"


def test_the_page_shows_the_answer_with_its_lists(made, client_of):
    officer, _, run = made
    client = client_of(officer)
    page = client.get(reverse("analysis:what-if-run", args=[run.pk]))
    text = page.content.decode()
    assert "Giả định." in text
    address = reverse("analysis:what-if-households", args=[run.pk])
    assert f'href="{address}?chieu=stays">3</a>' in text
    assert client.get(address, {"chieu": "nowhere"}).status_code == 404


def test_a_failed_question_can_be_asked_again(made, client_of):
    officer, _, run = made
    WhatIfRun.objects.filter(pk=run.pk).update(state="failed")
    url = reverse("analysis:what-if-retry", args=[run.pk])
    assert client_of(officer).post(url).status_code == 302
    assert WhatIfRun.objects.get(pk=run.pk).state == "queued"
    # A list is that of a finished answer only.
    address = reverse("analysis:what-if-households", args=[run.pk])
    assert client_of(officer).get(address).status_code == 404


def test_answers_are_forgotten_after_thirty_days(made):
    _, _, run = made
    for days, is_there in ((29, True), (31, False)):
        asked = timezone.now() - dt.timedelta(days=days)
        WhatIfRun.objects.filter(pk=run.pk).update(queued_at=asked)
        tasks.rebuild_all()
        assert WhatIfRow.objects.filter(run=run.pk).exists() is is_there
