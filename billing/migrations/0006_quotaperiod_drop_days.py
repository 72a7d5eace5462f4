"""The days go. No release has them: until the first one, old code need not run on this schema."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """What follows from periods that are instants."""

    dependencies = [("billing", "0005_quotaperiod_fill_instants")]

    operations = [
        migrations.RemoveConstraint("quotaperiod", "quota_period_once"),
        migrations.RemoveConstraint("quotaperiod", "quota_period_has_days"),
        migrations.RemoveField("quotaperiod", "starts_on"),
        migrations.RemoveField("quotaperiod", "ends_on"),
        migrations.AlterField("quotaperiod", "starts_at", models.DateTimeField()),
        migrations.AlterField(
            "quotaperiod", "ends_at", models.DateTimeField(help_text="When the period that follows begins.")
        ),
        migrations.AddConstraint(
            "quotaperiod",
            models.UniqueConstraint(fields=["workspace", "starts_at"], name="quota_period_once"),
        ),
        migrations.AddConstraint(
            "quotaperiod",
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")), name="quota_period_has_time"
            ),
        ),
    ]
