from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("households", "0035_move_imports"),
    ]

    operations = [
        migrations.DeleteModel(name="ImportBatch"),
    ]
