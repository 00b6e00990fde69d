"""Lessons that others read, and views that lead back to a page."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from povertyportal.accounts.models import Committee
from povertyportal.audit.models import AuditEntry
from reports.models import Lesson, SavedView
from reports.services import saved_views
from reports.services.lessons import change_lesson, write_lesson
from tests.factories import OfficerFactory, SummaryFactory
from tests.reports.access_peers import lesson_of

SAVE = '<summary class="btn btn-quiet">Lưu góc nhìn này</summary>'
LESSON = {
    "year": 2024,
    "component": None,
    "title": "Vay vốn theo tổ",
    "what": "Tổ vay vốn họp hằng tháng.",
    "result": "",
}


def test_a_lesson_of_an_area_outside_is_written(
    committee_member, commune_officer, elsewhere
):
    values = {**LESSON, "area": elsewhere}
    lesson = write_lesson(by=committee_member, values=values)
    assert lesson.recorded_by == committee_member
    entry = AuditEntry.objects.get(act="reports.lesson.added")
    assert entry.area_ids == [elsewhere.pk]
    with pytest.raises(PermissionDenied):
        write_lesson(by=commune_officer, values=values)
    with pytest.raises(ValidationError, match="chưa đến"):
        write_lesson(by=committee_member, values={**values, "year": 2090})


def test_a_lesson_is_changed_by_its_writer_or_who_answers_for_the_area(
    committee_member, province_officer, elsewhere, commune
):
    far = lesson_of(elsewhere, committee_member)
    with pytest.raises(Lesson.DoesNotExist):
        change_lesson(by=province_officer, lesson=far, values={"title": "Khác"})
    near = lesson_of(commune, committee_member)
    changed = change_lesson(by=province_officer, lesson=near, values={"title": "Khác"})
    assert changed.title == "Khác"
    assert near.events.get().title != "Khác"


def test_lessons_are_found_without_accents_by_everybody(
    client_of, commune_officer, province_officer, elsewhere
):
    lesson_of(elsewhere, province_officer, title="Vay vốn theo tổ")
    lesson_of(elsewhere, province_officer)
    page = client_of(commune_officer).get(
        reverse("analysis:lesson-list"), {"q": "von theo to"}
    )
    assert [row.title for row in page.context["page_obj"]] == ["Vay vốn theo tổ"]


def test_a_refused_lesson_keeps_what_was_typed(client_of, province_officer, province):
    client = client_of(province_officer)
    typed = {"year": "2024", "title": "Vay vốn theo tổ", "what": ""}
    page = client.post(reverse("analysis:lesson-create"), typed | {"area": province.pk})
    text = page.content.decode()
    assert "Vay vốn theo tổ" in text
    assert "Lỗi: " in text
    assert not Lesson.objects.exists()


def save(by, name="Góc", address="/tong-quan/?year=2024", **fields):
    return saved_views.save_view(by=by, name=name, address=address, **fields)


def test_a_view_is_saved_from_its_page_and_leads_back(client_of, province_officer):
    client = client_of(province_officer)
    address = f"{reverse('analysis:lesson-list')}?year=2024"
    posted = {"name": "Bài học 2024", "address": address, "is_shared": "on"}
    page = client.post(reverse("analysis:view-save"), posted, follow=True)
    assert page.redirect_chain == [(address, 302)]
    view = SavedView.objects.get()
    assert (view.name, view.address, view.is_shared) == ("Bài học 2024", address, True)
    save(province_officer, "Bài học 2024", "/tong-quan/")
    assert SavedView.objects.get().address == "/tong-quan/"


@pytest.mark.parametrize(
    "address",
    [
        "https://xa.example/tong-quan/", "//xa.example/tong-quan/", "/ho-dan/?q=An",
        "/dang-xuat/", "/khong-co/", "tong-quan/", "javascript:alert(1)", "",
        "/phan-tich/goc-nhin/luu/", "/phan-tich/goc-nhin/1/xoa/",
        "/phan-tich/bieu-do/so-sanh.png?year=2025", "/chi-tieu/moi/", "/bao-cao/1/tep/",
        "/tong-quan/danh-sach/?q=An", "/phan-tich/chuoi-so-lieu/danh-sach/?year=2024",
        "/ban-chi-dao/hop/1/ket-thuc/", "/ban-chi-dao/nhiem-vu/1/bo/",
    ],
)  # fmt: skip
def test_only_pages_of_figures_are_kept(client_of, province_officer, address):
    with pytest.raises(ValidationError):
        save(province_officer, address=address)
    client = client_of(province_officer)
    posted = {"name": "Góc nhìn của tôi", "address": address}
    page = client.post(reverse("analysis:view-save"), posted)
    assert page.status_code == 200
    assert "Góc nhìn của tôi" in page.content.decode()
    assert not SavedView.objects.exists()


def test_every_page_that_may_be_kept_offers_it_once(
    client_of, committee_member, commune
):
    """And looks like something to press."""
    SummaryFactory(area=commune)
    committee = Committee.objects.get()
    client = client_of(committee_member)
    for name in sorted(saved_views.PAGES):
        args = [committee.pk] if name == "committee:detail" else []
        page = client.get(reverse(name, args=args))
        assert page.status_code == 200, name
        offered = page.content.decode().count(SAVE)
        assert offered == 1, f"{name}: {offered}"
        save(committee_member, name, page.wsgi_request.get_full_path())


def test_shared_views_are_seen_by_who_shares_an_area(
    province_officer, commune_officer, committee_member, elsewhere
):
    far = OfficerFactory(role="commune_officer", area=elsewhere)
    view = save(province_officer, is_shared=True)
    shared = SavedView.objects.shared_with
    assert [*shared(commune_officer), *shared(committee_member)] == [view, view]
    assert not shared(far).exists()
    assert not shared(province_officer).exists()
    saved_views.share_view(by=province_officer, view=view, is_shared=False)
    assert not shared(commune_officer).exists()
    mine = save(commune_officer, is_shared=True)
    assert list(shared(province_officer)) == [mine]


def test_views_are_put_in_order_and_dropped_by_their_owner(
    client_of, commune_officer, neighbour_officer
):
    first, second = save(commune_officer, "Một"), save(commune_officer, "Hai")
    client = client_of(commune_officer)
    client.post(reverse("analysis:view-move", args=[second.pk]), {"to": "up"})
    assert list(SavedView.objects.own(commune_officer)) == [second, first]
    client.post(reverse("analysis:view-move", args=[second.pk]), {"to": "up"})
    assert list(SavedView.objects.own(commune_officer)) == [second, first]
    other = client_of(neighbour_officer)
    drop = reverse("analysis:view-drop", args=[first.pk])
    assert other.get(drop).status_code == other.post(drop).status_code == 404
    assert "không lấy lại được" in client.get(drop).content.decode()
    assert SavedView.objects.filter(pk=first.pk).exists()
    assert client.post(drop).status_code == 302
    assert list(SavedView.objects.own(commune_officer)) == [second]


def test_a_colleague_opens_a_view_with_his_own_scope(
    client_of, province_officer, commune_officer, province, neighbour
):
    view = save(province_officer, address=f"/tong-quan/?area={province.pk}")
    own, his = (
        client_of(officer).get(view.address).context["place"]
        for officer in (province_officer, commune_officer)
    )
    assert own.whole
    assert not his.whole
    assert neighbour.pk not in his.communes


def test_shared_views_are_listed_to_those_for_whom_they_open(
    client_of, province_officer, commune_officer, province, commune, neighbour
):
    committee = Committee.objects.create(name="Ban Chỉ đạo khác")
    addresses = {
        "tỉnh": f"/tong-quan/?area={province.pk}",
        "xã": f"/phan-tich/ban-do/?area={commune.pk}&year=2025",
        "xã kia": f"/tong-quan/?area={neighbour.pk}",
        "bài học": f"/phan-tich/bai-hoc/?area={neighbour.pk}",
        "cảnh báo": "/phan-tich/canh-bao/",
        "ban": f"/ban-chi-dao/{committee.pk}/",
    }
    for name, address in addresses.items():
        save(province_officer, name, address, is_shared=True)
    client = client_of(commune_officer)
    page = client.get(reverse("analysis:view-list"))
    listed = {view.name: view.address for view in page.context["shared"]}
    assert set(listed) == {"tỉnh", "xã", "bài học"}
    opened = {
        name: client.get(each).status_code == 200 for name, each in addresses.items()
    }
    assert {name for name, is_open in opened.items() if is_open} == set(listed)
