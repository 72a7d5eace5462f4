"""The days go. No release has them: until the first one, old code need not run on this schema."""

from django.db import migrations, models

# On the way back.
_FILL_DAYS = """
UPDATE billing_quotaperiod SET
    starts_on = (starts_at AT TIME ZONE 'UTC')::date,
    ends_on = greatest((ends_at AT TIME ZONE 'UTC')::date, (starts_at AT TIME ZONE 'UTC')::date + 1)
"""


class Migration(migrations.Migration):
    """What follows from periods that are instants."""

    dependencies = [("billing", "0005_quotaperiod_fill_instants")]

    operations = [
        migrations.RemoveConstraint("quotaperiod", "quota_period_once"),
        migrations.RemoveConstraint("quotaperiod", "quota_period_has_days"),
        migrations.AlterField("quotaperiod", "starts_on", models.DateField(null=True)),
        migrations.AlterField("quotaperiod", "ends_on", models.DateField(null=True)),
        migrations.RunSQL(migrations.RunSQL.noop, _FILL_DAYS),
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
