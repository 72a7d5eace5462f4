"""The source and the creator of a stock file."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("synthesis", "0010_video_add_music_track")]

    operations = [
        migrations.AddField(
            model_name="asset",
            name="creator",
            field=models.CharField(blank=True, db_default="", default="", max_length=160),
        ),
        migrations.AddField(
            model_name="asset",
            name="creator_url",
            field=models.CharField(blank=True, db_default="", default="", max_length=500),
        ),
        migrations.AddField(
            model_name="asset",
            name="downloaded_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="asset",
            name="page_url",
            field=models.CharField(blank=True, db_default="", default="", max_length=500),
        ),
        migrations.AddField(
            model_name="asset",
            name="provider",
            field=models.CharField(blank=True, db_default="", default="", max_length=24),
        ),
        migrations.AddField(
            model_name="asset",
            name="provider_id",
            field=models.CharField(blank=True, db_default="", default="", max_length=40),
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
                    ("subtitles", "Subtitles"),
                ],
                max_length=16,
            ),
        ),
        migrations.AddConstraint(
            model_name="asset",
            constraint=models.UniqueConstraint(
                condition=models.Q(("provider", ""), _negated=True),
                fields=("workspace", "provider", "provider_id", "livemode"),
                name="asset_once_per_provider",
            ),
        ),
    ]
