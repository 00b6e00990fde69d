"""Files with something wrong in them, and files that have changed."""

import pytest
from django.core.management import CommandError, call_command

from povertyportal.areas.loading import load_areas
from povertyportal.areas.models import Area, AreaChange, AreaVersion
from povertyportal.areas.unit_files import UnitFileProblem
from tests.factories import VillageFactory

pytestmark = pytest.mark.django_db

UNITS = """\
level,code,kind,name,parent_level,parent_code,valid_from,valid_to,lat,lon
province,01,province,Tỉnh Cũ,,,,2025-07-01,21.0,105.8
district,001,district,Huyện Cũ,province,01,,2025-07-01,21.0,105.8
commune,00001,commune,Xã Cũ,district,001,,2025-07-01,21.0,105.8
province,01,province,Tỉnh Mới,,,2025-07-01,,21.0,105.8
commune,00001,commune,Xã Mới,province,01,2025-07-01,2026-04-30,21.0,105.8
commune,00001,ward,Phường Mới,province,01,2026-04-30,,21.0,105.8
"""
CHANGES = """\
old_level,old_code,new_level,new_code,effective_date,extent
province,01,province,01,2025-07-01,whole
commune,00001,commune,00001,2025-07-01,whole
commune,00001,commune,00001,2026-04-30,whole
"""


@pytest.fixture
def files(tmp_path):
    """Writes both files, each with some text replaced."""

    def _write(units=(), changes=()):
        paths = []
        for name, text, replacements in (
            ("units.csv", UNITS, units),
            ("changes.csv", CHANGES, changes),
        ):
            for old, new in replacements:
                assert old in text
                text = text.replace(old, new)
            path = tmp_path / name
            path.write_text(text, encoding="utf-8")
            paths.append(path)
        return paths

    return _write


def test_small_files_load(files):
    result = load_areas(*files())
    assert (result.units_added, result.versions_added, result.changes_added) == (
        5,
        6,
        2,
    )
    assert Area.objects.get(level="commune", ended=None).name == "Phường Mới"


LAST = "commune,00001,ward,Phường Mới,province,01,2026-04-30,,21.0,105.8\n"
OLD = "commune,00001,commune,Xã Cũ,district,001,,2025-07-01,21.0,105.8\n"
KIND_CHANGE = "commune,00001,commune,00001,2026-04-30,whole\n"

# what is replaced in the units file, by what, and how the first problem reads
BAD_UNITS = [
    ("Cũ,district,001", "Cũ,district,002", "4: unknown parent: no district 002"),
    ("Cũ,district,001", "Cũ,commune,00001", "4: a commune cannot belong to"),
    ("Cũ,district,001", "Cũ,district,01", "4: parent code “01” is not one of"),
    ("Tỉnh Mới,,,", "Tỉnh Mới,,01,", "5: parent code “01” without a parent level"),
    (",2025-07-01,2026-04-30", ",2025-07-01,2026-05-30", "7: overlaps .* line 6"),
    (",2025-07-01,2026-04-30", ",2025-07-01,2026-03-30", "7: leaves a gap .* line 6"),
    (LAST, LAST * 2, "8: duplicate key commune 00001 from 2026-04-30, as in line 7"),
    (OLD, OLD * 2, "5: duplicate key commune 00001 from the beginning, as in line 4"),
    (",2026-04-30,,", ",2026-04-31,,", "7: bad date “2026-04-31”"),
    ("2025-07-01,2026-04-30", "2025-07-01,2025-07-01", "6: valid_to must be after"),
    ("001,,2025-07-01", "001,2025-01-01,2026-01-01", "4: no unit of before"),
    ("00001,commune,Xã Cũ", "00001,hamlet,Xã Cũ", "4: unknown kind “hamlet”"),
    ("00001,commune,Xã Cũ", "00001,town,Xã Cũ", "4: unknown kind “town” of a commune"),
    ("commune,00001,commune,Xã Cũ", "ap,00001,commune,Xã Cũ", "4: unknown level “ap”"),
    ("00001,commune,Xã Cũ", "1,commune,Xã Cũ", "4: code “1” must have 5 digits"),
    ("Xã Cũ", " ", "4: the name must have"),
    (OLD, OLD.replace("21.0", "91"), "4: bad lat “91”"),
    (OLD, OLD.replace("105.8", "x"), "4: bad lon “x”"),
    ("Xã Cũ,", "Xã Cũ,,", "4: a row must have 10 cells"),
    ("level,code", "level,ma", "1: the columns must be"),
]
BAD_CHANGES = [
    ("e,01,2025", "e,02,2025", "2: unknown new unit: no province 02 on 2025-07-01"),
    ("province,01,province", "province,03,province", "2: unknown old unit"),
    (KIND_CHANGE, KIND_CHANGE * 2, "5: duplicate of line 4"),
    ("2026-04-30", "2026-04-29", "4: the unit has no new version from 2026-04-29"),
    ("2026-04-30", "30/04/2026", "4: bad date “30/04/2026”"),
    ("2026-04-30", "", "4: effective_date is missing"),
    ("2026-04-30,whole", "2026-04-30,half", "4: unknown extent “half”"),
    ("01,2025-07-01,whole", "01,2025-07-01,partial", "2: “partial”, .* became 1 new"),
    ("old_level", "old", "1: the columns must be"),
]


@pytest.mark.parametrize(("old", "new", "problem"), BAD_UNITS)
def test_a_bad_unit_stops_the_load(files, old, new, problem):
    with pytest.raises(UnitFileProblem, match=rf"units\.csv:{problem}"):
        load_areas(*files(units=[(old, new)]))
    assert not Area.objects.exists()


@pytest.mark.parametrize(("old", "new", "problem"), BAD_CHANGES)
def test_a_bad_change_stops_the_load(files, old, new, problem):
    with pytest.raises(UnitFileProblem, match=rf"changes\.csv:{problem}"):
        load_areas(*files(changes=[(old, new)]))
    assert not Area.objects.exists()


def test_all_problems_are_told_at_once(files):
    units, changes = files(
        units=[("00001,commune,Xã Cũ", "00001,hamlet,"), (",2026-04-30,,", ",x,,")],
        changes=[("2026-04-30", "")],
    )
    with pytest.raises(CommandError) as caught:
        call_command("load_areas", units=units, changes=changes)
    told = str(caught.value)
    assert "units.csv:4: unknown kind" in told
    assert "units.csv:4: the name must" in told
    assert "units.csv:7: bad date" in told
    assert "changes.csv:4: effective_date" in told
    assert "nothing was loaded" in told


def test_a_missing_file_is_named(tmp_path, files):
    _, changes = files()
    with pytest.raises(CommandError, match="nowhere.csv:0: cannot be read"):
        call_command("load_areas", units=tmp_path / "nowhere.csv", changes=changes)


def test_a_file_that_is_not_utf8_is_named(files):
    units, changes = files()
    units.write_bytes(units.read_bytes() + b"\xff")
    with pytest.raises(UnitFileProblem, match="units.csv:0: cannot be read"):
        load_areas(units, changes)


def test_a_dry_run_writes_nothing(files):
    units, changes = files()
    call_command("load_areas", units=units, changes=changes, dry_run=True)
    assert not Area.objects.exists()


def test_changed_files_change_only_what_differs(files):
    load_areas(*files())
    ids = dict(Area.objects.values_list("name", "pk"))
    result = load_areas(*files(units=[("Phường Mới", "Phường Mới Hơn")]))
    assert (result.units_added, result.units_changed) == (0, 1)
    assert (result.versions_added, result.versions_dropped) == (1, 1)
    assert (result.changes_added, result.changes_dropped) == (0, 0)
    renamed = Area.objects.get(name="Phường Mới Hơn")
    assert renamed.pk == ids["Phường Mới"]
    assert renamed.versions.count() == 2


def test_a_commune_that_moves_takes_its_villages_along(files):
    load_areas(*files())
    commune = Area.objects.get(level="commune", ended=None)
    village = VillageFactory(parent=commune)
    second = "province,02,province,Tỉnh Hai,,,2025-07-01,,21.0,105.8\n"
    load_areas(
        *files(
            units=[
                (LAST, LAST.replace("province,01", "province,02") + second),
            ]
        )
    )
    commune.refresh_from_db()
    village.refresh_from_db()
    assert commune.parent.name == "Tỉnh Hai"
    assert commune.path == f"{commune.parent_id}.{commune.pk}."
    assert village.path == f"{commune.path}{village.pk}."
    parents = AreaVersion.objects.filter(area=commune).values_list("parent__code")
    assert {code for (code,) in parents} == {"01", "02"}


def test_a_unit_is_never_dropped_by_leaving_it_out(files):
    load_areas(*files())
    units = [
        (LAST, ""),
        ("commune,00001,commune,Xã Mới", "commune,00009,commune,Xã Mới"),
    ]
    changes = [("00001,commune,00001,2025", "00001,commune,00009,2025")]
    with pytest.raises(UnitFileProblem, match="00001 .*is in the database only"):
        load_areas(*files(units=units, changes=[*changes, (KIND_CHANGE, "")]))
    assert AreaChange.objects.count() == 2
