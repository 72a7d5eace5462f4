"""A video's own music, used instead of a mood."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("synthesis", "0009_scene_fill_structure")]

    operations = [
        migrations.AddField(
            model_name="video",
            name="music_track",
            field=models.ForeignKey(
                blank=True,
                help_text="A music file, used instead of the mood.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="scored_videos",
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
                    ("music", "Music"),
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
