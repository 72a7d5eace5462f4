"""The credentials of recordings and music, which are converted at upload."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ('synthesis', '0018_asset_add_credentials'),
    ]

    operations = [
        migrations.AddField(
            model_name='asset',
            name='kept_credentials',
            field=models.BinaryField(editable=False, null=True),
        ),
    ]
