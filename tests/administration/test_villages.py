"""Villages: added, renamed and ended with their history."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from povertyportal.administration.services.villages import (
    NewVillage,
    add_village,
    end_village,
    rename_village,
)
from povertyportal.areas.models import Area, AreaChange
from povertyportal.audit.models import AuditEntry
from povertyportal.ui.vi_key import vi_key
from tests.factories import VillageFactory

LIST = "administration:village-list"


def test_a_village_gets_the_next_code_of_its_commune(commune_officer, village, commune):
    added = add_village(by=commune_officer, village=NewVillage(commune, "Thôn Mới"))
    assert added.code == "90001-002"
    assert added.path == f"{commune.path}{added.pk}."
    assert (added.began, added.ended) == (commune.began, None)
    assert added.sort_key == vi_key("Thôn Mới")
    assert [version.name for version in added.versions.all()] == ["Thôn Mới"]
    entry = AuditEntry.objects.get(act="areas.village.added")
    assert (entry.object_id, entry.area_id) == (added.pk, added.pk)


def test_codes_of_ended_villages_are_not_given_again(commune_officer, village, commune):
    VillageFactory(code="90001-007", parent=commune, ended=dt.date(2026, 1, 1))
    added = add_village(by=commune_officer, village=NewVillage(commune, "Thôn Tám"))
    assert added.code == "90001-008"


def test_a_name_is_taken_whatever_its_accents(commune_officer, village, commune):
    with pytest.raises(ValidationError, match="đã có thôn tên"):
        add_village(by=commune_officer, village=NewVillage(commune, "thôn  BẾN"))


def test_a_village_begins_within_its_communes_time(commune_officer, commune):
    early = NewVillage(commune, "Thôn Cũ", dt.date(2025, 6, 30))
    with pytest.raises(ValidationError, match="từ 01/07/2025"):
        add_village(by=commune_officer, village=early)
    assert not Area.objects.villages().exists()


@pytest.mark.parametrize("who", ["neighbour_officer", "leader", "administrator"])
def test_others_add_no_village(who, request, commune):
    officer = request.getfixturevalue(who)
    with pytest.raises(PermissionDenied):
        add_village(by=officer, village=NewVillage(commune, "Thôn Lạ"))
    assert not Area.objects.villages().exists()


def test_a_renamed_village_keeps_its_former_name(commune_officer, village):
    day = dt.date(2026, 3, 1)
    rename_village(by=commune_officer, village=village, name="Thôn Bến Mới", on=day)
    village.refresh_from_db()
    assert (village.name, village.sort_key) == ("Thôn Bến Mới", vi_key("Thôn Bến Mới"))
    assert village.version_on(dt.date(2026, 2, 28)).name == "Thôn Bến"
    assert village.version_on(day).name == "Thôn Bến Mới"
    assert list(Area.objects.named("thôn bến")) == [village]
    rename_village(by=commune_officer, village=village, name="Thôn Bến Hai", on=day)
    assert village.versions.count() == 2
    assert village.version_on(day).name == "Thôn Bến Hai"
    with pytest.raises(ValidationError, match="có từ 01/03/2026"):
        rename_village(
            by=commune_officer, village=village, name="X", on=dt.date(2026, 2, 1)
        )


def test_an_ended_village_may_go_into_another(commune_officer, village, commune):
    other = VillageFactory(code="90001-002", parent=commune)
    day = dt.date(2026, 3, 1)
    end_village(by=commune_officer, village=village, on=day, into=other)
    village.refresh_from_db()
    assert village.ended == day
    assert village.versions.get().ends == day
    change = AreaChange.objects.get(old=village)
    assert (change.new, change.effective_on) == (other, day)
    with pytest.raises(ValidationError, match="sau ngày thôn bắt đầu"):
        end_village(by=commune_officer, village=village, on=day)


def test_a_village_does_not_end_in_the_future_or_elsewhere(
    commune_officer, village, neighbour_village
):
    with pytest.raises(ValidationError, match="tương lai"):
        end_village(by=commune_officer, village=village, on=dt.date(2099, 1, 1))
    with pytest.raises(ValidationError, match="cùng xã"):
        end_village(
            by=commune_officer,
            village=village,
            on=dt.date(2026, 1, 1),
            into=neighbour_village,
        )
    village.refresh_from_db()
    assert village.ended is None


def test_the_list_costs_the_same_for_many(
    commune_officer, commune, client_of, django_assert_max_num_queries
):
    for number in range(30):
        VillageFactory(code=f"90001-{number:03d}", parent=commune)
    client = client_of(commune_officer)
    with django_assert_max_num_queries(10):
        page = client.get(reverse(LIST)).content.decode()
    assert page.count("Đổi tên") == 30


def test_pages_add_rename_and_end(commune_officer, commune, client_of):
    client = client_of(commune_officer)
    url = reverse("administration:village-create")
    client.post(url, {"commune": commune.pk, "name": "Thôn Một", "starts": ""})
    village = Area.objects.villages().get()
    again = client.post(url, {"commune": commune.pk, "name": "Thôn Một"})
    assert "đã có thôn tên" in again.content.decode()
    url = reverse("administration:village-edit", args=[village.pk])
    client.post(url, {"name": "Thôn Hai", "on": "1/3/2026"})
    assert "Thôn Một" in client.get(url).content.decode()
    url = reverse("administration:village-end", args=[village.pk])
    client.post(url, {"on": "1/4/2026", "into": ""})
    village.refresh_from_db()
    assert (village.name, village.ended) == ("Thôn Hai", dt.date(2026, 4, 1))
