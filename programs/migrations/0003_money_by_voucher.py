"""A voucher stands once in a line; taken back, it may be written anew.

And the calendar of payments for components without one of their own. Its percentages
are the portal's own proposal, not a rule of law: marked so, and to be edited.
"""

from django.db import migrations, models

PAYMENTS = """
CREATE OR REPLACE FUNCTION payments_added() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM added n JOIN programs_disbursement d ON d.id = n.corrects_id
        WHERE d.line_id <> n.line_id OR d.amount <> -n.amount OR d.amount <= 0)
    THEN
        PERFORM programs_refuse(
            'a payment is taken back whole, from its own line', 'payment_back_whole');
    END IF;
    PERFORM 1 FROM programs_budgetline
    WHERE id IN (SELECT line_id FROM added) ORDER BY id FOR NO KEY UPDATE;
    -- Asked once the lines are held: whoever wrote the same voucher has ended.
    IF EXISTS (
        SELECT 1 FROM added n
        JOIN programs_disbursement d ON d.line_id = n.line_id AND d.voucher = n.voucher
        WHERE n.corrects_id IS NULL AND d.corrects_id IS NULL AND d.id <> n.id
          AND NOT EXISTS (
            SELECT 1 FROM programs_disbursement back WHERE back.corrects_id = d.id))
    THEN
        PERFORM programs_refuse(
            'the voucher stands in the line', 'payment_voucher_once');
    END IF;
    UPDATE programs_budgetline l SET disbursed = l.disbursed + s.amount
    FROM (SELECT line_id, sum(amount) AS amount FROM added GROUP BY line_id) s
    WHERE l.id = s.line_id;
    RETURN NULL;
END $$;
"""
BY_MONTH = [2, 5, 10, 18, 26, 35, 45, 55, 65, 76, 88, 100]
ALARM_POINTS = 15


def fill(apps, schema_editor):
    apps.get_model("programs", "PaceRule").objects.create(
        component=None, by_month=BY_MONTH, alarm_points=ALARM_POINTS, mark="recalled"
    )


def empty(apps, schema_editor):
    apps.get_model("programs", "PaceRule").objects.filter(component=None).delete()


class Migration(migrations.Migration):
    dependencies = [("programs", "0003_known_programmes")]

    operations = [
        migrations.RemoveConstraint("disbursement", "payment_voucher_once"),
        migrations.AddIndex(
            "disbursement",
            models.Index(fields=["line", "voucher"], name="payment_voucher"),
        ),
        # Going back needs 0002's function, which its own reverse takes away.
        migrations.RunSQL(PAYMENTS, migrations.RunSQL.noop),
        migrations.RunPython(fill, empty),
    ]
