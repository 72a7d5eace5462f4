"""Public links to the lineage of videos."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import foundation.ids
import foundation.secrets


class Migration(migrations.Migration):
    dependencies = [
        ('accounts', '0001_initial'),
        ('synthesis', '0016_scene_add_finding'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='LineageShare',
            fields=[
                ('id', foundation.ids.PrefixedIdField(prefix='lsh', serialize=False)),
                ('token', foundation.secrets.EncryptedTextField()),
                ('token_sha256', models.CharField(max_length=64, unique=True)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('video', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='lineage_share', to='synthesis.video')),
                ('workspace', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.workspace')),
            ],
        ),
    ]
