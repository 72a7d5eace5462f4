"""The documents hold what these columns held."""

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ("publishing", "0003_fill_platform_documents"),
    ]

    operations = [
        migrations.RemoveField("connection", "uploads_playlist_id"),
        migrations.RemoveField("publication", "tags"),
        migrations.RemoveField("publication", "visibility"),
        migrations.RemoveField("publication", "made_for_kids"),
        migrations.RemoveField("publication", "notify_subscribers"),
    ]
