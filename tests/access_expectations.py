"""Who may reach which address: one row an address, walked by test_access.py.

A row names the roles that may do the act, the object that the address is about (a
key of the world in test_access.py; "" for pages that are about no one object) and
the method that reaches it. Officers of those roles who answer for another area get
404 for an object; every other role gets 403 (or 404 for an object it cannot see).
"""

from dataclasses import dataclass

from povertyportal.accounts.models import Role

EVERYBODY = frozenset(Role)
READERS = EVERYBODY - {Role.ADMINISTRATOR}
FIGURES = READERS - {Role.SURVEYOR}
EDITORS = frozenset({Role.COMMUNE_OFFICER})
REVIEWERS = frozenset({Role.SURVEYOR, Role.COMMUNE_OFFICER})
IMPORTERS = frozenset({Role.COMMUNE_OFFICER, Role.PROVINCE_OFFICER})
PROVINCE = frozenset({Role.PROVINCE_OFFICER})
UNMASKERS = frozenset(
    {
        Role.COMMUNE_OFFICER,
        Role.COMMUNE_LEADER,
        Role.PROVINCE_OFFICER,
        Role.INSPECTOR,
    }
)
AUDITORS = frozenset(
    {
        Role.COMMUNE_LEADER,
        Role.PROVINCE_OFFICER,
        Role.INSPECTOR,
        Role.ADMINISTRATOR,
    }
)
ADMINISTRATORS = frozenset({Role.ADMINISTRATOR})

PUBLIC = frozenset({"login", "healthz"})


@dataclass(frozen=True)
class Row:
    """Expectation of one address."""

    roles: frozenset[Role]
    about: str = ""
    method: str = "get"


ROWS: dict[str, Row] = {
    "home": Row(EVERYBODY),
    "password_change": Row(EVERYBODY),
    "logout": Row(EVERYBODY, method="post"),
    "openapi": Row(EVERYBODY),
    # the register
    "households:household-list": Row(READERS),
    "households:household-create": Row(EDITORS),
    "households:household-detail": Row(READERS, "household"),
    "households:household-edit": Row(EDITORS, "household"),
    "households:household-move": Row(EDITORS, "household"),
    "households:head-change": Row(EDITORS, "household"),
    "households:member-add": Row(EDITORS, "household"),
    "households:member-edit": Row(EDITORS, "person"),
    "households:member-end": Row(EDITORS, "person"),
    "households:personal-id-reveal": Row(UNMASKERS, "person"),
    # rounds
    "households:round-list": Row(READERS),
    "households:round-create": Row(PROVINCE),
    "households:round-detail": Row(READERS, "round"),
    "households:round-close": Row(PROVINCE, "round", "post"),
    "households:round-enter": Row(REVIEWERS, "entry", "post"),
}
