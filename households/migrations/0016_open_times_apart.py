"""Times of memberships and residences are kept apart without one large GiST index.

Nearly every time is open, and a person, a head's post or a household's place has one
open time at most: a unique index says so at a tenth of the cost. Former times stay
under the exclusion. An open time and a former one are compared by triggers, once a
statement. These hold the person and the household first, so that of two transactions
the later one sees what the earlier one has written; and a transaction that reads an
old snapshot throughout, which could not see it, is refused.
"""

import django.contrib.postgres.constraints
import django.db.models.functions.text
import django.db.models.lookups
from django.db import migrations, models

import povertyportal.areas.models

FUNCTIONS = """
CREATE FUNCTION needs_fresh_reads() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        RAISE EXCEPTION 'this may change in read committed only'
            USING ERRCODE = 'feature_not_supported';
    END IF;
END $$;

CREATE FUNCTION households_hold(ids bigint[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF cardinality(ids) <> (
        SELECT count(*) FROM (
            SELECT 1 FROM households_household WHERE id = ANY (ids)
            ORDER BY id FOR NO KEY UPDATE) held)
    THEN
        RAISE EXCEPTION 'there is no such household'
            USING ERRCODE = 'foreign_key_violation',
                CONSTRAINT = 'time_has_its_household';
    END IF;
END $$;

CREATE FUNCTION persons_hold(ids bigint[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF cardinality(ids) <> (
        SELECT count(*) FROM (
            SELECT 1 FROM households_person WHERE id = ANY (ids)
            ORDER BY id FOR NO KEY UPDATE) held)
    THEN
        RAISE EXCEPTION 'there is no such person'
            USING ERRCODE = 'foreign_key_violation',
                CONSTRAINT = 'time_has_its_person';
    END IF;
END $$;

-- Arrays, not the transition table itself: it has no index and its size is new each
-- time, so that a plan that is kept could read it once for every member there is.
CREATE FUNCTION membership_times_apart() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    persons bigint[];
    homes bigint[];
BEGIN
    PERFORM needs_fresh_reads();
    SELECT coalesce(array_agg(DISTINCT person_id), '{}') INTO persons FROM changed;
    SELECT coalesce(array_agg(DISTINCT household_id), '{}') INTO homes FROM changed;
    PERFORM households_hold(homes);
    PERFORM persons_hold(persons);
    IF EXISTS (
        SELECT 1 FROM households_membership former
        JOIN households_membership now_in
            ON now_in.person_id = former.person_id AND now_in.ends IS NULL
        WHERE former.person_id = ANY (persons) AND former.ends > now_in.starts)
    THEN
        RAISE EXCEPTION 'a person is in two households at a time'
            USING ERRCODE = 'exclusion_violation',
                CONSTRAINT = 'membership_one_household_at_a_time';
    END IF;
    IF EXISTS (
        SELECT 1 FROM households_membership former
        JOIN households_membership now_in
            ON now_in.household_id = former.household_id
            AND now_in.relation = 'head' AND now_in.ends IS NULL
        WHERE former.household_id = ANY (homes) AND former.relation = 'head'
          AND former.ends > now_in.starts)
    THEN
        RAISE EXCEPTION 'a household has two heads at a time'
            USING ERRCODE = 'exclusion_violation',
                CONSTRAINT = 'membership_one_head_at_a_time';
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION residence_times_apart() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE homes bigint[];
BEGIN
    PERFORM needs_fresh_reads();
    SELECT coalesce(array_agg(DISTINCT household_id), '{}') INTO homes FROM changed;
    PERFORM households_hold(homes);
    IF EXISTS (
        SELECT 1 FROM households_residence former
        JOIN households_residence now_in
            ON now_in.household_id = former.household_id AND now_in.ends IS NULL
        WHERE former.household_id = ANY (homes) AND former.ends > now_in.starts)
    THEN
        RAISE EXCEPTION 'a household is in two places at a time'
            USING ERRCODE = 'exclusion_violation',
                CONSTRAINT = 'residence_one_place_at_a_time';
    END IF;
    RETURN NULL;
END $$;
"""
NO_FUNCTIONS = """
DROP FUNCTION residence_times_apart();
DROP FUNCTION membership_times_apart();
DROP FUNCTION persons_hold(bigint[]);
DROP FUNCTION households_hold(bigint[]);
DROP FUNCTION needs_fresh_reads();
"""
_TIMES = (
    povertyportal.areas.models.DateRange("starts", "ends", models.Value("[)")),
    "&&",
)


def _trigger(table: str, event: str) -> migrations.RunSQL:
    # By its name it fires before those that read what it holds.
    name = f"{table}_{event}_apart"
    return migrations.RunSQL(
        f"CREATE TRIGGER {name} AFTER {event.upper()} ON households_{table} "
        "REFERENCING NEW TABLE AS changed "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {table}_times_apart();",
        f"DROP TRIGGER {name} ON households_{table};",
    )


class Migration(migrations.Migration):
    dependencies = [
        ("areas", "0002_search_key_composed"),
        ("households", "0015_repeated_places"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="membership", name="membership_one_household_at_a_time"
        ),
        migrations.RemoveConstraint(
            model_name="membership", name="membership_one_head_at_a_time"
        ),
        migrations.RemoveConstraint(
            model_name="person", name="person_personal_id_form"
        ),
        migrations.RemoveConstraint(
            model_name="residence", name="residence_one_place_at_a_time"
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ends__isnull", True)),
                fields=("person",),
                name="membership_one_household_now",
                violation_error_message="Người này đang ở một hộ khác.",
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                condition=models.Q(("ends__isnull", False)),
                expressions=[("person", "="), _TIMES],
                name="membership_one_household_at_a_time",
                violation_error_message="Người này đang ở một hộ khác trong thời gian đó.",
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ends__isnull", True), ("relation", "head")),
                fields=("household",),
                name="membership_one_head_now",
                violation_error_message="Hộ đã có chủ hộ.",
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                condition=models.Q(("ends__isnull", False), ("relation", "head")),
                expressions=[("household", "="), _TIMES],
                name="membership_one_head_at_a_time",
                violation_error_message="Hộ đã có chủ hộ trong thời gian đó.",
            ),
        ),
        migrations.AddConstraint(
            model_name="person",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    django.db.models.lookups.In(
                        django.db.models.functions.text.Length("personal_id"),
                        [0, 9, 12],
                    ),
                    ("personal_id__regex", "^[0-9]*$"),
                ),
                name="person_personal_id_form",
                violation_error_message="Số định danh gồm đúng 12 chữ số (CMND cũ: 9).",
            ),
        ),
        migrations.AddConstraint(
            model_name="residence",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ends__isnull", True)),
                fields=("household",),
                name="residence_one_place_now",
                violation_error_message="Hộ đang có nơi cư trú khác.",
            ),
        ),
        migrations.AddConstraint(
            model_name="residence",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                condition=models.Q(("ends__isnull", False)),
                expressions=[("household", "="), _TIMES],
                name="residence_one_place_at_a_time",
                violation_error_message="Hộ đã có nơi cư trú khác trong thời gian đó.",
            ),
        ),
        migrations.RunSQL(FUNCTIONS, NO_FUNCTIONS),
        *(
            _trigger(table, event)
            for table in ("membership", "residence")
            for event in ("insert", "update")
        ),
    ]
