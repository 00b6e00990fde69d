"""docs/permissions.md says what the table of acts says."""

from pathlib import Path

from povertyportal.accounts.access import CAN, Act
from povertyportal.accounts.models import Role

PAGE = Path(__file__).parent.parent / "docs" / "permissions.md"


def test_the_page_shows_the_table_of_acts():
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in PAGE.read_text(encoding="utf-8").splitlines()
        if line.startswith("| ")
    ]
    head, body = rows[0], rows[1:]
    assert head[2:] == [role.value for role in Role]
    written = {
        (row[0], role)
        for row in body
        for role, cell in zip(head[2:], row[2:], strict=True)
        if cell == "yes"
    }
    assert [row[0] for row in body] == [act.value for act in Act]
    assert written == {(act.value, role) for role in Role for act in CAN[role]}
