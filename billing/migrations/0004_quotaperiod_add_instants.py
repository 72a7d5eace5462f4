"""A period gets instants instead of days, and says which plan it was granted for."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Only columns that may be empty: what is there is filled in next."""

    dependencies = [("billing", "0003_standings")]

    operations = [
        migrations.AddField("quotaperiod", "starts_at", models.DateTimeField(null=True)),
        migrations.AddField("quotaperiod", "ends_at", models.DateTimeField(null=True)),
        migrations.AddField(
            "quotaperiod",
            "plan",
            models.CharField(default="free", help_text="Whose videos were granted last.", max_length=20),
        ),
        migrations.AddField("quotaperiod", "extra", models.IntegerField(default=0)),
    ]
