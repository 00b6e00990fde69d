"""Triggers that keep a household's repeated columns equal to their source.

Statement-level, so that a bulk load pays once; an update that changes nothing is
not written, so that a load which brings the right values costs nothing more.
"""

from django.db import migrations

FUNCTIONS = """
CREATE FUNCTION household_place_sync() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE households_household h
    SET village_id = now_at.village_id, commune_id = now_at.commune_id
    FROM (
        SELECT DISTINCT ON (r.household_id)
            r.household_id, r.village_id, a.parent_id AS commune_id
        FROM households_residence r
        JOIN areas_area a ON a.id = r.village_id
        WHERE r.household_id IN (SELECT household_id FROM changed)
        ORDER BY r.household_id, r.starts DESC
    ) now_at
    WHERE h.id = now_at.household_id
      AND (h.village_id IS DISTINCT FROM now_at.village_id
           OR h.commune_id IS DISTINCT FROM now_at.commune_id);
    RETURN NULL;
END $$;

CREATE FUNCTION household_members_of(ids bigint[]) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    UPDATE households_household h
    SET head_name = coalesce(now_in.head_name, h.head_name),
        head_sort_key = coalesce(now_in.head_sort_key, h.head_sort_key),
        names_key = coalesce(now_in.names_key, h.names_key),
        size = now_in.size
    FROM (
        SELECT i.id AS household_id,
            max(p.name) FILTER (WHERE m.relation = 'head') AS head_name,
            max(p.sort_key) FILTER (WHERE m.relation = 'head') AS head_sort_key,
            string_agg(p.name_key, '|' ORDER BY m.position, m.id) AS names_key,
            count(p.id) AS size
        FROM unnest(ids) AS i(id)
        LEFT JOIN households_membership m
            ON m.household_id = i.id AND m.ends IS NULL
        LEFT JOIN households_person p ON p.id = m.person_id
        GROUP BY i.id
    ) now_in
    WHERE h.id = now_in.household_id
      AND (h.head_name, h.head_sort_key, h.names_key, h.size::bigint)
          IS DISTINCT FROM
          (coalesce(now_in.head_name, h.head_name),
           coalesce(now_in.head_sort_key, h.head_sort_key),
           coalesce(now_in.names_key, h.names_key), now_in.size);
END $$;

CREATE FUNCTION household_members_sync() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM household_members_of(
        (SELECT array_agg(DISTINCT household_id) FROM changed));
    RETURN NULL;
END $$;

CREATE FUNCTION household_person_sync() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM household_members_of((
        SELECT array_agg(DISTINCT m.household_id)
        FROM households_membership m
        JOIN changed c ON c.id = m.person_id
        WHERE m.ends IS NULL));
    RETURN NULL;
END $$;
"""

NO_FUNCTIONS = """
DROP FUNCTION household_person_sync();
DROP FUNCTION household_members_sync();
DROP FUNCTION household_members_of(bigint[]);
DROP FUNCTION household_place_sync();
"""


def _trigger(table: str, event: str, function: str) -> migrations.RunSQL:
    rows = "OLD" if event == "delete" else "NEW"
    name = f"{table}_{event}_sync"
    return migrations.RunSQL(
        f"CREATE TRIGGER {name} AFTER {event.upper()} ON households_{table} "
        f"REFERENCING {rows} TABLE AS changed "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {function}();",
        f"DROP TRIGGER {name} ON households_{table};",
    )


class Migration(migrations.Migration):
    dependencies = [("households", "0001_initial")]

    operations = [
        migrations.RunSQL(FUNCTIONS, NO_FUNCTIONS),
        *(
            _trigger("residence", event, "household_place_sync")
            for event in ("insert", "update", "delete")
        ),
        *(
            _trigger("membership", event, "household_members_sync")
            for event in ("insert", "update", "delete")
        ),
        _trigger("person", "update", "household_person_sync"),
    ]
