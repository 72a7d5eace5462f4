"""Add the connection that an own channel belongs to, and mark the candidates of own channels."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("discovery", "0007_candidate_use_source")]

    operations = [
        migrations.AddField(
            model_name="sourcechannel",
            name="account",
            field=models.CharField(blank=True, db_default="", default="", editable=False, max_length=40),
        ),
        migrations.AddField(
            model_name="candidate",
            name="is_own",
            field=models.BooleanField(db_default=False, default=False),
        ),
    ]
