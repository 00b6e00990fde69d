"""Pages of submissions: handing up, reading, commenting, answering."""

import uuid

import pytest
import time_machine
from django.urls import reverse

from households.models import ReviewComment, Submission
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
def officer(client_of, commune_officer):
    return client_of(commune_officer)


@pytest.fixture
def above(client_of, province_officer):
    return client_of(province_officer)


@pytest.fixture
def waiting(officer, place, poor):
    key = str(uuid.uuid4())
    for _ in range(2):
        answer = post(officer, "submission-create", place.pk, "preliminary", key=key)
        assert answer.status_code == 302
    return Submission.objects.get()


def page(client, name, *args, **query):
    response = client.get(reverse(f"season:{name}", args=args), query)
    assert response.status_code == 200
    return response.content.decode()


def post(client, name, *args, **data):
    return client.post(reverse(f"season:{name}", args=args), data)


def test_figures_are_handed_up_once(officer, waiting, place, village):
    shown = page(officer, "submission-detail", waiting.pk)
    assert "sơ bộ" in shown
    assert f'<th scope="row">{village.name}</th><td class="num">1 (3)</td>' in shown
    assert "Thay đổi từ khi nộp: 0" in shown
    assert "Kết quả sơ bộ, lần 1" in page(officer, "submissions", place.pk)
    again = reverse("season:submission-create", args=[place.pk, "preliminary"])
    official = reverse("season:submission-create", args=[place.pk, "official"])
    shown = page(officer, "submissions", place.pk)
    assert again not in shown
    assert official in shown


def test_what_is_missing_is_linked(officer, place, village, poor):
    type(poor).objects.update(state="draft")
    grid = reverse("season:grid", args=[place.pk, village.pk])
    for text in (
        page(officer, "submission-create", place.pk, "preliminary"),
        post(officer, "submission-create", place.pk, "preliminary").content.decode(),
    ):
        assert f'<a href="{grid}">' in text
    assert not Submission.objects.exists()


def test_an_unknown_kind_is_no_page(officer, place):
    url = reverse("season:submission-create", args=[place.pk, "monthly"])
    assert officer.get(url).status_code == 404


def test_a_household_is_commented_on_and_sent_back(above, waiting, poor):
    shown = page(above, "submission-comment", waiting.pk, q="nghèo")
    assert "Trần Văn Nghèo" in shown
    data = {"review": poor.pk, "text": "Nhà mới xây."}
    assert post(above, "submission-comment", waiting.pk, **data).status_code == 302
    assert "Nhà mới xây." in page(above, "submission-answer", waiting.pk)
    refused = post(above, "submission-answer", waiting.pk, verdict="send_back")
    assert "phải ghi ý kiến" in refused.content.decode()
    refused = post(above, "submission-answer", waiting.pk, verdict="accept")
    assert "ý kiến về 1 hộ" in refused.content.decode()

    data = {"verdict": "send_back", "comment": "Xem lại.", "needs_meeting": "on"}
    for _ in range(2):
        answer = post(above, "submission-answer", waiting.pk, **data)
        assert answer.status_code == 302

    poor.refresh_from_db()
    assert poor.state == "draft"
    assert poor.reopenings.get().needs_meeting
    assert "Nhà mới xây." in page(above, "submission-detail", waiting.pk)


def test_a_comment_is_dropped_and_the_report_accepted(above, waiting, poor):
    post(above, "submission-comment", waiting.pk, review=poor.pk, text="Sai.")
    comment = ReviewComment.objects.get()
    shown = page(above, "submission-detail", waiting.pk)
    assert shown.index("Ý kiến về từng hộ") < shown.index("Số hộ (số khẩu) theo thôn")
    assert post(above, "comment-drop", comment.pk).status_code == 302
    data = {"verdict": "accept", "document": "7/BC"}
    assert post(above, "submission-answer", waiting.pk, **data).status_code == 302
    assert "7/BC" in page(above, "submission-detail", waiting.pk)


def test_a_household_of_another_place_is_not_commented_on(
    above, waiting, neighbour, neighbour_village, neighbour_officer
):
    other = made.place_of(made.round_of(neighbour, year=2024), neighbour)
    review = made.reviewed(other, neighbour_village, neighbour_officer)
    data = {"review": review.pk, "text": "Sai."}
    assert post(above, "submission-comment", waiting.pk, **data).status_code == 404


def test_the_page_asks_as_often_for_many_households(
    above, waiting, place, village, commune_officer, django_assert_max_num_queries
):
    url = reverse("season:submission-detail", args=[waiting.pk])
    counts = []
    for _ in range(2):
        for _ in range(4):
            made.reviewed(place, village, commune_officer)
        with django_assert_max_num_queries(25) as asked:
            assert above.get(url).status_code == 200
        counts.append(len(asked.captured_queries))
    assert counts[0] == counts[1]
