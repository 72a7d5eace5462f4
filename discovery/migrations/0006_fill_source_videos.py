"""Moves channels, videos and observations to the tables that all workspaces share.

Of several workspaces' copies of a channel or video, the one that was read last is kept, with all observations.
Scores stay until the next collection computes them again.
"""

from django.db import migrations

_CHANNELS = """
    INSERT INTO discovery_sourcechannel (
        platform, platform_id, livemode, origin, uploads_id, title, handle, avatar_url, region, subscribers,
        created_at, status, status_changed_at, problem, retry_at, misses, due_at, fence, failures, listed_at,
        list_at, collected_at, units_a_day
    )
    SELECT DISTINCT ON (platform, platform_id, livemode)
        platform, platform_id, livemode, 'collected', uploads_id, title, handle, avatar_url, '', subscribers,
        created_at, CASE WHEN status IN ('pending', 'not_found') THEN 'watched' ELSE status END,
        status_changed_at, problem, retry_at, misses, now(), 0, 0, listed_at, now(), listed_at, 0
    FROM discovery_watchedchannel
    WHERE platform_id <> ''
    ORDER BY platform, platform_id, livemode, listed_at DESC NULLS LAST
"""
_WATCHED = """
    UPDATE discovery_watchedchannel AS watched
    SET source_id = channel.id
    FROM discovery_sourcechannel AS channel
    WHERE watched.platform = channel.platform AND watched.platform_id = channel.platform_id
        AND watched.livemode = channel.livemode AND watched.platform_id <> ''
"""
_MISSING = """
    UPDATE discovery_watchedchannel SET is_missing = true, lookup_problem = problem WHERE status = 'not_found'
"""
_VIDEOS = """
    INSERT INTO discovery_sourcevideo (
        channel_id, platform, platform_id, title, description, tags, thumbnail_url, language, published_at,
        duration_s, format, broadcast, livemode, created_at, detailed_at, missed_at, gone_at, look_at, views,
        likes, comments, observed_at, score, score_low, score_high, method, unscored, baseline, baseline_n,
        baseline_median, baseline_low, baseline_high, engagement, age_h, velocity, velocity_window_s, trail,
        scored_at
    )
    SELECT DISTINCT ON (watched.source_id, row.platform_id)
        watched.source_id, row.platform, row.platform_id, row.title, row.description, row.tags,
        row.thumbnail_url, row.language, row.published_at, row.duration_s, row.format, row.broadcast,
        row.livemode, row.created_at, row.detailed_at, row.missed_at, row.gone_at, now(), row.views,
        row.likes, row.comments, row.observed_at, row.score, row.score_low, row.score_high, row.method,
        row.unscored, row.baseline, row.baseline_n, row.baseline_median, row.baseline_low, row.baseline_high,
        '{}'::jsonb, row.age_h, row.velocity, row.velocity_window_s, row.trail, row.scored_at
    FROM discovery_candidate AS row
    JOIN discovery_watchedchannel AS watched ON watched.id = row.channel_id
    WHERE watched.source_id IS NOT NULL
    ORDER BY watched.source_id, row.platform_id, row.observed_at DESC NULLS LAST
"""
_CANDIDATES = """
    UPDATE discovery_candidate AS row
    SET source_id = video.id, is_public = video.gone_at IS NULL
    FROM discovery_watchedchannel AS watched, discovery_sourcevideo AS video
    WHERE watched.id = row.channel_id AND video.channel_id = watched.source_id
        AND video.platform_id = row.platform_id
"""
_SNAPSHOTS = """
    INSERT INTO discovery_snapshot (source_id, views, likes, comments, observed_at, counting_regime)
    SELECT row.source_id, seen.views, seen.likes, seen.comments, seen.observed_at, seen.counting_regime
    FROM discovery_formersnapshot AS seen
    JOIN discovery_candidate AS row ON row.id = seen.candidate_id
    ORDER BY seen.observed_at
    ON CONFLICT DO NOTHING
"""


class Migration(migrations.Migration):
    dependencies = [("discovery", "0005_add_source_videos")]

    operations = [
        migrations.RunSQL(statement, migrations.RunSQL.noop)
        for statement in (_CHANNELS, _WATCHED, _MISSING, _VIDEOS, _CANDIDATES, _SNAPSHOTS)
    ]
