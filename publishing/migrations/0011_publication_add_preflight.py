from django.db import migrations, models
import foundation.documents


class Migration(migrations.Migration):
    dependencies = [
        ("publishing", "0010_add_policy_rule"),
    ]

    operations = [
        migrations.AddField(
            model_name='publication',
            name='preflight',
            field=models.JSONField(blank=True, editable=False, null=True),
        ),
        migrations.AddIndex(
            model_name='publication',
            index=models.Index(fields=['submitted_at'], name='publication_by_submission'),
        ),
    ]
