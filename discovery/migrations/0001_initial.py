import discovery.platforms
import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
import foundation.ids
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Candidate',
            fields=[
                ('platform', models.CharField(choices=discovery.platforms.choices, default=discovery.platforms.default_key, max_length=12)),
                ('id', foundation.ids.PrefixedIdField(prefix='cnd', serialize=False)),
                ('platform_id', models.CharField(max_length=64)),
                ('title', models.CharField(max_length=300)),
                ('description', models.TextField(blank=True, default='')),
                ('tags', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=100), blank=True, default=list, size=None)),
                ('thumbnail_url', models.URLField(blank=True, default='', max_length=500)),
                ('language', models.CharField(blank=True, default='', max_length=16)),
                ('published_at', models.DateTimeField()),
                ('duration_s', models.PositiveIntegerField()),
                ('format', models.CharField(choices=[('short', 'Short'), ('long', 'Long')], max_length=5)),
                ('broadcast', models.CharField(choices=[('none', 'Not live'), ('live', 'Live now'), ('upcoming', 'Not aired yet')], db_default='none', default='none', max_length=8)),
                ('detailed_at', models.DateTimeField(blank=True, null=True)),
                ('missed_at', models.DateTimeField(blank=True, null=True)),
                ('gone_at', models.DateTimeField(blank=True, null=True)),
                ('livemode', models.BooleanField(default=True)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('views', models.PositiveBigIntegerField(blank=True, null=True)),
                ('likes', models.PositiveBigIntegerField(blank=True, null=True)),
                ('comments', models.PositiveBigIntegerField(blank=True, null=True)),
                ('observed_at', models.DateTimeField(blank=True, null=True)),
                ('decision', models.CharField(choices=[('open', 'Open'), ('saved', 'Saved'), ('dismissed', 'Dismissed')], default='open', max_length=9)),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('score', models.FloatField(blank=True, null=True)),
                ('score_low', models.FloatField(blank=True, null=True)),
                ('score_high', models.FloatField(blank=True, null=True)),
                ('method', models.CharField(blank=True, choices=[('', 'Not scored'), ('same_age', 'Views at the same age'), ('lifetime', 'Lifetime views, compared with videos of a similar age')], default='', max_length=10)),
                ('unscored', models.CharField(blank=True, choices=[('', ''), ('baseline_too_small', 'Baseline too small'), ('too_young', 'Too young'), ('no_views', 'Views are hidden'), ('live', 'Live, or not aired yet'), ('not_yet', 'Not scored yet')], default='not_yet', max_length=20)),
                ('baseline', models.JSONField(blank=True, default=list)),
                ('baseline_n', models.PositiveSmallIntegerField(default=0)),
                ('baseline_median', models.FloatField(blank=True, null=True)),
                ('baseline_low', models.FloatField(blank=True, null=True)),
                ('baseline_high', models.FloatField(blank=True, null=True)),
                ('age_h', models.FloatField(blank=True, null=True)),
                ('velocity', models.FloatField(blank=True, null=True)),
                ('velocity_window_s', models.PositiveIntegerField(blank=True, null=True)),
                ('trail', django.contrib.postgres.fields.ArrayField(base_field=models.PositiveBigIntegerField(), blank=True, default=list, size=None)),
                ('scored_at', models.DateTimeField(blank=True, null=True)),
                ('workspace', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='candidates', to='accounts.workspace')),
            ],
        ),
        migrations.CreateModel(
            name='ApiBudget',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('platform', models.CharField(choices=discovery.platforms.choices, default=discovery.platforms.default_key, max_length=12)),
                ('bucket', models.CharField(max_length=12)),
                ('day_on', models.DateField()),
                ('livemode', models.BooleanField(default=True)),
                ('used', models.PositiveIntegerField(default=0)),
                ('refused_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('platform', 'bucket', 'day_on', 'livemode'), name='budget_once_per_day')],
            },
        ),
        migrations.CreateModel(
            name='Niche',
            fields=[
                ('platform', models.CharField(choices=discovery.platforms.choices, default=discovery.platforms.default_key, max_length=12)),
                ('version', models.PositiveIntegerField(default=1)),
                ('id', foundation.ids.PrefixedIdField(prefix='nch', serialize=False)),
                ('name', models.CharField(max_length=60)),
                ('keywords', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=60), blank=True, default=list, size=None)),
                ('region', models.CharField(blank=True, default='', max_length=2)),
                ('language', models.CharField(blank=True, default='en', max_length=8)),
                ('livemode', models.BooleanField(db_default=True, default=True)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('next_round_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('lease_until', models.DateTimeField(blank=True, editable=False, null=True)),
                ('fence', models.PositiveIntegerField(default=0, editable=False)),
                ('round_started_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('searched_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('searched_words', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=60), blank=True, db_default=[], default=list, editable=False, size=None)),
                ('search_resumes_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('tried_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('failures', models.PositiveSmallIntegerField(db_default=0, default=0, editable=False)),
                ('collected_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('outcome', models.CharField(choices=[('never', 'Not scanned yet'), ('succeeded', 'Scanned'), ('budget', 'Quota used up'), ('waiting', 'Waiting to search'), ('unavailable', 'Platform was not available'), ('refused', 'Platform refused'), ('failed', 'Failed'), ('off', 'Platform is not set up')], default='never', editable=False, max_length=12)),
                ('problem', models.CharField(blank=True, default='', editable=False, max_length=300)),
                ('round_units', models.PositiveIntegerField(default=0, editable=False)),
                ('workspace', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='niches', to='accounts.workspace')),
            ],
            options={
                'ordering': ['created_at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Idea',
            fields=[
                ('status_changed_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('version', models.PositiveIntegerField(default=1)),
                ('id', foundation.ids.PrefixedIdField(prefix='ida', serialize=False)),
                ('title', models.CharField(max_length=150)),
                ('hook', models.CharField(blank=True, default='', max_length=300)),
                ('angle', models.TextField(blank=True, default='', max_length=2000)),
                ('status', models.CharField(choices=[('inbox', 'Inbox'), ('shortlisted', 'Shortlisted'), ('scripted', 'Scripted'), ('in_studio', 'In studio'), ('posted', 'Posted'), ('dropped', 'Dropped')], default='inbox', max_length=12)),
                ('facts', models.JSONField(blank=True, default=dict)),
                ('language', models.CharField(default='en', max_length=8)),
                ('livemode', models.BooleanField(default=True)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('candidate', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='ideas', to='discovery.candidate')),
                ('created_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('workspace', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='ideas', to='accounts.workspace')),
                ('niche', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='ideas', to='discovery.niche')),
            ],
        ),
        migrations.CreateModel(
            name='Snapshot',
            fields=[
                ('id', foundation.ids.PrefixedIdField(prefix='snp', serialize=False)),
                ('views', models.PositiveBigIntegerField()),
                ('likes', models.PositiveBigIntegerField(blank=True, null=True)),
                ('comments', models.PositiveBigIntegerField(blank=True, null=True)),
                ('observed_at', models.DateTimeField()),
                ('counting_regime', models.CharField(max_length=24)),
                ('candidate', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='snapshots', to='discovery.candidate')),
            ],
        ),
        migrations.CreateModel(
            name='WatchedChannel',
            fields=[
                ('platform', models.CharField(choices=discovery.platforms.choices, default=discovery.platforms.default_key, max_length=12)),
                ('id', foundation.ids.PrefixedIdField(prefix='chn', serialize=False)),
                ('status', models.CharField(choices=[('pending', 'Looking up'), ('watched', 'Watched'), ('not_found', 'Not found'), ('unreadable', 'Unavailable'), ('gone', 'Gone')], default='watched', max_length=10)),
                ('status_changed_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('address', models.CharField(blank=True, default='', max_length=120)),
                ('platform_id', models.CharField(blank=True, default='', max_length=64)),
                ('uploads_id', models.CharField(blank=True, default='', max_length=64)),
                ('title', models.CharField(max_length=120)),
                ('handle', models.CharField(blank=True, default='', max_length=64)),
                ('avatar_url', models.URLField(blank=True, default='', max_length=500)),
                ('subscribers', models.PositiveBigIntegerField(blank=True, null=True)),
                ('is_added_by_hand', models.BooleanField(default=False)),
                ('problem', models.CharField(blank=True, db_default='', default='', editable=False, max_length=200)),
                ('retry_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('misses', models.PositiveSmallIntegerField(db_default=0, default=0, editable=False)),
                ('listed_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('livemode', models.BooleanField(default=True)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('niches', models.ManyToManyField(blank=True, related_name='channels', to='discovery.niche')),
                ('workspace', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='watched_channels', to='accounts.workspace')),
            ],
            options={
                'ordering': ['title', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='SkippedVideo',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('platform_id', models.CharField(max_length=64)),
                ('title', models.CharField(blank=True, default='', max_length=300)),
                ('reason', models.CharField(choices=[('no_date', 'its publication date is missing or invalid'), ('no_length', 'its length is missing or invalid'), ('bad_counts', 'its numbers are invalid'), ('incomplete', "the platform's data about it is incomplete"), ('other_channel', 'it belongs to another channel'), ('error', 'it could not be stored because of an internal error')], max_length=16)),
                ('seen_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('channel', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='skipped_videos', to='discovery.watchedchannel')),
            ],
            options={
                'ordering': ['-seen_at', '-pk'],
            },
        ),
        migrations.AddField(
            model_name='candidate',
            name='channel',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='candidates', to='discovery.watchedchannel'),
        ),
        migrations.CreateModel(
            name='Picture',
            fields=[
                ('candidate', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='picture', serialize=False, to='discovery.candidate')),
                ('version', models.CharField(max_length=32)),
                ('small', models.BinaryField(default=bytes)),
                ('large', models.BinaryField(default=bytes)),
                ('problem', models.CharField(blank=True, default='', max_length=60)),
                ('kept_at', models.DateTimeField()),
            ],
            options={
                'indexes': [models.Index(fields=['-kept_at'], name='picture_by_age')],
            },
        ),
        migrations.AddIndex(
            model_name='niche',
            index=models.Index(fields=['next_round_at'], name='niche_due'),
        ),
        migrations.AddConstraint(
            model_name='niche',
            constraint=models.UniqueConstraint(models.F('workspace'), models.F('platform'), django.db.models.functions.text.Lower('name'), name='niche_name_once_per_workspace'),
        ),
        migrations.AddIndex(
            model_name='idea',
            index=models.Index(fields=['workspace', 'status', '-created_at'], name='idea_by_column'),
        ),
        migrations.AddConstraint(
            model_name='idea',
            constraint=models.UniqueConstraint(condition=models.Q(('candidate__isnull', False)), fields=('candidate',), name='idea_once_per_candidate'),
        ),
        migrations.AddIndex(
            model_name='snapshot',
            index=models.Index(fields=['observed_at'], name='snapshot_by_age'),
        ),
        migrations.AddConstraint(
            model_name='snapshot',
            constraint=models.UniqueConstraint(fields=('candidate', 'observed_at'), name='snapshot_once_at_a_time'),
        ),
        migrations.AddConstraint(
            model_name='watchedchannel',
            constraint=models.UniqueConstraint(condition=models.Q(('platform_id', ''), _negated=True), fields=('workspace', 'platform', 'platform_id', 'livemode'), name='channel_once_per_workspace'),
        ),
        migrations.AddConstraint(
            model_name='watchedchannel',
            constraint=models.UniqueConstraint(condition=models.Q(('address', ''), _negated=True), fields=('workspace', 'platform', 'address', 'livemode'), name='channel_asked_for_once'),
        ),
        migrations.AddConstraint(
            model_name='skippedvideo',
            constraint=models.UniqueConstraint(fields=('channel', 'platform_id'), name='video_skipped_once'),
        ),
        migrations.AddIndex(
            model_name='candidate',
            index=models.Index(fields=['workspace', '-published_at'], name='candidate_by_age'),
        ),
        migrations.AddIndex(
            model_name='candidate',
            index=models.Index(fields=['channel', 'format', '-published_at'], name='candidate_by_channel'),
        ),
        migrations.AddConstraint(
            model_name='candidate',
            constraint=models.UniqueConstraint(fields=('workspace', 'platform', 'platform_id', 'livemode'), name='candidate_once_per_workspace'),
        ),
        migrations.AddConstraint(
            model_name='candidate',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('method', ''), ('score__isnull', True)), models.Q(('baseline_median__isnull', False), ('baseline_n__gte', 5), ('score__isnull', False), ('score_high__isnull', False), ('score_low__isnull', False), ('unscored', '')), _connector='OR'), name='candidate_score_is_whole'),
        ),
    ]
