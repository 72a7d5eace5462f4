"""Adds channels and videos that all workspaces share. The next migrations fill and use them.

Notes about skipped videos and copies of thumbnails are not kept: the next collection makes them again.
"""

import discovery.platforms
import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import django.utils.timezone
from django.contrib.postgres.operations import BtreeGinExtension, TrigramExtension
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0001_initial'),
        ('discovery', '0004_idea_add_placed_at'),
    ]

    operations = [
        TrigramExtension(),
        BtreeGinExtension(),
        migrations.CreateModel(
            name='CollectionState',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('platform', models.CharField(choices=discovery.platforms.choices, default=discovery.platforms.default_key, max_length=12)),
                ('livemode', models.BooleanField()),
                ('outcome', models.CharField(choices=[('never', 'Not scanned yet'), ('succeeded', 'Scanned'), ('budget', 'Quota used up'), ('waiting', 'Waiting to search'), ('unavailable', 'Platform was not available'), ('refused', 'Platform refused'), ('failed', 'Failed'), ('off', 'Platform is not set up')], default='succeeded', max_length=12)),
                ('problem', models.CharField(blank=True, default='', max_length=300)),
                ('failures', models.PositiveSmallIntegerField(default=0)),
                ('resumes_at', models.DateTimeField(blank=True, null=True)),
                ('changed_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
        ),
        migrations.CreateModel(
            name='SourceChannel',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('owner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='owned_channels', to='accounts.workspace')),
                ('platform', models.CharField(choices=discovery.platforms.choices, default=discovery.platforms.default_key, max_length=12)),
                ('origin', models.CharField(choices=[('collected', 'Collected from the platform'), ('own', 'From your connected account'), ('imported', 'Imported by you'), ('licensed', 'From a data provider')], default='collected', max_length=9)),
                ('platform_id', models.CharField(max_length=64)),
                ('uploads_id', models.CharField(blank=True, default='', max_length=64)),
                ('title', models.CharField(max_length=120)),
                ('handle', models.CharField(blank=True, default='', max_length=64)),
                ('avatar_url', models.URLField(blank=True, default='', max_length=500)),
                ('region', models.CharField(blank=True, default='', max_length=2)),
                ('subscribers', models.PositiveBigIntegerField(blank=True, null=True)),
                ('livemode', models.BooleanField(default=True)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('detailed_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('status', models.CharField(choices=[('pending', 'Looking up'), ('watched', 'Watched'), ('not_found', 'Not found'), ('unreadable', 'Unavailable'), ('gone', 'Gone')], default='watched', max_length=10)),
                ('status_changed_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('problem', models.CharField(blank=True, default='', editable=False, max_length=200)),
                ('retry_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('misses', models.PositiveSmallIntegerField(default=0, editable=False)),
                ('due_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('lease_until', models.DateTimeField(blank=True, editable=False, null=True)),
                ('fence', models.PositiveIntegerField(default=0, editable=False)),
                ('failures', models.PositiveSmallIntegerField(default=0, editable=False)),
                ('listed_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('list_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('collected_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('units_a_day', models.FloatField(default=0, editable=False)),
            ],
            options={
                'ordering': ['title', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='SourceVideo',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('channel', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='videos', to='discovery.sourcechannel')),
                ('platform', models.CharField(choices=discovery.platforms.choices, default=discovery.platforms.default_key, max_length=12)),
                ('platform_id', models.CharField(max_length=64)),
                ('title', models.CharField(max_length=300)),
                ('description', models.TextField(blank=True, default='')),
                ('tags', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=100), blank=True, default=list, size=None)),
                ('thumbnail_url', models.URLField(blank=True, default='', max_length=500)),
                ('language', models.CharField(blank=True, default='', max_length=16)),
                ('published_at', models.DateTimeField()),
                ('duration_s', models.PositiveIntegerField()),
                ('format', models.CharField(choices=[('short', 'Short'), ('long', 'Long')], max_length=5)),
                ('broadcast', models.CharField(choices=[('none', 'Not live'), ('live', 'Live now'), ('upcoming', 'Not aired yet')], default='none', max_length=8)),
                ('livemode', models.BooleanField(default=True)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('detailed_at', models.DateTimeField(blank=True, null=True)),
                ('missed_at', models.DateTimeField(blank=True, null=True)),
                ('gone_at', models.DateTimeField(blank=True, null=True)),
                ('look_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('views', models.PositiveBigIntegerField(blank=True, null=True)),
                ('likes', models.PositiveBigIntegerField(blank=True, null=True)),
                ('comments', models.PositiveBigIntegerField(blank=True, null=True)),
                ('observed_at', models.DateTimeField(blank=True, null=True)),
                ('score', models.FloatField(blank=True, null=True)),
                ('score_low', models.FloatField(blank=True, null=True)),
                ('score_high', models.FloatField(blank=True, null=True)),
                ('method', models.CharField(blank=True, choices=[('', 'Not scored'), ('same_age', 'Views at the same age'), ('lifetime', 'Lifetime views, compared with videos of a similar age')], default='', max_length=10)),
                ('unscored', models.CharField(blank=True, choices=[('', ''), ('baseline_too_small', 'Baseline too small'), ('too_young', 'Too young'), ('no_views', 'Views are hidden'), ('counting_changed', 'Counted differently when it was published'), ('implausible', 'More views than any video has'), ('live', 'Live, or not aired yet'), ('not_yet', 'Not scored yet')], default='not_yet', max_length=20)),
                ('baseline', models.JSONField(blank=True, default=list)),
                ('baseline_n', models.PositiveSmallIntegerField(default=0)),
                ('baseline_median', models.FloatField(blank=True, null=True)),
                ('baseline_low', models.FloatField(blank=True, null=True)),
                ('baseline_high', models.FloatField(blank=True, null=True)),
                ('engagement', models.JSONField(blank=True, default=dict)),
                ('age_h', models.FloatField(blank=True, null=True)),
                ('velocity', models.FloatField(blank=True, null=True)),
                ('velocity_window_s', models.PositiveIntegerField(blank=True, null=True)),
                ('trail', django.contrib.postgres.fields.ArrayField(base_field=models.PositiveBigIntegerField(), blank=True, default=list, size=None)),
                ('scored_at', models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.AddConstraint(
            model_name='collectionstate',
            constraint=models.UniqueConstraint(fields=('platform', 'livemode'), name='collection_state_once'),
        ),
        migrations.AddIndex(
            model_name='sourcechannel',
            index=models.Index(condition=models.Q(('due_at__isnull', False)), fields=['due_at'], name='source_channel_due'),
        ),
        migrations.AddIndex(
            model_name='sourcechannel',
            index=models.Index(fields=['platform', 'handle'], name='source_channel_by_handle'),
        ),
        migrations.AddConstraint(
            model_name='sourcechannel',
            constraint=models.UniqueConstraint(fields=('platform', 'platform_id', 'livemode', 'owner'), name='source_channel_once', nulls_distinct=False),
        ),
        migrations.AddIndex(
            model_name='sourcevideo',
            index=models.Index(fields=['channel', 'format', '-published_at'], name='source_video_by_age'),
        ),
        migrations.AddIndex(
            model_name='sourcevideo',
            index=models.Index(condition=models.Q(('look_at__isnull', False)), fields=['channel', 'look_at'], name='source_video_due'),
        ),
        migrations.AddConstraint(
            model_name='sourcevideo',
            constraint=models.UniqueConstraint(fields=('channel', 'platform_id'), name='source_video_once'),
        ),
        migrations.AddConstraint(
            model_name='sourcevideo',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('method', ''), ('score__isnull', True)), models.Q(('baseline_median__isnull', False), ('baseline_n__gte', 5), ('score__isnull', False), ('score_high__isnull', False), ('score_low__isnull', False), ('unscored', '')), _connector='OR'), name='source_video_score_is_whole'),
        ),
        migrations.AddField(
            model_name='candidate',
            name='source',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='candidates', to='discovery.sourcevideo'),
        ),
        migrations.AddField(
            model_name='candidate',
            name='is_public',
            field=models.BooleanField(default=True),
        ),
        migrations.AddField(
            model_name='candidate',
            name='region',
            field=models.CharField(blank=True, default='', max_length=2),
        ),
        migrations.AddField(
            model_name='watchedchannel',
            name='is_missing',
            field=models.BooleanField(default=False, editable=False),
        ),
        migrations.AddField(
            model_name='watchedchannel',
            name='lookup_problem',
            field=models.CharField(blank=True, default='', editable=False, max_length=200),
        ),
        migrations.AddField(
            model_name='watchedchannel',
            name='source',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='watchers', to='discovery.sourcechannel'),
        ),
        migrations.RenameModel('Snapshot', 'FormerSnapshot'),
        migrations.CreateModel(
            name='Snapshot',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='snapshots', to='discovery.sourcevideo')),
                ('views', models.PositiveBigIntegerField()),
                ('likes', models.PositiveBigIntegerField(blank=True, null=True)),
                ('comments', models.PositiveBigIntegerField(blank=True, null=True)),
                ('observed_at', models.DateTimeField()),
                ('counting_regime', models.CharField(max_length=24)),
            ],
        ),
        migrations.AddConstraint(
            model_name='snapshot',
            constraint=models.UniqueConstraint(fields=('source', 'observed_at'), name='snapshot_once'),
        ),
        migrations.AddIndex(
            model_name='snapshot',
            index=django.contrib.postgres.indexes.BrinIndex(autosummarize=True, fields=['observed_at'], name='snapshot_by_time'),
        ),
        migrations.DeleteModel('SkippedVideo'),
        migrations.DeleteModel('Picture'),
        migrations.CreateModel(
            name='SkippedVideo',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('channel', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='skipped_videos', to='discovery.sourcechannel')),
                ('platform_id', models.CharField(max_length=64)),
                ('title', models.CharField(blank=True, default='', max_length=300)),
                ('reason', models.CharField(choices=[('no_date', 'its publication date is missing or invalid'), ('no_length', 'its length is missing or invalid'), ('bad_counts', 'its numbers are invalid'), ('incomplete', "the platform's data about it is incomplete"), ('other_channel', 'it belongs to another channel'), ('error', 'it could not be stored because of an internal error')], max_length=16)),
                ('seen_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
            ],
            options={
                'ordering': ['-seen_at', '-pk'],
            },
        ),
        migrations.AddConstraint(
            model_name='skippedvideo',
            constraint=models.UniqueConstraint(fields=('channel', 'platform_id'), name='skipped_video_once'),
        ),
        migrations.CreateModel(
            name='Picture',
            fields=[
                ('source', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='picture', serialize=False, to='discovery.sourcevideo')),
                ('version', models.CharField(max_length=32)),
                ('small', models.BinaryField(default=bytes)),
                ('large', models.BinaryField(default=bytes)),
                ('problem', models.CharField(blank=True, default='', max_length=60)),
                ('kept_at', models.DateTimeField()),
            ],
            options={
                'indexes': [models.Index(fields=['-kept_at'], name='thumbnail_by_age')],
            },
        ),
    ]
