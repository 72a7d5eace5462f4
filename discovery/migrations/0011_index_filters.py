"""Indexes compare all filters of lists; a channel's newest videos and expired statistics are found by one."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0001_initial'),
        ('discovery', '0010_add_video_links'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='candidate',
            name='candidate_by_date',
        ),
        migrations.RemoveIndex(
            model_name='candidate',
            name='candidate_by_bound',
        ),
        migrations.RemoveIndex(
            model_name='candidate',
            name='candidate_by_velocity',
        ),
        migrations.RemoveIndex(
            model_name='candidate',
            name='candidate_by_views',
        ),
        migrations.RemoveIndex(
            model_name='sourcevideo',
            name='source_video_by_age',
        ),
        migrations.AddIndex(
            model_name='candidate',
            index=models.Index(fields=['workspace', '-published_at', '-id', 'score', 'baseline_n', 'format', 'region', 'decision'], name='candidate_by_date'),
        ),
        migrations.AddIndex(
            model_name='candidate',
            index=models.Index(models.F('workspace'), models.OrderBy(models.F('score_low'), descending=True, nulls_last=True), models.OrderBy(models.F('id'), descending=True), models.F('published_at'), models.F('score'), models.F('baseline_n'), models.F('format'), models.F('region'), models.F('decision'), name='candidate_by_bound'),
        ),
        migrations.AddIndex(
            model_name='candidate',
            index=models.Index(models.F('workspace'), models.OrderBy(models.F('velocity'), descending=True, nulls_last=True), models.OrderBy(models.F('id'), descending=True), models.F('published_at'), models.F('score'), models.F('baseline_n'), models.F('format'), models.F('region'), models.F('decision'), name='candidate_by_velocity'),
        ),
        migrations.AddIndex(
            model_name='candidate',
            index=models.Index(models.F('workspace'), models.OrderBy(models.F('views'), descending=True, nulls_last=True), models.OrderBy(models.F('id'), descending=True), models.F('published_at'), models.F('score'), models.F('baseline_n'), models.F('format'), models.F('region'), models.F('decision'), name='candidate_by_views'),
        ),
        migrations.AddIndex(
            model_name='sourcevideo',
            index=models.Index(fields=['channel', '-published_at'], name='source_video_by_date'),
        ),
        migrations.AddIndex(
            model_name='sourcevideo',
            index=models.Index(fields=['observed_at'], name='source_video_by_observation'),
        ),
    ]
