"""A review form without a gap, for the tests of the form."""

from datetime import date

from households.rules.form_2022 import Member

ON = date(2026, 10, 1)
FATHER = Member("1", "Hoàng Văn An", 1985, 3, 2, "male", "Kinh", "head")
DAUGHTER = Member("2", "Hoàng Thị Bình", 2018, 5, None, "female", "Kinh", "child")
PEOPLE = (FATHER, DAUGHTER)


def full(household=None, father=None, daughter=None):
    """Every question answered; the arguments change or (with ``...``) drop answers."""
    plain = {
        "no_labour": False,
        "merit": False,
        "agri": True,
        "aquaculture": False,
        "electricity": "grid",
        "floor_area": "45.5",
        "wall": "durable",
        "column": "durable",
        "roof": "durable",
        "water": "piped",
        "toilet": "septic",
        "internet": True,
        "devices": ["tv", "phone"],
        "b1_total": 120,
    }
    grown = {
        "able_to_work": True,
        "job": "self",
        "insured": True,
        "allowance": "none",
    }
    small = {
        "schooling": "primary",
        "insured": True,
        "stunted": "no",
        "underweight": "no",
    }
    return {
        "household": changed(plain, household),
        "members": {"1": changed(grown, father), "2": changed(small, daughter)},
    }


def changed(plain, changes):
    merged = {**plain, **(changes or {})}
    return {code: value for code, value in merged.items() if value is not ...}
