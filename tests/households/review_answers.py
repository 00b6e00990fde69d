"""A whole, consistent set of answers for the household of conftest.py."""

from households.services.review import Change

HOUSEHOLD = {
    "no_labour": "false",
    "merit": "false",
    "agri": "true",
    "aquaculture": "false",
    "electricity": "grid",
    "floor_area": "30",
    "wall": "weak",
    "column": "weak",
    "roof": "durable",
    "water": "unprotected",
    "toilet": "none",
    "internet": "true",
    "devices": ["tv", "smartphone"],
    "b1_total": "120",
    "waste": "self_treated",
}
# Born in 1975: 51 years old in autumn 2026.
HEAD = {"able_to_work": "true", "job": "self", "insured": "true", "allowance": "none"}


def complete(head_pk, **changed):
    """{path: what is typed} for every question that is put."""
    typed = {f"household.{code}": value for code, value in HOUSEHOLD.items()}
    typed |= {f"members.{head_pk}.{code}": value for code, value in HEAD.items()}
    typed["surveyed_on"] = "15/10/2026"
    return typed | changed


def changes(typed, was=None):
    """As changes from an empty form (or from `was`)."""
    before = was or {}
    return [
        Change(path, value, (before.get(path, [] if isinstance(value, list) else ""),))
        for path, value in typed.items()
    ]
