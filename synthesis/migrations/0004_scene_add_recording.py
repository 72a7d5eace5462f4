"""A scene's own recording of its narration, and the narration that was recorded."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("synthesis", "0003_add_pronunciation")]

    operations = [
        migrations.AddField(
            model_name="scene",
            name="recorded_narration",
            field=models.TextField(
                blank=True,
                db_default="",
                default="",
                help_text="The narration when the recording was added.",
            ),
        ),
        migrations.AddField(
            model_name="scene",
            name="recording",
            field=models.ForeignKey(
                blank=True,
                help_text="A recording of the narration, used instead of the voice.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="narrated_scenes",
                to="synthesis.asset",
            ),
        ),
        migrations.AlterField(
            model_name="asset",
            name="role",
            field=models.CharField(
                choices=[
                    ("upload", "Upload"),
                    ("recording", "Recording"),
                    ("clip", "Rendered scene"),
                    ("final", "Finished video"),
                    ("poster", "Poster"),
                    ("thumbnail", "Thumbnail"),
                    ("subtitles", "Subtitles"),
                ],
                max_length=16,
            ),
        ),
    ]
