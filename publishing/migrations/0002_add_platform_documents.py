"""Each platform's own options and facts about an account get a document; 0003 fills them."""

import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("publishing", "0001_initial"),
    ]

    operations = [
        migrations.AddField("connection", "account", models.JSONField(blank=True, default=dict)),
        migrations.AddField(
            "connection",
            "account_read_at",
            models.DateTimeField(default=django.utils.timezone.now, editable=False),
        ),
        migrations.AddField("publication", "options", models.JSONField(blank=True, default=dict)),
        migrations.AddField("publishattempt", "reference", models.CharField(blank=True, max_length=200)),
        migrations.AlterField("connection", "platform", models.CharField(max_length=16)),
    ]
