"""The project's own files: what they hold, on which day, and again."""

import datetime as dt
import io
from collections import Counter

import pytest
from django.core.management import call_command

from povertyportal.areas.loading import load_areas
from povertyportal.areas.models import Area, AreaChange, AreaVersion, Kind, Level
from povertyportal.ui.vi_key import vi_key

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("country")]

BEFORE, SINCE = dt.date(2025, 6, 30), dt.date(2025, 7, 1)

# day -> provinces, of which cities; districts; xã, phường, thị trấn, đặc khu
COUNTS = [
    (BEFORE, 63, 6, 696, 7_695, 1_724, 616, 0),
    (SINCE, 34, 6, 0, 2_621, 687, 0, 13),
    (dt.date(2026, 4, 29), 34, 6, 0, 2_621, 687, 0, 13),
    (dt.date(2026, 4, 30), 34, 7, 0, 2_611, 697, 0, 13),
    (dt.date(2026, 9, 20), 34, 9, 0, 2_599, 709, 0, 13),
]


@pytest.mark.parametrize(
    ("day", "provinces", "cities", "districts", "xa", "phuong", "thi_tran", "dac_khu"),
    COUNTS,
)
def test_units_on_a_day(
    day, provinces, cities, districts, xa, phuong, thi_tran, dac_khu
):
    kinds = Counter(AreaVersion.objects.on(day).values_list("kind", flat=True))
    levels = Counter(Area.objects.on(day).values_list("level", flat=True))
    assert levels[Level.PROVINCE] == provinces
    assert kinds[Kind.MUNICIPALITY] == cities
    assert levels[Level.DISTRICT] == districts
    assert [
        kinds[kind]
        for kind in (Kind.COMMUNE, Kind.WARD, Kind.TOWNSHIP, Kind.SPECIAL_ZONE)
    ] == [xa, phuong, thi_tran, dac_khu]
    assert levels[Level.COMMUNE] == xa + phuong + thi_tran + dac_khu


def test_every_row_of_both_files_is_accounted_for(country):
    assert (country.rows, country.units) == (14_174, 14_149)
    assert country.changes + country.kind_changes == 10_690
    assert country.kind_changes == 25
    assert AreaVersion.objects.count() == 14_174
    assert Area.objects.count() == 14_149
    assert AreaChange.objects.count() == 10_665
    divided = AreaChange.objects.filter(extent="partial").values("old").distinct()
    assert divided.count() == 471


def test_a_code_means_nothing_without_a_date():
    yen_bai = Area.objects.coded(Level.PROVINCE, "15", BEFORE).get()
    lao_cai = Area.objects.coded(Level.PROVINCE, "15", SINCE).get()
    assert (yen_bai.name, lao_cai.name) == ("Tỉnh Yên Bái", "Tỉnh Lào Cai")
    assert yen_bai.became.get().new == lao_cai
    assert {change.old.name for change in lao_cai.came_from.all()} == {
        "Tỉnh Yên Bái",
        "Tỉnh Lào Cai",
    }


def test_a_change_of_kind_is_a_version_of_the_same_unit():
    city = Area.objects.coded(Level.PROVINCE, "75", dt.date(2026, 5, 1)).get()
    assert (city.kind, city.name) == (Kind.MUNICIPALITY, "Thành phố Đồng Nai")
    assert city.version_on(dt.date(2026, 4, 29)).name == "Tỉnh Đồng Nai"
    assert city.version_on(dt.date(2026, 4, 30)).kind == Kind.MUNICIPALITY
    assert not AreaChange.objects.filter(old=city).exists()
    ward = Area.objects.coded(Level.COMMUNE, "07294", SINCE).get()
    assert [version.kind for version in ward.versions.all()] == ["commune", "ward"]


def test_paths_run_from_the_province_down():
    commune = Area.objects.coded(Level.COMMUNE, "14464", BEFORE).get()
    district = commune.parent
    assert district.name == "Huyện Gia Viễn"
    assert commune.path == f"{district.parent_id}.{district.pk}.{commune.pk}."
    assert commune.ancestor_ids == [district.parent_id, district.pk, commune.pk]
    today = Area.objects.coded(Level.COMMUNE, "14464", SINCE).get()
    assert today.path == f"{today.parent_id}.{today.pk}."
    assert today.sort_key == vi_key(today.name)


def test_loading_again_changes_nothing_and_keeps_ids(country):
    before = dict(Area.objects.values_list("pk", "path"))
    assert not country.changed_nothing
    assert load_areas().changed_nothing
    assert dict(Area.objects.values_list("pk", "path")) == before
    told = io.StringIO()
    call_command("load_areas", stdout=told)
    assert "Nothing to write" in told.getvalue()
