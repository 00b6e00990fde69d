"""Lists as communes write them: rows of plain values, saved as workbooks."""

import datetime as dt

from households.imports.layouts import ESCAPED_NEAR_POOR, ESCAPED_POOR, MEMBERS
from povertyportal.sheets.lists import write_lists
from povertyportal.sheets.tasks import import_now

YEAR = 2025
DECIDED = dt.date(2025, 12, 10)
HOME = {
    "province": "Tỉnh Thử Nghiệm",
    "commune": "Xã Đồi Chè",
    "commune_code": "90001",
    "village": "Thôn Bến",
    "poverty_class": 1,
    "decision": "12/QĐ-UBND",
    "decided_on": DECIDED,
    "b1": 120,
    "b2": 40,
}


def row(name, relation, personal_id, born="1980", sex="Nam", **more):
    """A member's row of sheet 1, as a dictionary of columns."""
    return {
        **HOME,
        "name": name,
        "relation": relation,
        "personal_id": personal_id,
        "born": born,
        "sex": sex,
        "ethnicity": "Kinh",
        **more,
    }


def family(*, head="Lê Văn Cường", number=1, **more):
    """A head and a child; `number` makes their personal ids."""
    more = {"head": head, "members": 2, **more}
    return [
        row(head, "Chủ hộ", f"03708000{number:04d}", **more),
        row(
            "Lê Thị Mai",
            "Con",
            f"03731000{number:04d}",
            born="05/02/2010",
            sex="Nữ",
            **more,
        ),
    ]


def left(name, personal_id, household=1, **more):
    """A row of sheet 2 or 3."""
    return {
        "number": household,
        "name": name,
        "relation": "Chủ hộ",
        "born": "1970",
        "sex": "Nam",
        "personal_id": personal_id,
        "ethnicity": "Kinh",
        "address": "Thôn Bến, xã Đồi Chè",
        "b1": 150,
        "b2": 10,
        **more,
    }


def saved(path, listed, escaped_poor=(), escaped_near_poor=()):
    """The three sheets as a workbook; gives back its path."""
    sheets = [
        (
            layout,
            [[each.get(column.name) for column in layout.columns] for each in rows],
        )
        for layout, rows in (
            (MEMBERS, listed),
            (ESCAPED_POOR, escaped_poor),
            (ESCAPED_NEAR_POOR, escaped_near_poor),
        )
    ]
    write_lists(path, ["Danh sách"], sheets)
    return path


def brought(by, path, year, area=None, **more):
    """The list checked, confirmed if it may be, and written, as its page would."""
    options = {"year": year, "area": area.pk if area else None}
    return import_now(by=by, kind="household_list", path=path, options=options, **more)
