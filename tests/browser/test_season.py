"""A commune's whole season, page by page, under the procedure of 2023 and of 2025.

Requests, the quick screen, surveys, a household that splits, a meeting that does not
agree and the next one, posting, a complaint with its re-check, a household sent back
from above, recognition, certificates, and half a year later a decision that corrects
the first. Then a regular review of one household, from its request to its certificate.
"""

import datetime as dt

import pytest
from django.urls import reverse

from households.models import (
    Certificate,
    Household,
    HouseholdEvent,
    MeetingVote,
    Outcome,
    RecognitionDecision,
    Review,
    ReviewRound,
    Standing,
    Submission,
)
from povertyportal.areas.models import Area, AreaVersion
from tests.browser.season_steps import (
    NEAR_POOR,
    POOR,
    Acts,
    fill,
    follow,
    place_of,
    send,
)
from tests.factories import HouseholdFactory, PersonFactory, add_member

playwright = pytest.importorskip("playwright.sync_api")
expect = playwright.expect
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


class Told:
    """A season in one procedure: its days by name, who acts, the households."""

    def __init__(self, year, acts, people, village):
        self.year, self.acts, self.people, self.village = year, acts, people, village
        self.commune = village.parent

    def on(self, day_and_month):
        return f"{day_and_month}/{self.year}"

    def by(self, who, day, address=None, *args):
        return self.acts.by(self.people[who], self.on(day), address, *args)

    @property
    def round(self):
        return ReviewRound.objects.get(year=self.year, kind="annual")

    @property
    def place(self):
        return place_of(self.round, self.commune)

    def review(self, head):
        return Review.objects.select_related("round", "household").get(
            household__head_name=head, round__year=self.year, corrects=None
        )

    def survey(self, head, day, answers, who="surveyor"):
        officer = self.people[who]
        self.acts.type_up(officer, self.review(head), self.on(day), answers)


HOA, DONG, NAM = "Nguyễn Thị Hoà", "Trần Văn Đông", "Trần Văn Nam"


@pytest.fixture
def people(commune_officer, surveyor, leader, province_officer, household):
    # The small world began with the reform of 2025; here it is older.
    Area.objects.update(began=None)
    AreaVersion.objects.update(starts=None)
    return {
        "officer": commune_officer,
        "surveyor": surveyor,
        "leader": leader,
        "above": province_officer,
    }


@pytest.fixture
def tell(page_of, people, household, village):
    """tell(year): the season of a year, with the households as they then stood."""

    def _tell(year):
        Standing.objects.create(
            household=household,
            standard="ND07_2022",
            poverty_class=Outcome.Class.POOR,
            starts=dt.date(year, 1, 1),
            ends=dt.date(year + 1, 1, 1),
        )
        asking = HouseholdFactory(
            village=village,
            head=PersonFactory(name=DONG, sex="male", birth_year=1960),
        )
        for name, relation, born in (
            ("Lê Thị Bưởi", "spouse", 1962),
            (NAM, "child", 1985),
        ):
            add_member(asking, relation=relation, name=name, birth_year=born)
        return Told(year, Acts(page_of), people, village)

    return _tell


def open_the_round(told):
    with told.by("above", "01/09", "households:round-create") as page:
        fill(page, name=f"Rà soát định kỳ năm {told.year}", year=told.year)
        fill(page, opens_on=told.on("01/09"), closes_on=told.on("14/12"))
        fill(page, due_survey=told.on("15/10"))
        page.get_by_label(told.commune.name).check()
        send(page, "Mở đợt")
    assert [each.household.head_name for each in told.round.reviews.all()] == [HOA]


def one_household_asks(told):
    """Mẫu 01 at the counter, Phiếu A, into the round; then the list is closed."""
    asking = Household.objects.get(head_name=DONG)
    with told.by("officer", "05/09", "season:request-create", asking.pk) as page:
        fill(page, kind="enter", applicant=DONG, channel="in_person")
        fill(page, reason="Vợ ốm nặng, mất thu nhập chính.")
        send(page, "Ghi giấy đề nghị")
        follow(page, "Phiếu A")
        fill(page, goes_on="yes", note="Nhà tạm, không có tài sản có giá trị.")
        send(page, "Lưu Phiếu A")
        send(page, "Đưa vào đợt rà soát")
    with told.by("officer", "20/09", "season:list-close", told.place.pk) as page:
        fill(page, on=told.on("20/09"))
        send(page, "Chốt danh sách")
    assert told.review(DONG).why == "asked_enter"


def a_child_sets_up_house(told):
    """The split takes the parents' review up again and puts the child's in."""
    household = Household.objects.get(head_name=DONG)
    child = household.memberships.get(relation="child").person_id
    with told.by("officer", "05/10", "season:split", household.pk) as page:
        fill(page, on=told.on("05/10"), village=str(told.village.pk))
        fill(page, **{f"person-{child}": "head"})
        send(page, "Tách hộ")
    assert HouseholdEvent.objects.filter(kind="split").exists()
    assert told.review(DONG).reopenings.get().cause == "split"
    assert told.review(NAM).why == "split"
    told.survey(DONG, "07/10", POOR)
    told.survey(NAM, "07/10", NEAR_POOR)


def hold_a_meeting(told, day, *, doubted=None):
    """Minutes of a meeting of forty; ten agree on the doubted household."""
    place, village = told.place, told.village
    with told.by("officer", day, "season:meeting-create", place.pk, village.pk) as page:
        fill(page, held_on=told.on(day), began="19:30", venue="Nhà văn hóa thôn")
        fill(page, chair="Nguyễn Văn Thắng", secretary="Lê Thị Tuyết", attended=40)
        send(page, "Tiếp tục đến biểu quyết")
        if doubted:
            fill(page, **{f"agreed_{told.review(doubted).pk}": 10})
        send(page, "Lưu biên bản")
        send(page, "Chốt biên bản")


def the_residents_disagree_once(told):
    hold_a_meeting(told, "18/10", doubted=DONG)
    assert not MeetingVote.objects.get(review=told.review(DONG)).passed
    assert told.review(DONG).state == "draft"
    told.survey(DONG, "20/10", POOR)
    hold_a_meeting(told, "22/10")
    assert MeetingVote.objects.filter(review=told.review(DONG), passed=True).exists()
    assert MeetingVote.objects.filter(review=told.review(HOA)).count() == 1


def post_the_results(told, day, head=HOA):
    with told.by("officer", day, "season:posting-create", told.place.pk) as page:
        page.get_by_label(told.village.name).check()
        fill(page, posted_on=told.on(day), venues="Trụ sở UBND xã\nNhà văn hóa thôn")
        send(page, "Lưu lần niêm yết")
        expect(page.locator("main")).to_contain_text(head)


def post_again(told, day, head):
    """The changed result hangs again, for the list on which it hung."""
    latest = told.place.postings.filter(rows__review=told.review(head)).last()
    with told.by("officer", day, "season:posting-again", latest.pk) as page:
        fill(page, posted_on=told.on(day), venues="Trụ sở UBND xã")
        send(page, "Lưu lần niêm yết")


def a_neighbour_complains(told):
    review = told.review(HOA)
    with told.by("officer", "26/10", "season:complaint-create", review.pk) as page:
        fill(page, complainant="Phạm Văn Tới", received_on=told.on("26/10"))
        fill(page, text="Hộ này vừa sửa nhà.")
        send(page, "Lưu khiếu nại")
        send(page, "Mở phiếu để phúc tra")
    told.survey(HOA, "27/10", POOR | {"roof": "weak"})
    complaint = told.place.complaints.get()
    with told.by("officer", "27/10", "season:complaint-judge", complaint.pk) as page:
        fill(page, state="rejected", words="Nhà vẫn như trước.")
        fill(page, judged_on=told.on("27/10"))
        send(page, "Lưu kết luận")
    kept = told.review(HOA).reopenings.get()
    assert kept.answers["household"]["roof"] == "durable", "the first answers stay"
    post_again(told, "28/10", HOA)


def hand_up(told, kind, day):
    address = ("season:submission-create", told.place.pk, kind)
    with told.by("officer", day, *address) as page:
        send(page, "Nộp báo cáo")


def answer(told, day, verdict, comment="Đồng ý."):
    waiting = Submission.objects.get(state="submitted")
    with told.by("above", day, "season:submission-answer", waiting.pk) as page:
        fill(page, verdict=verdict, comment=comment)
        if verdict == "send_back":
            fill(page, needs_meeting=False)
        send(page, "Gửi trả lời")


def one_household_is_sent_back(told):
    hand_up(told, "preliminary", "03/11")
    waiting = Submission.objects.get(state="submitted")
    review = told.review(NAM)
    with told.by("above", "05/11", "season:submission-comment", waiting.pk) as page:
        fill(page, review=str(review.pk), text="Điểm B1 thấp bất thường.")
        send(page, "Ghi ý kiến")
    answer(told, "05/11", "send_back", "Đề nghị xem lại một hộ.")
    comment = review.comments.get()
    with told.by("officer", "06/11", "season:comment-answer", comment.pk) as page:
        expect(page.locator("main")).to_contain_text("Điểm B1 thấp bất thường.")
        fill(page, answer="Đã đo lại, điểm đúng.")
        send(page, "Ghi trả lời")
    told.survey(NAM, "06/11", NEAR_POOR)
    post_again(told, "07/11", NAM)
    hand_up(told, "preliminary", "10/11")
    answer(told, "12/11", "accept")
    second = Submission.objects.filter(kind="preliminary").order_by("turn").last()
    assert second.changes["changed"] == 0, "the class came out the same"


def the_district_gives_its_opinion(told):
    hand_up(told, "opinion", "16/11")
    answer(told, "20/11", "accept", "Nhất trí.")


def recognise(told, number, day, *, draft):
    """The officer drafts by `draft`, the leader signs on the day."""
    with draft as page:
        send(page, "Lập dự thảo")
    decision = RecognitionDecision.objects.get(state="draft")
    with told.by("leader", day, "season:decision-sign", decision.pk) as page:
        fill(page, number=number, signed_on=told.on(day), position="Chủ tịch")
        send(page, "Ký quyết định")
        expect(page.locator("main")).to_contain_text(number)
    decision.refresh_from_db()
    assert decision.state == "signed"
    return decision


def certify(told, decision, day, count):
    with told.by("officer", day, "season:decision-detail", decision.pk) as page:
        send(page, f"Cấp {count} giấy")
    found = Certificate.objects.filter(decision=decision).order_by("number")
    assert found.count() == count
    with told.by("leader", day) as page:
        url = reverse("season:paper", args=["certificate", found[0].pk])
        paper = page.request.get(url)
        assert paper.ok
        assert paper.body().startswith(b"%PDF")


def recognise_everybody(told):
    place = told.place.pk
    draft = told.by("officer", "30/11", "season:decision-create", place, "ND07_2022")
    decision = recognise(told, "101/QĐ-UBND", "04/12", draft=draft)
    lists = dict(decision.rows.values_list("head_name", "list"))
    assert lists == {HOA: "poor", DONG: "poor", NAM: "near_poor"}
    certify(told, decision, "06/12", 3)
    hand_up(told, "official", "08/12")
    answer(told, "10/12", "accept")
    return decision


def half_a_year_later_it_is_corrected(told, first):
    """The first stays as it was signed; what is known now is another thing."""
    told.year += 1
    review = Review.objects.get(household__head_name=HOA, decision_rows__decision=first)
    with told.by("officer", "10/06", "season:decision-correct", first.pk) as page:
        page.get_by_label(HOA).check()
        fill(page, reason="Khi rà soát đã bỏ sót nhà mới xây.")
        send(page, "Mở phiếu sửa")
    correcting = review.corrected_by.select_related("round", "household").get()
    day = f"{review.surveyed_on:%d/%m/%Y}"
    told.acts.type_up(told.people["officer"], correcting, day, NEAR_POOR)
    address = ("season:decision-supersede", first.pk)
    draft = told.by("officer", "13/06", *address)
    with draft as page:
        fill(page, reason="Sửa diện của một hộ.")
        send(page, "Lập dự thảo")
    second = RecognitionDecision.objects.get(state="draft")
    with told.by("leader", "14/06", "season:decision-sign", second.pk) as page:
        fill(page, number="45/QĐ-UBND", signed_on=told.on("14/06"), position="Chủ tịch")
        send(page, "Ký quyết định")
    now = Standing.objects.in_force(dt.date(told.year, 7, 1))
    assert now.get(household=review.household).poverty_class == "near_poor"
    was = Standing.objects.get(decision_row__decision=first, household=review.household)
    assert (was.poverty_class, was.recorded_to is not None) == ("poor", True)
    assert first.rows.get(household=review.household).list == "poor"


@pytest.mark.parametrize(
    ("year", "asks_opinion"), [(2023, True), (2025, False)], ids=["old", "today"]
)
def test_a_whole_season(tell, year, asks_opinion):
    told = tell(year)
    open_the_round(told)
    one_household_asks(told)
    told.survey(HOA, "01/10", POOR)
    told.survey(DONG, "02/10", POOR)
    a_child_sets_up_house(told)
    the_residents_disagree_once(told)
    post_the_results(told, "24/10")
    a_neighbour_complains(told)
    one_household_is_sent_back(told)
    assert told.round.procedure.opinion_required is asks_opinion
    if asks_opinion:
        the_district_gives_its_opinion(told)
    first = recognise_everybody(told)
    half_a_year_later_it_is_corrected(told, first)


def the_months_round_is_opened(told):
    """Asked on the 10th, begun on the 15th: a household of its own clock."""
    asking = Household.objects.get(head_name=DONG)
    with told.by("officer", "10/07", "season:request-create", asking.pk) as page:
        fill(page, kind="enter", applicant=DONG, channel="post", reason="Mất mùa.")
        send(page, "Ghi giấy đề nghị")
        follow(page, "Phiếu A")
        fill(page, goes_on="yes", note="Nhà tạm, không có tài sản có giá trị.")
        send(page, "Lưu Phiếu A")
    with told.by("officer", "15/07", "season:regular-open") as page:
        fill(page, month=f"{told.year}-07")
        send(page, "Mở đợt")
    request = asking.requests.get()
    with told.by("officer", "15/07", "season:request-detail", request.pk) as page:
        send(page, "Đưa vào đợt rà soát")


class Regular(Told):
    """A month's regular round of the commune."""

    @property
    def round(self):
        return ReviewRound.objects.get(year=self.year, kind="regular")


@pytest.mark.parametrize("year", [2023, 2026], ids=["old", "today"])
def test_a_regular_review(tell, year):
    annual = tell(year)
    told = Regular(year, annual.acts, annual.people, annual.village)
    the_months_round_is_opened(told)
    told.survey(DONG, "17/07", NEAR_POOR)
    hold_a_meeting(told, "18/07")
    post_the_results(told, "19/07", DONG)
    place = told.place.pk
    draft = told.by("officer", "26/07", "season:decision-create", place, "ND07_2022")
    decision = recognise(told, "58/QĐ-UBND", "27/07", draft=draft)
    assert dict(decision.rows.values_list("head_name", "list")) == {DONG: "near_poor"}
    assert decision.rows.get().standing.starts == dt.date(year, 7, 27)
    certify(told, decision, "28/07", 1)
    hand_up(told, "monthly", "04/08")
    answer(told, "07/08", "accept")
