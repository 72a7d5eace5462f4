"""Stored pictures of scenes, for filmstrips and the scene editor."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Add ``Scene.still`` and the digest of what it shows."""

    dependencies = [
        ("synthesis", "0012_add_stock_choice"),
    ]

    operations = [
        migrations.AddField(
            model_name="scene",
            name="still",
            field=models.ForeignKey(
                blank=True,
                help_text="A JPEG of how the scene looks.",
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="synthesis.asset",
            ),
        ),
        migrations.AddField(
            model_name="scene",
            name="still_digest",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                editable=False,
                help_text="The digest of what the still shows.",
                max_length=64,
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
                    ("stock", "Stock"),
                    ("clip", "Rendered scene"),
                    ("final", "Finished video"),
                    ("poster", "Poster"),
                    ("thumbnail", "Thumbnail"),
                    ("still", "Picture of a scene"),
                    ("subtitles", "Subtitles"),
                ],
                max_length=16,
            ),
        ),
    ]
