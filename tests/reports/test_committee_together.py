"""Two people at once at a committee's papers: the second sees both, loses nothing."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from reports.models import Conclusion, TaskReview
from reports.services.committee.versions import mark
from tests.reports.access_committee import letter_of, meeting_of, task_of

TODAY = timezone.localdate()


@pytest.fixture
def meeting(committee, secretary):
    return meeting_of(committee, secretary)


def opened(page):
    """What a browser sends back from a page with a form that nobody touched."""
    form = page.context["form"]
    return {each.html_name: each.value() or "" for each in form}


def test_the_second_to_judge_a_task_sees_the_first(
    meeting, secretary, committee, commune, client_of
):
    letter = letter_of(committee, secretary)
    late, other = (task_of(letter, commune, secretary) for _ in range(2))
    url, client = reverse("committee:judge", args=[meeting.pk]), client_of(secretary)
    one, two = opened(client.get(url)), opened(client.get(url))
    one |= {f"verdict_{late.pk}": "done", f"text_{late.pk}": "Đủ hồ sơ."}
    assert client.post(url, one).status_code == 302
    two |= {f"verdict_{late.pk}": "not_done", f"text_{late.pk}": "Còn thiếu."}
    second = client.post(url, two)
    shown = second.content.decode()
    assert "vừa được đánh giá ở cửa sổ khác" in shown
    assert "Đủ hồ sơ." in shown
    assert "Còn thiếu." in shown
    assert TaskReview.objects.get(task=late).verdict == "done"
    # Knowing both he saves once more; a row that he did not touch is not his.
    three = opened(second)
    first_again = opened(client.get(url)) | {f"verdict_{other.pk}": "not_done"}
    assert client.post(url, first_again).status_code == 302
    assert client.post(url, three).status_code == 302
    verdicts = dict(TaskReview.objects.values_list("task", "verdict"))
    assert verdicts == {late.pk: "not_done", other.pk: "not_done"}


def test_words_on_a_task_without_a_judgement_are_not_lost(
    meeting, secretary, committee, commune, client_of
):
    task = task_of(letter_of(committee, secretary), commune, secretary)
    url = reverse("committee:judge", args=[meeting.pk])
    page = client_of(secretary).post(url, {f"text_{task.pk}": "Chậm."})
    assert page.context["form"].has_error(f"verdict_{task.pk}")
    assert "Chậm." in page.content.decode()


def test_words_without_a_judgement_stay_when_somebody_else_judged(
    meeting, secretary, committee, commune, client_of
):
    task = task_of(letter_of(committee, secretary), commune, secretary)
    url, client = reverse("committee:judge", args=[meeting.pk]), client_of(secretary)
    one, two = opened(client.get(url)), opened(client.get(url))
    assert client.post(url, one | {f"verdict_{task.pk}": "done"}).status_code == 302
    page = client.post(url, two | {f"text_{task.pk}": "Còn chậm."})
    assert "Còn chậm." in page.content.decode()
    assert "đã đánh giá lúc" in page.content.decode()


def test_the_second_to_correct_a_conclusion_sees_the_first(
    meeting, secretary, client_of
):
    Conclusion.objects.create(
        meeting=meeting, number=1, text="Một.", recorded_by=secretary
    )
    url = reverse("committee:conclusion-edit", args=[meeting.pk, 1])
    client = client_of(secretary)
    one, two = opened(client.get(url)), opened(client.get(url))
    assert client.post(url, one | {"text": "Hai."}).status_code == 302
    second = client.post(url, two | {"text": "Ba."})
    shown = second.content.decode()
    assert "vừa được lưu ở cửa sổ khác" in shown
    assert "Hai." in shown
    assert "Ba." in shown
    assert Conclusion.objects.get().text == "Hai."
    assert client.post(url, opened(second)).status_code == 302
    assert Conclusion.objects.get().text == "Ba."


def test_the_second_to_save_minutes_may_save_once_more(meeting, secretary, client_of):
    url, client = reverse("committee:minutes", args=[meeting.pk]), client_of(secretary)
    typed = opened(client.get(url)) | {"present": "Ban chỉ đạo"}
    assert client.post(url, typed | {"minutes": "Một."}).status_code == 302
    second = client.post(url, typed | {"minutes": "Hai."})
    assert "Một." in second.content.decode()
    assert client.post(url, opened(second)).status_code == 302
    meeting.refresh_from_db()
    assert (meeting.minutes, meeting.version) == ("Hai.", 3)


def test_a_text_that_is_too_long_is_told_not_cut(meeting, secretary, client_of):
    url = reverse("committee:conclusion-create", args=[meeting.pk])
    client = client_of(secretary)
    shown = client.get(url).content.decode()
    assert "maxlength" not in shown
    assert "Nhiều nhất 4.000 ký tự" in shown
    page = client.post(url, {"text": "a" * 4_001})
    assert page.context["form"].has_error("text")
    assert "a" * 4_001 in page.content.decode()
    assert "nhiều nhất 4.000 ký tự (đang có 4.001)" in page.content.decode()


def test_a_mark_tells_judgements_apart():
    day = dt.date(2026, 2, 1)
    marks = {mark("", "", None), mark("done", "", None), mark("moved", "", day)}
    assert len(marks) == 3
