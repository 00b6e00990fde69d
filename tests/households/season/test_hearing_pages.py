"""Pages of meetings, postings and complaints: forms, refusals, counts of queries."""

import datetime as dt
import uuid

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from households.models import (
    Complaint,
    MeetingObjection,
    PublicPosting,
    Review,
    ReviewState,
    VillageMeeting,
)
from povertyportal.documents.models import Attachment
from tests.factories import VillageFactory
from tests.households.season import deciding as made
from tests.households.season.hearing import complain, hang, meet, open_meeting, save

PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
pytestmark = pytest.mark.usefixtures("today")


@pytest.fixture
def today():
    with time_machine.travel(made.TODAY, tick=False):
        yield


@pytest.fixture
def place(commune):
    found = made.round_of(commune, standards=(made.NEW, made.OLD))
    return made.place_of(found, commune)


@pytest.fixture
def reviews(place, village, commune_officer):
    names = ("Nguyễn Thị Hoà", "Lê Văn Bé")
    return [made.reviewed(place, village, commune_officer, name=n) for n in names]


@pytest.fixture
def client(client_of, commune_officer):
    return client_of(commune_officer)


@pytest.fixture
def meeting(commune_officer, place, village, reviews):
    return open_meeting(commune_officer, place, village)


def typed(meeting=None, reviews=(), **changed):
    """What the browser sends: the meeting and, with reviews, the grid."""
    data = {
        "held_on": "20/10/2025",
        "began": "8h30",
        "ended": "10:00",
        "venue": "Nhà văn hóa thôn",
        "chair": "Trưởng thôn",
        "secretary": "Thư ký",
        "attended": "40",
    }
    for review in reviews:
        governing = review.outcomes.current().get(standard=made.NEW)
        data |= {
            f"seen_{review.pk}": str(governing.pk),
            f"agreed_{review.pk}": "",
            f"note_{review.pk}": "",
        }
    if meeting is not None:
        data["version"] = str(meeting.version)
    return data | changed


def test_minutes_are_opened_typed_closed(client, place, village, reviews):
    made_of = reverse("season:meeting-create", args=[place.pk, village.pk])
    client.post(made_of, typed(key=str(uuid.uuid4())))
    meeting = VillageMeeting.objects.get()
    assert meeting.began == dt.time(8, 30)

    first = reviews[0]
    edit = reverse("season:meeting-edit", args=[meeting.pk])
    sent = typed(meeting, reviews, **{f"agreed_{first.pk}": "12"})
    answer = client.post(edit, sent, follow=True)
    assert "1 hộ dưới 50% nhất trí sẽ trở lại" in answer.content.decode()

    meeting.refresh_from_db()
    close = reverse("season:meeting-close", args=[meeting.pk])
    answer = client.post(close, {"version": meeting.version}, follow=True)
    assert "1 hộ dưới 50% nhất trí đã trở lại" in answer.content.decode()
    first.refresh_from_db()
    assert first.state == ReviewState.DRAFT


def test_a_double_click_opens_one_meeting(client, place, village, reviews):
    url = reverse("season:meeting-create", args=[place.pk, village.pk])
    key = str(uuid.uuid4())
    answers = [client.post(url, typed(key=key)) for _ in range(2)]

    assert VillageMeeting.objects.count() == 1
    assert answers[0]["Location"] == answers[1]["Location"]


def test_a_refused_meeting_names_the_households_with_links(
    client, place, village, reviews
):
    Review.objects.filter(pk=reviews[0].pk).update(state=ReviewState.TODO)
    url = reverse("season:meeting-create", args=[place.pk, village.pk])
    page = client.post(url, typed(key=str(uuid.uuid4()))).content.decode()

    assert "còn 1 hộ chưa rà soát xong" in page
    assert reverse("households:review-detail", args=[reviews[0].pk]) in page
    assert 'value="Nhà văn hóa thôn"' in page
    assert not VillageMeeting.objects.exists()


def test_nothing_typed_is_lost_when_a_vote_is_wrong(client, meeting, reviews):
    first, second = reviews
    sent = typed(
        meeting,
        reviews,
        notes="Bàn kỹ từng hộ",
        **{f"agreed_{first.pk}": "41", f"note_{second.pk}": "Nhà mới sửa"},
    )
    url = reverse("season:meeting-edit", args=[meeting.pk])
    page = client.post(url, sent).content.decode()

    assert "41 nhiều hơn số người dự (40)." in page
    assert f'href="#id_agreed_{first.pk}"' in page
    assert 'value="41"' in page
    assert 'value="Nhà mới sửa"' in page
    assert "Bàn kỹ từng hộ" in page
    assert not meeting.votes.exists()


def test_wrong_facts_and_wrong_votes_are_told_together(client, meeting, reviews):
    sent = typed(
        meeting, reviews, attended="", ended="7:00", **{f"agreed_{reviews[0].pk}": "x"}
    )
    url = reverse("season:meeting-edit", args=[meeting.pk])
    page = client.post(url, sent).content.decode()

    assert "Chưa nhập số." in page
    assert "Giờ kết thúc phải sau giờ bắt đầu." in page
    assert "không phải là số" in page


def test_the_second_officer_keeps_what_he_typed(
    client, commune_officer, meeting, reviews
):
    save(commune_officer, meeting)
    sent = typed(meeting, reviews, venue="Sân đình")
    url = reverse("season:meeting-edit", args=[meeting.pk])
    page = client.post(url, sent).content.decode()

    assert "Biên bản vừa được lưu ở cửa sổ khác" in page
    assert 'value="Sân đình"' in page
    assert 'name="version" value="2"' in page
    assert client.post(url, sent | {"version": "2"}).status_code == 302
    meeting.refresh_from_db()
    assert meeting.venue == "Sân đình"


def test_a_household_that_left_the_meeting_is_named(client, meeting, reviews):
    sent = typed(meeting, reviews)
    Review.objects.filter(pk=reviews[0].pk).update(state=ReviewState.DRAFT)
    url = reverse("season:meeting-edit", args=[meeting.pk])
    page = client.post(url, sent, follow=True).content.decode()

    assert "Không còn biểu quyết trong cuộc họp này: Nguyễn Thị Hoà" in page
    assert meeting.votes.count() == 1


def test_a_changed_result_is_shown_before_it_is_saved(client, meeting, reviews):
    sent = typed(meeting, reviews, **{f"seen_{reviews[0].pk}": "1"})
    url = reverse("season:meeting-edit", args=[meeting.pk])
    page = client.post(url, sent).content.decode()

    assert "Kết quả của vài hộ vừa thay đổi" in page
    governing = reviews[0].outcomes.current().get(standard=made.NEW)
    assert f'name="seen_{reviews[0].pk}" value="{governing.pk}"' in page


def test_closed_minutes_are_read_not_typed(client, commune_officer, place, village):
    made.reviewed(place, village, commune_officer)
    closed = meet(commune_officer, place, village)
    url = reverse("season:meeting-edit", args=[closed.pk])
    page = client.get(url, follow=True).content.decode()

    assert "Biên bản đã chốt" in page
    assert "Chốt biên bản</button>" not in page


def test_objections_are_written_and_corrected(client, meeting, reviews):
    url = reverse("season:objection-create", args=[meeting.pk])
    said = {"speaker": "Ông Ba", "text": "Nhà này có xe tải", "review": reviews[0].pk}
    key = {"key": str(uuid.uuid4())}
    for _ in range(2):
        client.post(url, said | key)
    objection = MeetingObjection.objects.get()

    edit = reverse("season:objection-edit", args=[meeting.pk, objection.pk])
    client.post(edit, said | {"answer": "Xe của con trai đã tách hộ"})
    page = client.get(reverse("season:meeting-detail", args=[meeting.pk]))

    assert "Xe của con trai đã tách hộ" in page.content.decode()


def test_a_signed_scan_is_kept_after_closing(
    client, commune_officer, place, village, reviews, settings, tmp_path
):
    settings.MEDIA_ROOT = str(tmp_path)
    closed = meet(commune_officer, place, village)
    url = reverse("season:meeting-scan", args=[closed.pk])
    client.post(url, {"scan": SimpleUploadedFile("bien-ban.pdf", PDF)})
    closed.refresh_from_db()

    assert closed.scan == Attachment.objects.get()
    assert closed.scan.area == village


def test_a_posting_lists_what_is_missing(client, commune_officer, place, village):
    late = made.reviewed(place, village, commune_officer, name="Trần Thị Chậm")
    url = reverse("season:posting-create", args=[place.pk])
    sent = {"villages": [village.pk], "posted_on": "22/10/2025", "venues": "Trụ sở xã"}
    page = client.post(url, sent | {"key": str(uuid.uuid4())}).content.decode()

    assert "Còn 1 hộ chưa được họp dân nhất trí" in page
    assert reverse("households:review-explanation", args=[late.pk]) in page
    assert not PublicPosting.objects.exists()


def test_a_posted_list_shows_names_and_classes_and_no_more(
    client, commune_officer, place, village, reviews
):
    person = reviews[0].household.memberships.get().person
    person.personal_id, person.birth_year = "037175999001", 1975
    person.save()
    meet(commune_officer, place, village)
    url = reverse("season:posting-create", args=[place.pk])
    sent = {"villages": [village.pk], "posted_on": "22/10/2025"}
    venues = {"venues": "Trụ sở xã\n\nNhà văn hóa thôn", "loudspeaker": "on"}
    key = {"key": str(uuid.uuid4())}
    for _ in range(2):
        answer = client.post(url, sent | venues | key, follow=True)
    page = answer.content.decode()

    assert PublicPosting.objects.get().venues == ["Trụ sở xã", "Nhà văn hóa thôn"]
    assert "Nguyễn Thị Hoà" in page
    assert "Hộ nghèo" in page
    assert "037175999001" not in page
    assert "1975" not in page


def test_a_complaint_goes_from_the_list_to_its_judgement(
    client, commune_officer, place, village, reviews
):
    meet(commune_officer, place, village)
    hang(commune_officer, place, [village])
    url = reverse("season:complaint-create", args=[reviews[0].pk])
    sent = {
        "key": str(uuid.uuid4()),
        "complainant": "Bà Tư",
        "received_on": "23/10/2025",
        "level": "commune",
        "text": "Nhà tôi dột nát",
    }
    for _ in range(2):
        page = client.post(url, sent, follow=True).content.decode()
    complaint = Complaint.objects.get()
    assert "28/10/2025" in page  # the re-check is due

    recheck = reverse("season:complaint-recheck", args=[complaint.pk])
    page = client.post(recheck, follow=True).content.decode()
    assert "Không phải họp lại" in page

    judge = reverse("season:complaint-judge", args=[complaint.pk])
    given = {"state": "upheld", "words": "Đúng", "judged_on": "24/10/2025"}
    page = client.post(judge, given).content.decode()
    assert "Phúc tra chưa xong" in page
    assert reverse("households:review-detail", args=[reviews[0].pk]) in page


def test_a_second_complaint_is_told_of_the_recheck_under_way(
    client, commune_officer, reviews
):
    first = complain(commune_officer, reviews[0])
    second = complain(commune_officer, reviews[0])
    recheck = reverse("season:complaint-recheck", args=[second.pk])
    url = reverse("season:complaint-detail", args=[second.pk])
    assert recheck in client.get(url).content.decode()

    client.post(reverse("season:complaint-recheck", args=[first.pk]))
    page = client.get(url).content.decode()
    assert "Phiếu của hộ đang được rà soát lại" in page
    assert recheck not in page


def test_only_who_fills_forms_is_led_to_the_recheck(
    client, client_of, commune_officer, leader, province_officer, reviews
):
    complaint = complain(commune_officer, reviews[0])
    client.post(reverse("season:complaint-recheck", args=[complaint.pk]))
    form = f'"{reverse("households:review-detail", args=[reviews[0].pk])}"'
    url = reverse("season:complaint-detail", args=[complaint.pk])
    assert form in client.get(url).content.decode()
    for other in (leader, province_officer):
        assert form not in client_of(other).get(url).content.decode()


def test_a_refused_withdrawal_keeps_the_reason(client, commune_officer, reviews):
    complaint = complain(commune_officer, reviews[0])
    url = reverse("season:complaint-withdraw", args=[complaint.pk])
    sent = {"on": "01/10/2025", "reason": "Đã hiểu rõ cách tính điểm"}
    page = client.post(url, sent).content.decode()
    assert "ở trước ngày nhận khiếu nại" in page
    assert "Đã hiểu rõ cách tính điểm" in page

    page = client.post(url, sent | {"on": "24/10/2025"}, follow=True).content.decode()
    assert "Rút khiếu nại" in page
    complaint.refresh_from_db()
    assert complaint.state == Complaint.State.WITHDRAWN


def test_complaints_that_wait_come_first(client, commune_officer, place, reviews):
    old = complain(commune_officer, reviews[0], received_on=dt.date(2025, 10, 2))
    new = complain(commune_officer, reviews[1], received_on=dt.date(2025, 10, 20))
    Complaint.objects.filter(pk=new.pk).update(
        state="rejected", judgement="Đúng", judged_on=dt.date(2025, 10, 21)
    )
    url = reverse("season:complaints", args=[place.pk])
    rows = client.get(url).context["rows"]
    assert [row[0].pk for row in rows] == [old.pk, new.pk]

    waiting = client.get(url, {"state": "waiting"}).context["rows"]
    assert [row[0].pk for row in waiting] == [old.pk]


def count_of(client, url):
    """How many questions a page puts to the database."""
    with CaptureQueriesContext(connection) as asked:
        assert client.get(url).status_code == 200
    return len(asked)


PAGES = {
    "meetings": "season:meetings",
    "postings": "season:postings",
    "complaints": "season:complaints",
}


@pytest.mark.parametrize("name", PAGES.values(), ids=PAGES)
def test_more_villages_ask_no_more_questions(
    client, commune_officer, place, commune, village, name
):
    url = reverse(name, args=[place.pk])

    def fill(where, count):
        reviews = [made.reviewed(place, where, commune_officer) for _ in range(count)]
        meet(commune_officer, place, where, failing=reviews[:1])
        for review in reviews:
            complain(commune_officer, review)
        Review.objects.filter(pk=reviews[0].pk).update(state=ReviewState.SUBMITTED)

    fill(village, 2)
    few = count_of(client, url)
    for number in range(3):
        fill(VillageFactory(parent=commune, name=f"Thôn {number}"), 3)
    assert count_of(client, url) == few


def test_more_households_ask_no_more_questions(
    client, commune_officer, place, village, reviews
):
    meeting = open_meeting(commune_officer, place, village)
    save(commune_officer, meeting)
    urls = [
        reverse("season:meeting-edit", args=[meeting.pk]),
        reverse("season:meeting-detail", args=[meeting.pk]),
    ]
    few = [count_of(client, url) for url in urls]
    for _ in range(5):
        made.reviewed(place, village, commune_officer)
    assert [count_of(client, url) for url in urls] == few

    meeting.refresh_from_db()
    save(commune_officer, meeting)
    meeting.refresh_from_db()
    client.post(
        reverse("season:meeting-close", args=[meeting.pk]),
        {"version": meeting.version},
    )
    posting = hang(commune_officer, place, [village])
    url = reverse("season:posting-detail", args=[posting.pk])
    assert count_of(client, url) <= 20
