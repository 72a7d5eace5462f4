"""Add the timetable, the outcome and the lease of reading an account's own videos."""

import django.utils.timezone
from django.db import migrations, models
from django.db.models.functions import Now


class Migration(migrations.Migration):
    dependencies = [("publishing", "0003_connection_add_refresh_lease")]

    operations = [
        migrations.AddField(
            model_name="connection",
            name="videos_read_at",
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name="connection",
            name="videos_due_at",
            field=models.DateTimeField(
                db_default=Now(), default=django.utils.timezone.now, editable=False
            ),
        ),
        migrations.AddField(
            model_name="connection",
            name="videos_problem",
            field=models.CharField(blank=True, db_default="", editable=False, max_length=400),
        ),
        migrations.AddField(
            model_name="connection",
            name="videos_lease_until",
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name="connection",
            name="videos_fence",
            field=models.PositiveIntegerField(db_default=0, default=0, editable=False),
        ),
        migrations.AddIndex(
            model_name="connection",
            index=models.Index(
                condition=models.Q(("status", "active")),
                fields=["videos_due_at"],
                name="connection_videos_due",
            ),
        ),
    ]
