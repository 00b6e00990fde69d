"""docs/rules.md against the code: every rule has its row, and the row is true."""

import re
from pathlib import Path

import pytest

from households.rules.facts import AreaKind
from households.rules.reasons import grouped
from households.rules.standards import STANDARDS

ROOT = Path(__file__).parents[3]
COLUMNS = (
    "rule",
    "instrument",
    "lists",
    "statement",
    "example",
    "code",
    "test",
    "verified",
)


def table():
    text = (ROOT / "docs" / "rules.md").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line.startswith("| ")]
    cells = [[c.strip() for c in line.strip("| ").split(" | ")] for line in lines[1:]]
    return [dict(zip(COLUMNS, row, strict=True)) for row in cells]


ROWS = table()
BY_RULE = {row["rule"]: row for row in ROWS}
INDICATORS = [
    (f"{law.prefix}-{indicator.number:02}", law, indicator)
    for law in STANDARDS.values()
    for indicator in law.indicators
]
# Which row tells each dividing number: standard, attribute of its Steps, points or not.
LINES = {
    ("QD59", "poor_alone", False): "QD59-POOR-INCOME",
    ("QD59", "line", False): "QD59-POOR-DEPRIVED",
    ("QD59", "average", False): "QD59-AVERAGE",
    ("QD59", "poor_alone", True): "QD59-B1",
    ("QD59", "line", True): "QD59-B1",
    ("ND07", "line", False): "ND07-POOR",
    ("ND07", "average", False): "ND07-AVERAGE",
    ("ND07", "line", True): "ND07-B1",
    ("ND07", "average", True): "ND07-B1-AVERAGE",
    ("ND351", "line", False): "ND351-POOR",
}


def steps():
    for law in STANDARDS.values():
        for by_points, lines in ((False, law.income), (True, law.points)):
            for kind in (AreaKind.RURAL, AreaKind.URBAN) if lines else ():
                for name in ("poor_alone", "line", "average"):
                    step = getattr(lines.of(kind), name)
                    if step is not None:
                        yield (law.prefix, name, by_points), step


def test_a_rule_has_one_row():
    assert len(BY_RULE) == len(ROWS) > len(INDICATORS)


@pytest.mark.parametrize(
    ("rule", "law", "indicator"), INDICATORS, ids=[row[0] for row in INDICATORS]
)
def test_every_indicator_has_its_row(rule, law, indicator):
    row = BY_RULE[rule]
    assert row["verified"] == ("yes" if indicator.verified else "no")
    assert row["lists"] == f"{law.starts} – {law.ends}"
    assert indicator.article.startswith(row["instrument"])


@pytest.mark.parametrize(("key", "step"), list(steps()))
def test_every_line_and_cut_off_stands_in_its_row(key, step):
    row = BY_RULE[LINES[key]]
    assert re.search(
        rf"(?<!\d){re.escape(grouped(step.value))}(?!\d)", row["statement"]
    )
    assert row["verified"] == ("yes" if step.verified else "no")


@pytest.mark.parametrize("row", ROWS, ids=list(BY_RULE))
def test_a_row_leads_to_its_code_and_test(row):
    path, name = row["code"].strip("`").split(":")
    code = (ROOT / path).read_text(encoding="utf-8")
    assert re.search(rf"^(def|class) {name}\b|^{name}\b", code, re.MULTILINE)
    path, name = row["test"].strip("`").split("::")
    assert f"def {name}(" in (ROOT / path).read_text(encoding="utf-8")
    assert row["verified"] in {"yes", "no"}


@pytest.mark.parametrize("law", list(STANDARDS.values()), ids=list(STANDARDS))
def test_a_recalled_class_is_marked_in_its_row(law):
    for found in law.unverified_classes:
        row = BY_RULE[f"{law.prefix}-{found.name.replace('_', '-')}"]
        assert row["verified"] == "no"


def glossary():
    text = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    for line in text.splitlines():
        if line.startswith("| ") and not line.startswith("| Vietnamese"):
            term, identifier, _meaning, where = line.strip("| ").split(" | ")
            yield pytest.param(identifier, where, id=term)


@pytest.mark.parametrize(("identifier", "where"), list(glossary()))
def test_a_term_is_where_the_glossary_says(identifier, where):
    names = re.findall(r"`(\w+)`", identifier)
    assert where == "–" or where.startswith("`")
    if where == "–":
        assert not names
        return
    code = (ROOT / where.strip("`")).read_text(encoding="utf-8")
    for name in names:
        assert re.search(rf"\b{name}\b", code)
