"""Pages of inspections: from the plan to the answer, and who sees the sample when."""

import datetime as dt

import pytest
from django.http import Http404, QueryDict
from django.urls import reverse
from django.utils import timezone

from povertyportal.sheets.exports import list_export
from povertyportal.worklist import for_officer
from reports.models import Finding, Inspection, InspectionVisit
from reports.papers.inspections import decision
from reports.papers.texts import stamped
from reports.papers.visits import visit_forms
from tests.factories import HouseholdFactory, OutcomeFactory, ReviewFactory
from tests.reports import inspecting


@pytest.fixture
def reviews(open_round, village):
    made = []
    for _ in range(3):
        household = HouseholdFactory(village=village)
        review = ReviewFactory(round=open_round, household=household)
        OutcomeFactory(review=review)
        made.append(review)
    return made


@pytest.fixture
def going(open_round, commune, province_officer, inspector, reviews):
    return inspecting.opened(open_round, commune, province_officer, inspector, reviews)


def titles(officer):
    return [item.title for item in for_officer(officer)]


def in_days(days):
    return f"{timezone.localdate() + dt.timedelta(days=days):%d/%m/%Y}"


def test_a_plan_is_typed_issued_and_drawn(
    client_of, province_officer, inspector, commune, open_round, reviews
):
    client = client_of(province_officer)
    typed = {
        "title": "Kiểm tra Xã Đồi Chè",
        "communes": [commune.pk],
        "content": "Kết quả rà soát",
        "starts_on": in_days(0),
        "ends_on": in_days(10),
        "access_ends": in_days(60),
        "size": "2",
        "method": "risk_double",
        "head": inspector.pk,
    }
    late = client.post(reverse("inspections:create"), typed | {"ends_on": in_days(-5)})
    assert "Ngày kết thúc phải từ ngày bắt đầu" in late.content.decode()
    made = client.post(reverse("inspections:create"), typed, follow=True)
    inspection = Inspection.objects.get()
    assert made.redirect_chain[-1][0] == reverse(
        "inspections:detail", args=[inspection.pk]
    )
    assert "Kế hoạch kiểm tra chưa ban hành" in titles(province_officer)
    signed = {
        "number": "9/QĐ-SNN",
        "signed_on": in_days(0),
        "signer_name": "Trần Văn Giám",
        "signer_position": "Giám đốc",
    }
    page = client.get(reverse("inspections:issue", args=[inspection.pk]))
    assert inspection.seed in page.content.decode()
    client.post(reverse("inspections:issue", args=[inspection.pk]), signed)
    assert InspectionVisit.objects.count() == 2
    assert "Hộ chưa xác minh" in titles(inspector)


def test_a_visit_is_saved_and_the_next_household_follows(client_of, inspector, going):
    first, second, _ = InspectionVisit.objects.order_by("position")
    url = reverse("inspections:visit", args=[first.pk])
    client = client_of(inspector)
    typed = {
        "version": "1",
        "state": "met",
        "visited_on": in_days(0),
        "met_whom": "Chủ hộ",
        "surveyor_came": "yes",
        "found_persons": "3",
        "deprived": ["2"],
        "found_class": "near_poor",
        "next": "1",
    }
    short = client.post(url, typed | {"found_class": ""})
    assert "Hãy chọn phân loại" in short.content.decode()
    answer = client.post(url, typed)
    assert answer["Location"] == reverse("inspections:visit", args=[second.pk])
    first.refresh_from_db()
    assert (first.is_wrong, first.surveyor_came, first.list_posted) == (
        True,
        True,
        None,
    )
    stale = client.post(url, typed | {"note": "khác"})
    assert "đã lưu phiếu này" in stale.content.decode()


def test_indicators_that_nobody_knows_are_not_said_to_be_met(
    client_of, inspector, open_round, commune, province_officer, village
):
    """Results of a list bring points only."""
    told = []
    for known in (0, 0b111):
        review = ReviewFactory(
            round=open_round, household=HouseholdFactory(village=village)
        )
        OutcomeFactory(review=review, known_mask=known, deprived_mask=known & 0b101)
        told.append(review)
    made = inspecting.opened(open_round, commune, province_officer, inspector, told)
    pages = [
        client_of(inspector).get(reverse("inspections:visit", args=[visit.pk]))
        for visit in InspectionVisit.objects.order_by("position")
    ]
    assert "<dd>12 chỉ số cổng chưa có số liệu</dd>" in pages[0].content.decode()
    assert "; 9 chỉ số cổng chưa có số liệu" in pages[1].content.decode()
    items = visit_forms(made.places.get())["items"]
    words = [[word for _, word in item["indicators"][:4]] for item in items]
    unknown = "Chưa có số liệu"
    assert words == [[unknown] * 4, ["Thiếu hụt", "–", "Thiếu hụt", unknown]]


def test_the_commune_sees_the_sample_only_after_the_minutes(
    client_of, commune_officer, inspector, going
):
    place = going.places.get()
    url = reverse("inspections:place", args=[place.pk])
    paper = reverse("inspections:paper", args=["danh-sach", place.pk])
    name = place.visits.first().head_name
    client = client_of(commune_officer)
    assert name not in client.get(url).content.decode()
    assert client.get(paper).status_code == 404
    inspecting.close_minutes(place, inspector)
    assert name in client.get(url).content.decode()
    assert client.get(paper).content.startswith(b"%PDF")
    forms = reverse("inspections:paper", args=["phieu", place.pk])
    assert client.get(forms).status_code == 404
    assert client_of(inspector).get(forms).status_code == 200


def test_a_finding_past_its_day_is_marked(
    client_of, commune_officer, inspector, going, time_machine
):
    place = going.places.get()
    finding = inspecting.finding_of(place, inspector)
    inspecting.close_minutes(place, inspector)
    pages = [
        reverse("inspections:place", args=[place.pk]),
        reverse("inspections:finding-detail", args=[finding.pk]),
    ]

    def marked():
        client = client_of(commune_officer)
        return ["Quá hạn" in client.get(page).content.decode() for page in pages]

    assert marked() == [False, False]
    time_machine.move_to(timezone.now() + dt.timedelta(days=40))
    assert marked() == [True, True]
    (item,) = [it for it in for_officer(commune_officer) if "Phát hiện" in it.title]
    assert item.is_late


def test_a_finding_is_answered_and_judged(
    client_of, commune_officer, province_officer, inspector, going
):
    place = going.places.get()
    finding = inspecting.finding_of(place, inspector)
    assert "Phát hiện chưa khắc phục" not in titles(commune_officer)
    inspecting.close_minutes(place, inspector)
    assert "Phát hiện chưa khắc phục" in titles(commune_officer)
    assert "Cuộc kiểm tra chờ kết luận" in titles(province_officer)
    answer = reverse("inspections:finding-answer", args=[finding.pk])
    client_of(commune_officer).post(answer, {"text": "Đã niêm yết lại."})
    assert "Báo cáo khắc phục chờ đánh giá" in titles(inspector)
    judge = reverse("inspections:finding-judge", args=[finding.pk])
    client = client_of(inspector)
    page = client.post(judge, {"verdict": "sent_back"})
    assert "còn phải làm gì" in page.content.decode()
    client.post(judge, {"verdict": "accepted"})
    assert Finding.objects.get().state == "closed"


@pytest.mark.parametrize("kind", ["quyet-dinh", "ket-luan", "bien-ban", "danh-sach"])
def test_every_paper_is_set(client_of, inspector, going, kind):
    place = going.places.get()
    inspecting.finding_of(place, inspector, visit=place.visits.first())
    pk = place.pk if kind in {"bien-ban", "danh-sach"} else going.pk
    answer = client_of(inspector).get(reverse("inspections:paper", args=[kind, pk]))
    assert answer.content.startswith(b"%PDF")


def test_pages_cost_the_same_however_many(
    client_of, inspector, going, django_assert_max_num_queries
):
    client = client_of(inspector)
    place = going.places.get()
    for _ in range(10):
        inspecting.finding_of(place, inspector)
    with django_assert_max_num_queries(16):
        client.get(reverse("inspections:place", args=[place.pk]))
    with django_assert_max_num_queries(16):
        client.get(reverse("inspections:detail", args=[going.pk]))
    with django_assert_max_num_queries(12):
        client.get(reverse("inspections:list"))


def test_the_lists_leave_as_the_screen_shows_them(commune_officer, inspector, going):
    place = going.places.get()
    inspecting.finding_of(place, inspector)
    rows = {
        "inspections": None,
        "inspected-places": going.pk,
        "inspected-households": place.pk,
        "inspection-findings": place.pk,
    }

    def opened(officer, code):
        made = list_export(code).open(officer, QueryDict(), rows[code], whole_ids=False)
        return made.count, len(list(made.rows))

    assert [opened(inspector, code) for code in rows] == [
        (1, 1),
        (1, 1),
        (3, 3),
        (1, 1),
    ]
    assert opened(commune_officer, "inspection-findings") == (0, 0)
    with pytest.raises(Http404):
        opened(commune_officer, "inspected-households")


@pytest.mark.parametrize(
    ("position", "lines"),
    [
        ("Giám đốc", ["GIÁM ĐỐC"]),
        ("Phó Giám đốc", ["KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC"]),
        ("", ["……"]),
    ],
)
def test_a_deputy_signs_for_his_head(position, lines):
    assert stamped(position, "Trần Văn Giám")["lines"] == lines


def test_a_department_stands_under_the_provinces_committee(going):
    going.issuer = "Sở Nông nghiệp và Môi trường"
    head = decision(going)["head"]
    assert head["above"] == ["UBND TỈNH THỬ NGHIỆM"]
    assert head["issuer"] == ["SỞ NÔNG NGHIỆP VÀ MÔI TRƯỜNG"]
