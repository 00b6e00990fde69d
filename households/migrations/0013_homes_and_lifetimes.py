"""Residences are in villages; nobody is a member after his death.

Both rules look at another table, so triggers keep them: statement-level, so that a
bulk load pays once. Members of households that left the register before it ended
their memberships are freed first.
"""

from django.db import migrations

FREE = """
UPDATE households_membership m SET ends = last.ends
FROM households_household h, LATERAL (
    SELECT r.ends FROM households_residence r
    WHERE r.household_id = h.id ORDER BY r.starts DESC LIMIT 1
) last
WHERE m.household_id = h.id AND h.state = 'gone' AND m.ends IS NULL
  AND last.ends > m.starts
"""

FUNCTIONS = """
CREATE FUNCTION residence_needs_village() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM changed c JOIN areas_area a ON a.id = c.village_id
        WHERE a.level <> 'village')
    THEN
        RAISE EXCEPTION 'a residence must be in a village'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'residence_in_village';
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION membership_needs_life() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM changed c JOIN households_person p ON p.id = c.person_id
        WHERE p.died_on IS NOT NULL AND (c.ends IS NULL OR c.ends > p.died_on))
    THEN
        RAISE EXCEPTION 'a membership must end by the death of its person'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'membership_in_life';
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION death_ends_memberships() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM changed c JOIN households_membership m ON m.person_id = c.id
        WHERE c.died_on IS NOT NULL AND (m.ends IS NULL OR m.ends > c.died_on))
    THEN
        RAISE EXCEPTION 'a membership must end by the death of its person'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'membership_in_life';
    END IF;
    RETURN NULL;
END $$;
"""

NO_FUNCTIONS = """
DROP FUNCTION death_ends_memberships();
DROP FUNCTION membership_needs_life();
DROP FUNCTION residence_needs_village();
"""


def _trigger(table: str, event: str, function: str) -> migrations.RunSQL:
    name = f"{table}_{event}_check"
    return migrations.RunSQL(
        f"CREATE TRIGGER {name} AFTER {event.upper()} ON households_{table} "
        "REFERENCING NEW TABLE AS changed "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {function}();",
        f"DROP TRIGGER {name} ON households_{table};",
    )


class Migration(migrations.Migration):
    dependencies = [("households", "0012_person_birth_day_exists")]

    operations = [
        migrations.RunSQL(FREE, migrations.RunSQL.noop),
        migrations.RunSQL(FUNCTIONS, NO_FUNCTIONS),
        *(
            _trigger("residence", event, "residence_needs_village")
            for event in ("insert", "update")
        ),
        *(
            _trigger("membership", event, "membership_needs_life")
            for event in ("insert", "update")
        ),
        _trigger("person", "update", "death_ends_memberships"),
    ]
