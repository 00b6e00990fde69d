"""Every change that needs depend on marks the commune and year, once a statement.

What changes in the register arrives through the marks of its own figures: a result of
year Y makes the list of Y + 1. Moves without a review wait for the nightly count.
"""

from django.db import migrations

MARKS = """
CREATE FUNCTION need_marked() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format(
        'INSERT INTO programs_staleneed (commune_id, year, marked_at)
        SELECT DISTINCT h.commune_id, y.year, now()
        FROM changed n
        JOIN households_household h ON h.id = n.household_id
        CROSS JOIN LATERAL unnest(ARRAY[%s]::smallint[]) AS y(year)
        WHERE h.commune_id IS NOT NULL AND y.year IS NOT NULL', TG_ARGV[0]);
    RETURN NULL;
END $$;

CREATE FUNCTION need_marked_by_participants() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO programs_staleneed (commune_id, year, marked_at)
    SELECT DISTINCT h.commune_id, a.year, now()
    FROM changed n
    JOIN programs_activity a ON a.id = n.activity_id
    JOIN households_household h ON h.id = n.household_id
    WHERE h.commune_id IS NOT NULL;
    RETURN NULL;
END $$;

CREATE FUNCTION need_marked_by_activities() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO programs_staleneed (commune_id, year, marked_at)
    SELECT DISTINCT h.commune_id, n.year, now()
    FROM changed n
    JOIN was o ON o.id = n.id
    JOIN programs_participant p ON p.activity_id = n.id
    JOIN households_household h ON h.id = p.household_id
    WHERE h.commune_id IS NOT NULL
      AND (n.component_id, n.started_on, n.cancelled_on)
        IS DISTINCT FROM (o.component_id, o.started_on, o.cancelled_on);
    RETURN NULL;
END $$;

CREATE FUNCTION need_marked_by_figures() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO programs_staleneed (commune_id, year, marked_at)
    SELECT DISTINCT n.commune_id, n.year + later.years, now()
    FROM changed n CROSS JOIN (VALUES (0), (1)) AS later(years);
    RETURN NULL;
END $$;

CREATE TRIGGER need_marked AFTER INSERT ON households_stalearea
REFERENCING NEW TABLE AS changed
FOR EACH STATEMENT EXECUTE FUNCTION need_marked_by_figures();
CREATE TRIGGER need_marked_when_changed AFTER UPDATE ON programs_activity
REFERENCING OLD TABLE AS was NEW TABLE AS changed
FOR EACH STATEMENT EXECUTE FUNCTION need_marked_by_activities();
"""
NO_MARKS = """
DROP TRIGGER need_marked_when_changed ON programs_activity;
DROP TRIGGER need_marked ON households_stalearea;
DROP FUNCTION need_marked_by_figures();
DROP FUNCTION need_marked_by_activities();
DROP FUNCTION need_marked_by_participants();
DROP FUNCTION need_marked();
"""
# What happens to rows, and which version of them the trigger reads.
EVENTS = {"insert": "NEW", "update": "NEW", "delete": "OLD"}
_THIS_YEAR = "extract(year FROM now())"
# table -> the years that a row concerns.
BY_HOUSEHOLD = {
    "programs_support": "n.year",
    "programs_housingcase": f"n.year, {_THIS_YEAR}",
    "programs_policyloan": "extract(year FROM n.lent_on)",
    "programs_enrolment": f"extract(year FROM n.starts), {_THIS_YEAR}",
}


def _trigger(table: str, event: str, function: str) -> str:
    return (
        f"CREATE TRIGGER need_marked_{event} AFTER {event.upper()} ON {table} "
        f"REFERENCING {EVENTS[event]} TABLE AS changed "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {function};"
    )


def _triggers() -> str:
    made = [
        _trigger(table, event, f"need_marked('{years}')")
        for table, years in BY_HOUSEHOLD.items()
        for event in EVENTS
    ]
    made += [
        _trigger("programs_participant", event, "need_marked_by_participants()")
        for event in EVENTS
    ]
    return "\n".join(made)


def _no_triggers() -> str:
    return "\n".join(
        f"DROP TRIGGER need_marked_{event} ON {table};"
        for table in (*BY_HOUSEHOLD, "programs_participant")
        for event in EVENTS
    )


class Migration(migrations.Migration):
    dependencies = [("programs", "0004_kinds_of_support")]

    operations = [
        migrations.RunSQL(MARKS + _triggers(), _no_triggers() + NO_MARKS),
    ]
