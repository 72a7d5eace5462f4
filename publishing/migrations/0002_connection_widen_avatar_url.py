"""Widen the URL of the picture: a content delivery network's signature is longer than 500 characters."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("publishing", "0001_initial")]

    operations = [
        migrations.AlterField(
            model_name="connection",
            name="avatar_url",
            field=models.URLField(blank=True, max_length=2000),
        ),
    ]
