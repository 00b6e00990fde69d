"""Each template of the short lists, filled in and imported as it was downloaded."""

import io

import pytest
from openpyxl import load_workbook

from povertyportal.administration.imports.officers import OfficerKind
from povertyportal.administration.imports.populations import PopulationKind
from povertyportal.administration.imports.villages import VillageKind
from povertyportal.sheets.models import ImportBatch
from programs.imports.allocations import AllocationKind
from tests.administration.importing import apply, told

FILLED = {
    PopulationKind: (
        ["90001", "Đồi Chè", "31/12/2025", "1.200", 4_000, 12, 40, "", ""],
        {"counted_on": "", "source_note": ""},
    ),
    VillageKind: (["90001", "Thôn Bến", "", ""], {"renamed_on": "2026-03-01"}),
    OfficerKind: (
        ["le.hoa", "Lê Hoà", "Lãnh đạo xã", "0912345678", "90001", "", ""],
        {"starts": "2026-03-01"},
    ),
    AllocationKind: (
        [
            *("90001", "", 2026, "", "", "Sửa nhà", "Ngân sách xã", "Sự nghiệp"),
            *("Giao vốn", "1.500.000", "12/QĐ-UBND", "02/03/2026", "", ""),
        ],
        {},
    ),
}


@pytest.mark.parametrize("kind_class", FILLED)
def test_a_filled_template_is_imported(
    kind_class, commune, commune_officer, administrator, tmp_path
):
    kind = kind_class()
    row, options = FILLED[kind_class]
    by = commune_officer if kind.is_scoped else administrator
    (template,) = kind.templates()
    kept = io.BytesIO()
    template.write(kept)
    book = load_workbook(kept)
    # What is typed into a column of codes keeps its zeros.
    assert book.active.column_dimensions["A"].number_format == "@"
    book.active.append(row)
    book.save(tmp_path / template.filename)
    batch = ImportBatch.objects.create(
        kind=kind.code, owner=by, file="x.xlsx", filename="x.xlsx", options=options
    )
    found = kind.check(batch, tmp_path / template.filename, by, told)
    assert (found.counts, found.problems.listed) == ({"new": 1}, [])
    batch.counts, batch.rows_read = found.counts, found.rows
    batch.fingerprint = found.fingerprint
    assert apply(kind, batch, by).new == 1
