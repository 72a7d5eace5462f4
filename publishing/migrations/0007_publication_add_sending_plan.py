from django.conf import settings
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("publishing", "0006_add_results"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="publication",
            name="goes_public_at",
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name="publication",
            name="held_at",
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name="publication",
            name="hold_reason",
            field=models.CharField(blank=True, db_default="", default="", editable=False, max_length=400),
        ),
        migrations.AddField(
            model_name="publication",
            name="late_note",
            field=models.CharField(blank=True, db_default="", default="", editable=False, max_length=400),
        ),
        migrations.AddField(
            model_name="publication",
            name="scheduled_by",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="publication",
            name="scheduled_from",
            field=models.CharField(blank=True, db_default="", default="", editable=False, max_length=24),
        ),
        migrations.AddField(
            model_name="publication",
            name="starts_at",
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.AddIndex(
            model_name="publication",
            index=models.Index(
                condition=models.Q(("held_at", None), ("status", "scheduled")),
                fields=["starts_at"],
                name="publication_due_to_start",
            ),
        ),
    ]
