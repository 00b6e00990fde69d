"""Outcomes say whether a woman heads the household and whether children live there.

Results that are there already are told from what they were decided from, or, of
imported lists, from who belonged to the household on the last day of the year.
"""

from django.db import migrations, models

# Outcomes never change: their keeper steps aside for two columns nobody had written.
_FILL = """
SET LOCAL work_mem = '256MB';
ALTER TABLE households_outcome DISABLE TRIGGER outcome_only_superseded;
CREATE TEMP TABLE told ON COMMIT DROP AS
WITH members AS (
    SELECT g.outcome_id, (g.facts->>'on')::date AS on_day, true AS is_whole,
        m->>'relation' AS relation, coalesce(m->>'sex', '') AS sex,
        (m->>'birth_year')::int AS y, (m->>'birth_month')::int AS mo,
        CASE WHEN m->>'birth_month' IS NOT NULL
            THEN (m->>'birth_day')::int END AS d
    FROM households_outcomegrounds g
    CROSS JOIN jsonb_array_elements(
        CASE WHEN jsonb_typeof(g.facts->'members') = 'array'
            THEN g.facts->'members' ELSE '[]' END) m
    UNION ALL
    SELECT o.id, r.day, count(*) OVER (PARTITION BY o.id) >= o.persons,
        s.relation, p.sex, p.birth_year, p.birth_month, p.birth_day
    FROM households_outcome o
    JOIN (SELECT id, make_date(year, 12, 31) AS day FROM households_reviewround) r
        ON r.id = o.round_id
    JOIN households_review v ON v.id = o.review_id
    JOIN households_membership s ON s.household_id = v.household_id
        AND s.starts <= r.day + 1 AND (s.ends IS NULL OR s.ends > r.day + 1)
    JOIN households_person p ON p.id = s.person_id
    WHERE o.origin = 'imported'
),
aged AS (
    SELECT *,
        extract(year FROM on_day) - y - (
            (extract(month FROM on_day), extract(day FROM on_day))
            < (coalesce(mo, 1), coalesce(d, 1)))::int AS oldest,
        extract(year FROM on_day) - y - (
            (extract(month FROM on_day), extract(day FROM on_day))
            < (coalesce(mo, 12), coalesce(d, 31)))::int AS youngest
    FROM members
)
SELECT outcome_id,
    bool_or(sex = 'female') FILTER (WHERE relation = 'head' AND sex <> '') AS woman,
    CASE WHEN bool_or(oldest BETWEEN 0 AND 15) THEN true
        WHEN bool_and(is_whole AND coalesce(youngest >= 16, false)) THEN false
    END AS children
FROM aged GROUP BY outcome_id;
UPDATE households_outcome o SET head_female = t.woman, with_children = t.children
FROM told t
WHERE t.outcome_id = o.id AND (t.woman IS NOT NULL OR t.children IS NOT NULL);
ALTER TABLE households_outcome ENABLE TRIGGER outcome_only_superseded;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("households", "0040_listed_deprivations"),
    ]

    operations = [
        migrations.AddField(
            model_name="outcome",
            name="head_female",
            field=models.BooleanField(null=True, verbose_name="chủ hộ là nữ"),
        ),
        migrations.AddField(
            model_name="outcome",
            name="with_children",
            field=models.BooleanField(null=True, verbose_name="có trẻ em dưới 16 tuổi"),
        ),
        migrations.RunSQL(_FILL, migrations.RunSQL.noop),
    ]
