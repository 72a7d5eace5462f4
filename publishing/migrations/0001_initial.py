import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
import foundation.ids
import foundation.secrets
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0001_initial'),
        ('synthesis', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Connection',
            fields=[
                ('status_changed_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('id', foundation.ids.PrefixedIdField(prefix='con', serialize=False)),
                ('platform', models.CharField(max_length=16)),
                ('status', models.CharField(choices=[('active', 'Active'), ('needs_reconnect', 'Needs reconnect'), ('revoked', 'Disconnected')], default='active', max_length=20)),
                ('channel_id', models.CharField(max_length=64)),
                ('channel_title', models.CharField(max_length=200)),
                ('channel_handle', models.CharField(blank=True, max_length=100)),
                ('avatar_url', models.URLField(blank=True, max_length=500)),
                ('account', models.JSONField(blank=True, default=dict)),
                ('account_read_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('scopes', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=120), default=list, size=None)),
                ('refresh_token', foundation.secrets.EncryptedTextField(blank=True)),
                ('access_token', foundation.secrets.EncryptedTextField(blank=True)),
                ('access_expires_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('livemode', models.BooleanField(default=True)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('connected_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('workspace', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='connections', to='accounts.workspace')),
            ],
        ),
        migrations.CreateModel(
            name='Publication',
            fields=[
                ('status_changed_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('version', models.PositiveIntegerField(default=1)),
                ('id', foundation.ids.PrefixedIdField(prefix='pub', serialize=False)),
                ('status', models.CharField(choices=[('draft', 'Draft'), ('submitting', 'Submitting'), ('submitted_unconfirmed', 'Sent, not confirmed'), ('published', 'Published'), ('failed', 'Failed'), ('canceled', 'Canceled')], default='draft', max_length=24)),
                ('title', models.CharField(max_length=200)),
                ('post_text', models.TextField(blank=True)),
                ('options', models.JSONField(blank=True, default=dict)),
                ('synthetic_media', models.BooleanField(default=False)),
                ('synthetic_media_required', models.BooleanField(default=False, editable=False)),
                ('livemode', models.BooleanField(default=True)),
                ('platform_video_id', models.CharField(blank=True, max_length=64)),
                ('url', models.URLField(blank=True, max_length=300)),
                ('failure', models.CharField(blank=True, max_length=400)),
                ('failure_detail', models.TextField(blank=True)),
                ('evidence', models.JSONField(blank=True, default=dict)),
                ('submitted_at', models.DateTimeField(blank=True, null=True)),
                ('published_at', models.DateTimeField(blank=True, null=True)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('lease_until', models.DateTimeField(blank=True, editable=False, null=True)),
                ('fence', models.PositiveIntegerField(default=0, editable=False)),
                ('next_poll_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('connection', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='publications', to='publishing.connection')),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('render', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='publications', to='synthesis.render')),
                ('video', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='publications', to='synthesis.video')),
                ('workspace', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='publications', to='accounts.workspace')),
            ],
        ),
        migrations.CreateModel(
            name='PublishAttempt',
            fields=[
                ('id', foundation.ids.PrefixedIdField(prefix='pba', serialize=False)),
                ('number', models.PositiveIntegerField()),
                ('session_url', foundation.secrets.EncryptedTextField(blank=True)),
                ('reference', models.CharField(blank=True, max_length=200)),
                ('size_bytes', models.BigIntegerField()),
                ('sent_bytes', models.BigIntegerField(default=0)),
                ('final_sent', models.BooleanField(default=False)),
                ('note', models.CharField(blank=True, max_length=400)),
                ('opened_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
                ('publication', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='attempts', to='publishing.publication')),
            ],
        ),
        migrations.AddConstraint(
            model_name='connection',
            constraint=models.UniqueConstraint(fields=('workspace', 'platform', 'channel_id'), name='connection_once_per_channel'),
        ),
        migrations.AddIndex(
            model_name='publication',
            index=models.Index(fields=['workspace', '-id'], name='publication_by_workspace'),
        ),
        migrations.AddIndex(
            model_name='publication',
            index=models.Index(condition=models.Q(('status__in', ['submitting', 'submitted_unconfirmed'])), fields=['next_poll_at'], name='publication_due'),
        ),
        migrations.AddConstraint(
            model_name='publication',
            constraint=models.UniqueConstraint(condition=models.Q(('platform_video_id', ''), _negated=True), fields=('connection', 'platform_video_id'), name='publication_once_per_platform_video'),
        ),
        migrations.AddConstraint(
            model_name='publishattempt',
            constraint=models.UniqueConstraint(condition=models.Q(('closed_at', None)), fields=('publication',), name='publish_attempt_one_open'),
        ),
        migrations.AddConstraint(
            model_name='publishattempt',
            constraint=models.UniqueConstraint(fields=('publication', 'number'), name='publish_attempt_number'),
        ),
    ]
