"""What became of the signature of a finished video, and the digest of its file before that."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ('synthesis', '0017_add_lineage_share'),
    ]

    operations = [
        migrations.AddField(
            model_name='asset',
            name='credentials',
            field=models.JSONField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name='recipe',
            name='unsigned_sha256',
            field=models.CharField(blank=True, db_default='', default='', max_length=64),
        ),
    ]
