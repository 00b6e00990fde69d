"""Two temporary tables that hold a list while it is checked and loaded."""

import io

from django.db import connection

# One row a member and a household of the file. Each gets the ids of what it will write
# if it is new; matching puts the known ids in their place. A verdict is '' as long as
# nothing is known that decides it; `before`, `changes` and `candidates` say what was
# there, what of it differs and who else may be meant (see ListedMember). A tenth of the
# usual sample tells the planner enough: what counts is how many rows are new.
_CREATE = """
SET LOCAL default_statistics_target = 10;
CREATE TEMP TABLE import_member (
    line integer, sheet smallint, row integer, hh integer, position smallint,
    name text, sort_key text, relation text, sex text,
    birth_year smallint, birth_month smallint, birth_day smallint,
    personal_id text, mismatch boolean, ethnicity text,
    person_id bigint DEFAULT nextval('households_person_id_seq'),
    name_key text, is_new boolean DEFAULT true,
    verdict text DEFAULT '', changes text[], before jsonb, candidates jsonb, note text
) ON COMMIT DROP;
CREATE TEMP TABLE import_household (
    hh integer, sheet smallint, row integer, commune_id bigint, village_id bigint,
    poverty_class text, decision text, decided_on date, b1 smallint, b2 smallint,
    minority boolean, no_labour boolean, merit boolean, causes integer,
    persons smallint, code text, names_all boolean, deprived integer,
    household_id bigint DEFAULT nextval('households_household_id_seq'),
    review_id bigint DEFAULT nextval('households_review_id_seq'),
    outcome_id bigint DEFAULT nextval('households_outcome_id_seq'),
    standing_id bigint DEFAULT nextval('households_standing_id_seq'),
    is_new boolean DEFAULT true, supersedes boolean DEFAULT false, since date,
    verdict text DEFAULT '', changes text[], before jsonb, note text
) ON COMMIT DROP;
"""
_MEMBER_COLUMNS = (
    "line, sheet, row, hh, position, name, sort_key, relation, sex, birth_year, "
    "birth_month, birth_day, personal_id, mismatch, ethnicity"
)
_HOUSEHOLD_COLUMNS = (
    "hh, sheet, row, commune_id, village_id, poverty_class, decision, decided_on, b1, "
    "b2, minority, no_labour, merit, causes, persons, code, names_all, deprived"
)
_HOUSEHOLD_LINE = "\t".join(["%s"] * (_HOUSEHOLD_COLUMNS.count(",") + 1))
# Without these the planner believes that no row, or every row, is new.
STATISTICS = """
ANALYZE import_member (line, sheet, hh, personal_id, person_id, is_new);
ANALYZE import_household (hh, household_id, is_new)
"""
_REPEATED = """
UPDATE import_member m
SET verdict = 'repeated', is_new = false, person_id = NULL,
    note = 'Giống dòng ' || r.first || '.'
FROM unnest(%s, %s) AS r(line, first) WHERE m.line = r.line
"""
_FLUSH_AT = 10_000
# What rows stand under that only repeat another one.
NO_HOUSEHOLD = 0
NULL = "\\N"


class Staging:
    """Collects rows and sends them by COPY, some thousands at a time."""

    def __init__(self) -> None:
        self.members: list[str] = []
        self.households: list[str] = []
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE IF EXISTS import_member, import_household")
            cursor.execute(_CREATE)

    def add_member(self, line: str) -> None:
        """Add a member: the values of _MEMBER_COLUMNS, a line of COPY's text format.

        This runs once a row: whoever calls writes the line at once.
        """
        self.members.append(line)
        if len(self.members) >= _FLUSH_AT:
            self._flush()

    def add_household(self, values: tuple[object, ...]) -> None:
        """Add a household: values of _HOUSEHOLD_COLUMNS in order."""
        self.households.append(_line(_HOUSEHOLD_LINE, values))

    def finish(self) -> None:
        """Send what is left; give the planner its statistics."""
        self._flush()
        with connection.cursor() as cursor:
            cursor.execute(STATISTICS)

    def mark_repeated(self, repeats: list[tuple[int, int]]) -> None:
        """Give rows that repeat another one, (line, row repeated), their verdict."""
        if repeats:
            lines, firsts = zip(*repeats, strict=True)
            with connection.cursor() as cursor:
                cursor.execute(_REPEATED, [list(lines), list(firsts)])

    def _flush(self) -> None:
        _copy("import_member", _MEMBER_COLUMNS, self.members)
        _copy("import_household", _HOUSEHOLD_COLUMNS, self.households)
        self.members, self.households = [], []


def copied(value: object) -> str:
    """A value in COPY's text format; tabs and line ends were tidied away by then."""
    return NULL if value is None else str(value).replace("\\", "\\\\")


def _line(pattern: str, values: tuple[object, ...]) -> str:
    """A line of COPY's text format; slowly only where something wants a sign."""
    line = pattern % values
    if "\\" not in line and "None" not in line:
        return line
    return "\t".join(map(copied, values))


def _copy(table: str, columns: str, lines: list[str]) -> None:
    if not lines:
        return
    with connection.cursor() as cursor:
        cursor.copy_expert(
            f"COPY {table} ({columns}) FROM STDIN", io.StringIO("\n".join(lines) + "\n")
        )
