"""Removes the columns that moved to the shared videos. Not reversible: the data is in the new tables."""

import discovery.platforms
import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.functions
import django.utils.timezone
from django.contrib.postgres.operations import BtreeGinExtension, TrigramExtension
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('discovery', '0006_fill_source_videos'),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='watchedchannel',
            options={},
        ),
        migrations.RemoveConstraint(
            model_name='candidate',
            name='candidate_once_per_workspace',
        ),
        migrations.RemoveConstraint(
            model_name='candidate',
            name='candidate_score_is_whole',
        ),
        migrations.RemoveConstraint(
            model_name='watchedchannel',
            name='channel_once_per_workspace',
        ),
        migrations.RemoveIndex(
            model_name='candidate',
            name='candidate_by_age',
        ),
        migrations.RemoveIndex(
            model_name='candidate',
            name='candidate_by_channel',
        ),
        migrations.RemoveField(
            model_name='candidate',
            name='age_h',
        ),
        migrations.RemoveField(
            model_name='candidate',
            name='baseline',
        ),
        migrations.RemoveField(
            model_name='candidate',
            name='baseline_high',
        ),
        migrations.RemoveField(
            model_name='candidate',
            name='baseline_low',
        ),
        migrations.RemoveField(
            model_name='candidate',
            name='baseline_median',
        ),
        migrations.RemoveField(
            model_name='candidate',
            name='broadcast',
        ),
        migrations.RemoveField(
            model_name='candidate',
            name='comments',
        ),
        migrations.RemoveField(
            model_name='candidate',
            name='description',
        ),
        migrations.RemoveField(
            model_name='candidate',
            name='detailed_at',
        ),
        migrations.RemoveField(
            model_name='candidate',
            name='duration_s',
        ),
        migrations.RemoveField(
            model_name='candidate',
            name='gone_at',
        ),
        migrations.RemoveField(
            model_name='candidate',
            name='likes',
        ),
        migrations.RemoveField(
            model_name='candidate',
            name='method',
        ),
        migrations.RemoveField(
            model_name='candidate',
            name='missed_at',
        ),
        migrations.RemoveField(
            model_name='candidate',
            name='observed_at',
        ),
        migrations.RemoveField(
            model_name='candidate',
            name='platform_id',
        ),
        migrations.RemoveField(
            model_name='candidate',
            name='score_high',
        ),
        migrations.RemoveField(
            model_name='candidate',
            name='scored_at',
        ),
        migrations.RemoveField(
            model_name='candidate',
            name='tags',
        ),
        migrations.RemoveField(
            model_name='candidate',
            name='thumbnail_url',
        ),
        migrations.RemoveField(
            model_name='candidate',
            name='trail',
        ),
        migrations.RemoveField(
            model_name='candidate',
            name='unscored',
        ),
        migrations.RemoveField(
            model_name='candidate',
            name='velocity_window_s',
        ),
        migrations.RemoveField(
            model_name='niche',
            name='collected_at',
        ),
        migrations.RemoveField(
            model_name='niche',
            name='round_started_at',
        ),
        migrations.RemoveField(
            model_name='niche',
            name='round_units',
        ),
        migrations.RemoveField(
            model_name='watchedchannel',
            name='avatar_url',
        ),
        migrations.RemoveField(
            model_name='watchedchannel',
            name='handle',
        ),
        migrations.RemoveField(
            model_name='watchedchannel',
            name='listed_at',
        ),
        migrations.RemoveField(
            model_name='watchedchannel',
            name='platform_id',
        ),
        migrations.RemoveField(
            model_name='watchedchannel',
            name='problem',
        ),
        migrations.RemoveField(
            model_name='watchedchannel',
            name='status',
        ),
        migrations.RemoveField(
            model_name='watchedchannel',
            name='status_changed_at',
        ),
        migrations.RemoveField(
            model_name='watchedchannel',
            name='subscribers',
        ),
        migrations.RemoveField(
            model_name='watchedchannel',
            name='title',
        ),
        migrations.RemoveField(
            model_name='watchedchannel',
            name='uploads_id',
        ),
        migrations.AlterField(
            model_name='candidate',
            name='source',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='candidates', to='discovery.sourcevideo'),
        ),
        migrations.AlterField(
            model_name='candidate',
            name='channel',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='candidates', to='discovery.watchedchannel'),
        ),
        migrations.AlterField(
            model_name='candidate',
            name='workspace',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='candidates', to='accounts.workspace'),
        ),
        migrations.AlterField(
            model_name='niche',
            name='next_round_at',
            field=models.DateTimeField(blank=True, default=django.utils.timezone.now, null=True),
        ),
        migrations.AlterField(
            model_name='watchedchannel',
            name='misses',
            field=models.PositiveSmallIntegerField(default=0, editable=False),
        ),
        migrations.AddConstraint(
            model_name='watchedchannel',
            constraint=models.UniqueConstraint(fields=('workspace', 'source'), name='channel_watched_once'),
        ),
        migrations.AddIndex(
            model_name='candidate',
            index=models.Index(fields=['workspace', '-published_at', '-id'], name='candidate_by_date'),
        ),
        migrations.AddIndex(
            model_name='candidate',
            index=models.Index(models.F('workspace'), models.OrderBy(models.F('score_low'), descending=True, nulls_last=True), models.OrderBy(models.F('id'), descending=True), name='candidate_by_bound'),
        ),
        migrations.AddIndex(
            model_name='candidate',
            index=models.Index(models.F('workspace'), models.OrderBy(models.F('velocity'), descending=True, nulls_last=True), models.OrderBy(models.F('id'), descending=True), name='candidate_by_velocity'),
        ),
        migrations.AddIndex(
            model_name='candidate',
            index=models.Index(models.F('workspace'), models.OrderBy(models.F('views'), descending=True, nulls_last=True), models.OrderBy(models.F('id'), descending=True), name='candidate_by_views'),
        ),
        migrations.AddIndex(
            model_name='candidate',
            index=models.Index(fields=['channel', '-published_at'], name='candidate_of_channel'),
        ),
        migrations.AddIndex(
            model_name='candidate',
            index=django.contrib.postgres.indexes.GinIndex(models.F('workspace'), django.contrib.postgres.indexes.OpClass(django.db.models.functions.Upper('title'), name='gin_trgm_ops'), name='candidate_by_word'),
        ),
        migrations.AddConstraint(
            model_name='candidate',
            constraint=models.UniqueConstraint(fields=('workspace', 'source'), name='candidate_once'),
        ),
        migrations.DeleteModel('FormerSnapshot'),
    ]
