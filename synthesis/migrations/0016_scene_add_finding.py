"""The finding that a scene was written to use. Scenes of earlier releases have none."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("discovery", "0002_analyses"),
        ("synthesis", "0015_video_add_grades_stock"),
    ]

    operations = [
        migrations.AddField(
            model_name="scene",
            name="finding",
            field=models.ForeignKey(
                blank=True,
                help_text="The finding about another video that the scene was written to use.",
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="scenes",
                to="discovery.finding",
            ),
        ),
    ]
