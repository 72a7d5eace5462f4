from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("publishing", "0017_publication_add_cover_result"),
    ]

    operations = [
        migrations.AddField(
            model_name="connection",
            name="consent_due_at",
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.AddIndex(
            model_name="connection",
            index=models.Index(
                condition=models.Q(("consent_due_at__isnull", False)),
                fields=["consent_due_at"],
                name="connection_consent_due",
            ),
        ),
    ]
