"""What a meeting keeps is not emptied either: TRUNCATE passes by triggers of rows."""

from django.db import migrations

KEEP = """
CREATE TRIGGER meeting_picture_no_truncate BEFORE TRUNCATE ON reports_meetingpicture
FOR EACH STATEMENT EXECUTE FUNCTION meeting_picture_stays();
"""
FORGET = "DROP TRIGGER meeting_picture_no_truncate ON reports_meetingpicture;"


class Migration(migrations.Migration):
    dependencies = [("reports", "0025_one_meeting_at_a_time")]

    operations = [migrations.RunSQL(KEEP, FORGET)]
