"""Add imported files, what each supplied, and what was skipped."""

import discovery.platforms
import django.db.models.deletion
import django.utils.timezone
import foundation.ids
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0001_initial'),
        ('discovery', '0011_index_filters'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Import',
            fields=[
                ('status_changed_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('platform', models.CharField(choices=discovery.platforms.choices, default=discovery.platforms.default_key, max_length=12)),
                ('id', foundation.ids.PrefixedIdField(prefix='imp', serialize=False)),
                ('file_name', models.CharField(max_length=120)),
                ('file_key', models.CharField(blank=True, default='', editable=False, max_length=200)),
                ('size_bytes', models.PositiveBigIntegerField()),
                ('status', models.CharField(choices=[('queued', 'Queued'), ('running', 'Running'), ('succeeded', 'Done'), ('failed', 'Failed'), ('removing', 'Removing')], default='queued', max_length=9)),
                ('problem', models.CharField(blank=True, default='', max_length=300)),
                ('note', models.CharField(blank=True, default='', max_length=300)),
                ('encoding', models.CharField(blank=True, default='', editable=False, max_length=20)),
                ('rows_read', models.PositiveIntegerField(default=0, editable=False)),
                ('rows_stored', models.PositiveIntegerField(default=0, editable=False)),
                ('rows_skipped', models.PositiveIntegerField(default=0, editable=False)),
                ('scored_to', models.BigIntegerField(default=0, editable=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('finished_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('due_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('lease_until', models.DateTimeField(blank=True, editable=False, null=True)),
                ('fence', models.PositiveIntegerField(default=0, editable=False)),
                ('starts', models.PositiveSmallIntegerField(default=0, editable=False)),
                ('imported_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('workspace', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='imports', to='accounts.workspace')),
            ],
            options={
                'ordering': ['-created_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='ImportEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('observed_at', models.DateTimeField()),
                ('shares', models.PositiveBigIntegerField(blank=True, null=True)),
                ('batch', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='entries', to='discovery.import')),
                ('source', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='import_entries', to='discovery.sourcevideo')),
            ],
        ),
        migrations.CreateModel(
            name='SkippedRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('line', models.PositiveIntegerField()),
                ('reason', models.CharField(max_length=200)),
                ('content', models.CharField(blank=True, default='', max_length=120)),
                ('batch', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='skipped', to='discovery.import')),
            ],
            options={
                'ordering': ['line'],
            },
        ),
        migrations.AddIndex(
            model_name='import',
            index=models.Index(fields=['workspace', '-created_at'], name='import_by_workspace'),
        ),
        migrations.AddIndex(
            model_name='import',
            index=models.Index(condition=models.Q(('status__in', ('queued', 'running', 'removing'))), fields=['due_at'], name='import_due'),
        ),
        migrations.AddConstraint(
            model_name='importentry',
            constraint=models.UniqueConstraint(fields=('batch', 'source', 'observed_at'), name='import_entry_once'),
        ),
        migrations.AddConstraint(
            model_name='skippedrow',
            constraint=models.UniqueConstraint(fields=('batch', 'line'), name='skipped_row_once'),
        ),
    ]
