"""Pages of decisions and certificates: shown, refused, and how often they ask."""

import datetime as dt
import uuid

import pytest
import time_machine
from django.urls import reverse

from households.models import Certificate, RecognitionDecision, Review
from households.services.season import certificates
from tests.factories import OutcomeFactory
from tests.households.season import deciding as made


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(made.TODAY, tick=True):
        yield


@pytest.fixture
def place(commune):
    return made.place_of(made.round_of(commune), commune)


@pytest.fixture
def poor(place, village, commune_officer):
    return made.reviewed(place, village, commune_officer, name="Trần Văn Nghèo")


@pytest.fixture
def ready(place, village, commune_officer, poor):
    made.finished(place, village, commune_officer, [poor])
    return place


@pytest.fixture
def draft(ready, commune_officer):
    return made.prepare(ready, commune_officer)


@pytest.fixture
def signed(draft, leader):
    return made.sign(draft, leader)


def page(client, name, *args, **query):
    response = client.get(reverse(f"season:{name}", args=args), query)
    assert response.status_code == 200
    return response.content.decode()


def post(client, name, *args, **data):
    return client.post(reverse(f"season:{name}", args=args), data)


def test_an_officer_prepares_and_a_leader_signs(
    client_of, ready, commune_officer, leader
):
    officer, head = client_of(commune_officer), client_of(leader)
    assert "Lập quyết định" in page(officer, "decisions", ready.pk)
    key = str(uuid.uuid4())

    first = post(officer, "decision-create", ready.pk, made.OLD, key=key)
    again = post(officer, "decision-create", ready.pk, made.OLD, key=key)

    decision = RecognitionDecision.objects.get()
    assert first["Location"] == again["Location"]
    shown = page(head, "decision-sign", decision.pk)
    assert "Trần Văn Nghèo" in shown
    assert "Còn thiếu" not in shown
    data = {"number": "5/QĐ-UBND", "signed_on": "28/11/2025", "position": "Chủ tịch"}
    for _ in range(2):
        response = post(head, "decision-sign", decision.pk, **data)
        assert response.status_code == 302
    decision.refresh_from_db()
    assert (decision.state, decision.number) == ("signed", "5/QĐ-UBND")
    assert "5/QĐ-UBND" in page(head, "decision-detail", decision.pk)


def test_what_is_missing_is_linked(client_of, place, village, commune_officer, poor):
    made.heard(place, village, commune_officer, [poor], agreed=5)
    client = client_of(commune_officer)

    shown = page(client, "decision-create", place.pk, made.OLD)
    refused = post(client, "decision-create", place.pk, made.OLD)

    meetings = reverse("season:meetings", args=[place.pk])
    for text in (shown, refused.content.decode()):
        assert f'<a href="{meetings}">{village.name}: 1 hộ chưa được họp dân' in text
    assert not RecognitionDecision.objects.exists()


def test_the_signature_is_refused_in_words(client_of, draft, leader):
    client = client_of(leader)
    late = post(client, "decision-sign", draft.pk, number="1", signed_on="31/12/2025")
    assert "Trường này là bắt buộc" in late.content.decode() or late.status_code == 200
    data = {"number": "1", "signed_on": "31/12/2025", "position": "Chủ tịch"}
    assert (
        "ở sau hôm nay"
        in post(client, "decision-sign", draft.pk, **data).content.decode()
    )
    data["signed_on"] = "24/10/2025"
    assert (
        "chưa hết thời gian niêm yết"
        in post(client, "decision-sign", draft.pk, **data).content.decode()
    )


def test_a_draft_is_refreshed_and_dropped(client_of, draft, commune_officer):
    client = client_of(commune_officer)
    assert post(client, "decision-refresh", draft.pk).status_code == 302
    assert post(client, "decision-cancel", draft.pk).status_code == 302
    draft.refresh_from_db()
    assert draft.state == "cancelled"
    told = client.post(
        reverse("season:decision-refresh", args=[draft.pk]), follow=True
    ).content.decode()
    assert "không sửa được" in told


def test_regular_dossiers_are_chosen(client_of, commune, village, commune_officer):
    place = made.place_of(made.regular_round(commune), commune)
    first = made.reviewed(place, village, commune_officer, name="Lý Thị Xong")
    made.reviewed(place, village, commune_officer, name="Lò Văn Đợi")
    made.finished(place, village, commune_officer, [first])
    client = client_of(commune_officer)

    shown = page(client, "decision-create", place.pk, made.OLD)
    assert f'name="review" value="{first.pk}" checked' in shown
    assert "chưa được họp dân thông qua" in shown
    response = post(client, "decision-create", place.pk, made.OLD, review=first.pk)

    assert response.status_code == 302
    assert RecognitionDecision.objects.get().rows.get().review == first


def test_a_row_is_found_by_list_and_name(client_of, signed, leader):
    client = client_of(leader)
    assert "Trần Văn Nghèo" in page(
        client, "decision-detail", signed.pk, list="poor", q="nghèo"
    )
    assert "Không có hộ nào" in page(client, "decision-detail", signed.pk, list="none")


def test_a_signed_result_is_corrected_through_the_pages(
    client_of, signed, poor, commune_officer
):
    client = client_of(commune_officer)
    assert "Trần Văn Nghèo" in page(client, "decision-correct", signed.pk, q="nghèo")
    refused = post(client, "decision-correct", signed.pk, reason="Tính sai.")
    assert "ít nhất một hộ" in refused.content.decode()

    data = {"reason": "Tính sai.", "household": poor.household_id}
    assert post(client, "decision-correct", signed.pk, **data).status_code == 302

    review = Review.objects.get(corrects=poor)
    assert "Phiếu sửa đang làm" in page(client, "decision-detail", signed.pk)
    refused = post(client, "decision-supersede", signed.pk, reason="Thanh tra.")
    assert "Chưa có phiếu sửa nào được nộp" in refused.content.decode()
    form = client.get(reverse("households:review-detail", args=[review.pk]))
    assert form.status_code == 200
    assert post(client, "correction-drop", review.pk).status_code == 302
    review.refresh_from_db()
    assert review.state == "withdrawn"


def test_certificates_are_issued_found_and_reissued(client_of, signed, commune_officer):
    client = client_of(commune_officer)
    assert "Cấp 1 giấy" in page(client, "certificates", signed.place_id)
    for _ in range(2):
        assert post(client, "certificate-issue", signed.pk).status_code == 302
    found = Certificate.objects.get()

    assert "01/GCN-HN.HCN" in page(client, "certificates", signed.place_id, q="nghèo")
    assert "01/GCN-HN.HCN" in page(client, "certificates", signed.place_id, q="1")
    assert "Chưa có giấy" in page(client, "certificates", signed.place_id, q="9")
    page(client, "certificate-reissue", found.pk)
    response = post(client, "certificate-reissue", found.pk, why="lost", note="Cháy")
    assert response.status_code == 302
    assert "02/GCN-HN.HCN" in page(client, "certificate-detail", found.pk)


def test_a_confirmation_names_the_day(client_of, signed, poor, commune_officer):
    certificates.issue(by=commune_officer, decision=signed)
    client = client_of(commune_officer)
    assert "không thuộc danh sách nào" in page(
        client, "confirmation", poor.household_id, day="01/12/2025"
    )
    assert "Ngày này chưa đến" in page(
        client, "confirmation", poor.household_id, day="01/01/2026"
    )
    with time_machine.travel("2026-02-01 08:00+07:00"):
        shown = page(
            client_of(commune_officer),
            "confirmation",
            poor.household_id,
            day="05/01/2026",
        )
    assert "120/QĐ-UBND" in shown
    assert "01/GCN-HN.HCN" in shown


@pytest.mark.parametrize(
    ("name", "most"),
    [("decisions", 20), ("decision-detail", 30), ("decision-sign", 30)],
)
def test_pages_ask_as_often_for_many_as_for_one(
    client_of,
    place,
    village,
    commune_officer,
    leader,
    django_assert_max_num_queries,
    name,
    most,
):
    client = client_of(leader)
    counts = []
    for _ in range(2):
        rows = [made.reviewed(place, village, commune_officer) for _ in range(4)]
        turn = place.meetings.count() + 1
        made.heard(place, village, commune_officer, rows, turn=turn)
        made.posted(place, commune_officer, rows, turn=turn)
        place.decisions.update(state="cancelled")
        draft = made.prepare(place, commune_officer)
        args = [place.pk] if name == "decisions" else [draft.pk]
        url = reverse(f"season:{name}", args=args)
        with django_assert_max_num_queries(most) as asked:
            assert client.get(url).status_code == 200
        counts.append(len(asked.captured_queries))
    assert counts[0] == counts[1]


def test_the_opinion_that_is_left_out_is_marked(client_of, draft, leader):
    shown = page(client_of(leader), "decision-detail", draft.pk)
    asks = draft.place.round.procedure.opinion_by
    assert ("không bắt buộc" in shown) == bool(asks)


def test_the_signed_day_is_shown(client_of, signed, leader):
    assert signed.signed_on == dt.date(2025, 11, 28)
    assert "28/11/2025" in page(client_of(leader), "decisions", signed.place_id)


def test_what_signing_leaves_unknown_is_said_before(
    client_of, commune, village, commune_officer, leader
):
    found = made.round_of(
        commune, standards=(made.NEW, made.OLD), list_valid_from=dt.date(2027, 1, 1)
    )
    place = made.place_of(found, commune)
    review = made.reviewed(place, village, commune_officer)
    review.outcomes.filter(standard=made.NEW).update(is_current=False)
    unclear = {"poverty_class": "undetermined", "b1": None}
    OutcomeFactory(review=review, standard=made.NEW, **unclear)
    made.finished(place, village, commune_officer, [review])

    warning = "không bổ sung để công nhận theo chuẩn kia được nữa"
    args = (place.pk, made.OLD)
    assert warning in page(client_of(commune_officer), "decision-create", *args)
    draft = made.prepare(place, commune_officer)
    assert warning in page(client_of(leader), "decision-sign", draft.pk)
    made.sign(draft, leader)
    other = (place.pk, made.NEW)
    assert warning not in page(client_of(commune_officer), "decision-create", *other)
