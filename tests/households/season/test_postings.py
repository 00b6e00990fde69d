"""Public postings: what may hang, until when, and again after a change."""

import datetime as dt
import uuid

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError

from households.models import (
    PublicPosting,
    Review,
    ReviewState,
)
from households.services.season import complaints, postings, progress
from households.services.season.missing import StillMissing
from households.services.season.posting_board import (
    changed_by_posting,
    on_list,
    posted_lines,
    posting_lines,
)
from households.services.season.postings import PostingFacts
from povertyportal.areas.models import Kind
from tests.factories import VillageFactory
from tests.households.season import deciding as made
from tests.households.season.hearing import complain, hang, meet, redo

pytestmark = pytest.mark.usefixtures("today")
RECHECKED = dt.date(2025, 10, 27)


@pytest.fixture
def today():
    with time_machine.travel(made.TODAY, tick=False):
        yield


@pytest.fixture
def place(commune):
    found = made.round_of(commune, standards=(made.NEW, made.OLD))
    return made.place_of(found, commune)


@pytest.fixture
def other_village(commune):
    return VillageFactory(parent=commune, name="Thôn Đông", kind=Kind.VILLAGE)


@pytest.fixture
def review(place, village, commune_officer):
    return made.reviewed(place, village, commune_officer, name="Nguyễn Thị Hoà")


@pytest.fixture
def other(place, other_village, commune_officer):
    return made.reviewed(place, other_village, commune_officer, name="Lê Văn Bé")


@pytest.fixture
def met(commune_officer, place, village, review):
    return meet(commune_officer, place, village)


def is_posted(review):
    return Review.objects.filter(progress.posted(), pk=review.pk).exists()


def recheck(officer, review, **changed):
    """A complaint, its form opened and submitted anew."""
    complaint = complain(officer, review)
    complaints.open_recheck(by=officer, complaint=complaint)
    redo(officer, review, **{"on": RECHECKED} | changed)
    complaint.refresh_from_db()
    return complaint


def again(officer, posting, on=RECHECKED, key=None):
    facts = PostingFacts(on, ("Trụ sở xã",))
    key = key or uuid.uuid4()
    return postings.repost(by=officer, posting=posting, key=key, facts=facts)


def test_a_list_hangs_until_its_third_working_day(commune_officer, place, village, met):
    # Wednesday 22/10/2025: Thursday, Friday, Monday.
    posting = hang(commune_officer, place, [village])

    assert posting.posted_on == dt.date(2025, 10, 22)
    assert posting.last_day == dt.date(2025, 10, 27)


def test_a_household_hangs_with_its_result_under_each_standard(
    commune_officer, place, village, review, met
):
    posting = hang(commune_officer, place, [village])

    assert is_posted(review)
    assert {row.outcome.standard for row in posting.rows.all()} == {made.NEW, made.OLD}
    reviews = on_list(posting, commune_officer).select_related("village")
    (line,) = posted_lines(posting, reviews)
    assert line.head_name == "Nguyễn Thị Hoà"
    assert line.village == village.name
    assert line.classes == ("poor", "poor")


def test_a_surveyor_sees_only_his_villages_on_the_list(
    commune_officer, surveyor, place, village, other_village, review, other, met
):
    meet(commune_officer, place, other_village)
    posting = hang(commune_officer, place, [village, other_village])

    assert set(on_list(posting, commune_officer)) == {review, other}
    assert set(on_list(posting, surveyor)) == {review}


def test_nothing_hangs_before_the_village_agreed(
    commune_officer, place, village, other_village, review, other, met
):
    with pytest.raises(StillMissing, match="1 hộ chưa được họp dân") as refused:
        hang(commune_officer, place, [village, other_village])

    (row,) = refused.value.rows
    assert row.review == other
    assert row.why == "Thôn Đông, chưa được họp dân nhất trí"
    assert not PublicPosting.objects.exists()


def test_a_village_that_agreed_may_hang_alone(
    commune_officer, place, village, other_village, review, other, met
):
    hang(commune_officer, place, [village])

    assert is_posted(review)
    assert not is_posted(other)


def test_a_household_being_redone_does_not_hang(
    commune_officer, place, village, review, met
):
    Review.objects.filter(pk=review.pk).update(state=ReviewState.DRAFT)

    with pytest.raises(StillMissing) as refused:
        hang(commune_officer, place, [village])
    assert refused.value.rows[0].why.endswith("chưa rà soát xong")


@pytest.mark.parametrize(
    ("day", "told"),
    [
        (dt.date(2025, 12, 2), "ở sau hôm nay"),
        (dt.date(2025, 10, 19), "ở trước cuộc họp dân"),
        (dt.date(2025, 9, 30), "ở trước ngày rà soát cuối cùng"),
    ],
)
def test_a_posting_is_after_its_meeting_and_not_in_the_future(
    commune_officer, place, village, met, day, told
):
    with pytest.raises(ValidationError, match=told):
        hang(commune_officer, place, [village], on=day)


def test_the_day_of_the_meeting_is_early_enough(commune_officer, place, village, met):
    assert hang(commune_officer, place, [village], on=made.MET).posted_on == made.MET


def test_what_hangs_already_does_not_hang_twice(commune_officer, place, village, met):
    hang(commune_officer, place, [village])

    with pytest.raises(ValidationError, match="Không có hộ nào cần niêm yết"):
        hang(commune_officer, place, [village])


def test_a_repeated_form_hangs_one_list(commune_officer, place, village, met):
    key = uuid.uuid4()
    first = hang(commune_officer, place, [village], key=key)
    second = hang(commune_officer, place, [village], key=key)

    assert first.pk == second.pk
    assert PublicPosting.objects.count() == 1


def test_a_posting_needs_villages_and_places(commune_officer, place, village, met):
    with pytest.raises(ValidationError, match="ít nhất một thôn"):
        hang(commune_officer, place, [])
    with pytest.raises(ValidationError):
        postings.create_posting(
            by=commune_officer,
            place=place,
            village_ids=[village.pk],
            key=uuid.uuid4(),
            facts=PostingFacts(made.POSTED, ()),
        )


def test_others_post_nothing(leader, surveyor, place, village, met):
    for officer in (leader, surveyor):
        with pytest.raises(PermissionDenied):
            hang(officer, place, [village])


def test_a_round_without_day_counts_is_told_so(commune_officer, place, village, met):
    place.round.procedure = None
    place.round.save()

    with pytest.raises(ValidationError, match="chưa có số ngày niêm yết"):
        hang(commune_officer, place, [village])


def test_only_what_changed_hangs_again(commune_officer, place, village, review):
    steady = made.reviewed(place, village, commune_officer)
    meet(commune_officer, place, village)
    first = hang(commune_officer, place, [village])
    recheck(commune_officer, review)

    assert not is_posted(review)
    assert changed_by_posting(place) == {first.pk: 1}
    second = again(commune_officer, first)

    assert second.reposting_of == first
    assert {row.review for row in second.rows.all()} == {review}
    assert is_posted(review)
    assert is_posted(steady)
    assert changed_by_posting(place) == {}
    assert {row.outcome.poverty_class for row in first.rows.filter(review=review)} == {
        "poor"
    }


def test_what_changed_twice_hangs_again_under_its_last_posting(
    commune_officer, place, village, review, met
):
    first = hang(commune_officer, place, [village])
    recheck(commune_officer, review)
    second = again(commune_officer, first)
    recheck(commune_officer, review, kind="poor")

    assert changed_by_posting(place) == {second.pk: 1}
    with pytest.raises(ValidationError, match="Không có hộ nào"):
        again(commune_officer, first)
    assert again(commune_officer, second).reposting_of == second


def test_nothing_hangs_again_while_it_is_rechecked(
    commune_officer, place, village, review, met
):
    first = hang(commune_officer, place, [village])
    complaint = complain(commune_officer, review)
    complaints.open_recheck(by=commune_officer, complaint=complaint)

    with pytest.raises(ValidationError, match="Không có hộ nào"):
        again(commune_officer, first)


def test_a_reposting_is_after_the_recheck_and_the_first_posting(
    commune_officer, place, village, review, met
):
    first = hang(commune_officer, place, [village])
    recheck(commune_officer, review)

    before_recheck = RECHECKED - dt.timedelta(days=1)
    with pytest.raises(ValidationError, match="ở trước ngày rà soát"):
        again(commune_officer, first, on=before_recheck)
    with pytest.raises(ValidationError, match="ở trước ngày niêm yết lần 1"):
        again(commune_officer, first, on=made.MET)


def test_a_repeated_reposting_hangs_once(commune_officer, place, village, review, met):
    first = hang(commune_officer, place, [village])
    recheck(commune_officer, review)
    key = uuid.uuid4()

    assert (
        again(commune_officer, first, key=key).pk
        == again(commune_officer, first, key=key).pk
    )


def test_a_regular_dossier_hangs_without_the_others(commune_officer, commune, village):
    place = made.place_of(made.regular_round(commune), commune)
    done = made.reviewed(place, village, commune_officer)
    meet(commune_officer, place, village)
    waiting = made.reviewed(place, village, commune_officer)
    Review.objects.filter(pk=waiting.pk).update(state=ReviewState.DRAFT)

    posting = hang(commune_officer, place, [village])

    assert {row.review for row in posting.rows.all()} == {done}


def test_villages_are_counted_before_they_hang(
    commune_officer, place, village, other_village, review, other, met
):
    hang(commune_officer, place, [village])
    lines = {line.name: line for line in posting_lines(place, commune_officer)}

    assert (lines[village.name].hung, lines[village.name].new) == (1, 0)
    assert (lines["Thôn Đông"].hung, lines["Thôn Đông"].unready) == (0, 1)
