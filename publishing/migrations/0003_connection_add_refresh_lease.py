"""Add the lease that is held while a connection's tokens are refreshed."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("publishing", "0002_connection_widen_avatar_url")]

    operations = [
        migrations.AddField(
            model_name="connection",
            name="refresh_fence",
            field=models.PositiveIntegerField(db_default=0, default=0, editable=False),
        ),
        migrations.AddField(
            model_name="connection",
            name="refresh_lease_until",
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
    ]
