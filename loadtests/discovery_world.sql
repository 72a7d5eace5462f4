-- Fills the large tables from the temporary tables of discovery_world.py.
INSERT INTO discovery_sourcechannel (
    platform, origin, platform_id, uploads_id, title, handle, avatar_url, region, subscribers, livemode, created_at,
    detailed_at, status, status_changed_at, problem, misses, due_at, fence, failures, listed_at, list_at,
    collected_at, units_a_day
)
SELECT 'youtube', 'collected', 'UC' || lpad(number::text, 22, '0'), 'UU' || lpad(number::text, 22, '0'),
    CASE name WHEN '' THEN 'Channel ' || number ELSE name END, '@channel' || number, '', region,
    (10 ^ (2 + 4 * random()))::bigint, livemode, now() - interval '100 days', now() - interval '1 day', 'watched',
    now() - interval '100 days', '', 0, now() + interval '15 minutes' * floor(96 * random() - 1), 0, 0,
    now() - interval '1 hour', now() + interval '5 hours', now() - interval '1 hour', 4 + 8 * random()
FROM bench_channel, bench_livemode ORDER BY number;

CREATE TEMP TABLE bench_source AS
SELECT source.id, bench_channel.* FROM discovery_sourcechannel AS source
JOIN bench_channel ON source.platform_id = 'UC' || lpad(number::text, 22, '0');

INSERT INTO discovery_watchedchannel (
    platform, id, address, is_added_by_hand, misses, livemode, created_at, workspace_id, is_missing, lookup_problem,
    source_id
)
SELECT 'youtube', watch.id, '', false, 0, livemode, now() - interval '100 days', workspace_id, false, '', source.id
FROM bench_watch AS watch JOIN bench_source AS source USING (number), bench_livemode ORDER BY watch.id;

INSERT INTO discovery_watchedchannel_niches (watchedchannel_id, niche_id) SELECT id, niche_id FROM bench_watch;

CREATE TEMP TABLE bench_video AS
SELECT id AS channel_id, language, region, now() - interval '90 days' * random() AS published_at,
    random_normal(0, 1) AS luck, random() AS outlier, random() AS hidden, random() AS kind,
    10 ^ (2 + 3 * random()) AS usual, floor(4000 * random())::int AS first, floor(4000 * random())::int AS second
FROM bench_source CROSS JOIN LATERAL generate_series(1, videos);

INSERT INTO discovery_sourcevideo (
    channel_id, platform, platform_id, title, description, tags, thumbnail_url, language, published_at, duration_s,
    format, broadcast, blocked_in, livemode, created_at, detailed_at, gone_at, look_at, views, likes, comments, observed_at,
    score, score_low, score_high, method, unscored, baseline, baseline_n, baseline_median, baseline_low,
    baseline_high, engagement, age_h, velocity, velocity_window_s, trail, scored_at
)
SELECT channel_id, 'youtube', 'v' || lpad(to_hex((random() * 1e15)::bigint), 14, '0'),
    left(one.words || ' ' || two.words, 300), repeat('About this video. ', 10), ARRAY['tag', 'other'],
    'https://i.ytimg.example/vi/x/mqdefault.jpg', made.language, published_at,
    CASE WHEN kind < 0.6 THEN 30 ELSE 700 END, CASE WHEN kind < 0.6 THEN 'short' ELSE 'long' END, 'none', '{}', livemode,
    published_at + interval '1 hour', now() - interval '1 day', CASE WHEN hidden > 0.98 THEN now() END,
    now() + interval '1 hour' * (24 * random()), views, views / 30, views / 300, now() - interval '1 hour',
    score, score * 0.6, score * 1.6, CASE WHEN score IS NULL THEN '' ELSE 'same_age' END,
    CASE WHEN score IS NULL THEN 'too_young' ELSE '' END,
    CASE WHEN score IS NULL THEN '[]'::jsonb ELSE peers END, CASE WHEN score IS NULL THEN 0 ELSE 5 + 25 * outlier END,
    usual, usual / 2, usual * 2, '{}', age_h, CASE WHEN hidden > 0.05 THEN views / greatest(age_h, 1) END, 3600,
    ARRAY[views / 8, views / 4, views / 3, views / 2, views], now() - interval '1 hour'
FROM (
    SELECT *, (usual * exp(0.7 * luck) * CASE WHEN outlier < 0.06 THEN 6 ELSE 1 END)::bigint AS views,
        CASE WHEN hidden > 0.1 AND published_at < now() - interval '3 hours'
            THEN exp(0.7 * luck) * CASE WHEN outlier < 0.06 THEN 6 ELSE 1 END END AS score,
        extract(epoch FROM now() - published_at) / 3600 AS age_h
    FROM bench_video
) AS made
JOIN bench_phrase AS one ON one.language = made.language AND one.number = made.first
JOIN bench_phrase AS two ON two.language = made.language AND two.number = made.second
CROSS JOIN bench_livemode
CROSS JOIN (
    SELECT jsonb_agg(jsonb_build_object('id', md5(n::text), 'title', md5(n::text), 'views', n * 1000, 'age_h', 24.5,
        'is_interpolated', true)) AS peers
    FROM generate_series(1, 15) AS n
) AS baseline
ORDER BY published_at;

INSERT INTO discovery_snapshot (source_id, views, likes, comments, observed_at, counting_regime)
SELECT id, seen, seen / 30, seen / 300, observed_at, 'unified_starts'
FROM (
    SELECT id, (views * sqrt(look.age_h / greatest(video.age_h, 0.5)))::bigint AS seen,
        published_at + interval '1 hour' * look.age_h AS observed_at
    FROM discovery_sourcevideo AS video JOIN bench_look AS look ON look.age_h < video.age_h
    WHERE published_at + interval '1 hour' * look.age_h > now() - interval '30 days 6 hours'
) AS looks
ORDER BY observed_at;

INSERT INTO discovery_candidate (
    platform, id, title, language, published_at, format, livemode, created_at, views, decision, score, score_low,
    baseline_n, velocity, workspace_id, channel_id, source_id, is_public, region
)
SELECT 'youtube',
    'cnd_' || lpad(to_hex((extract(epoch FROM video.created_at) * 1000)::bigint), 12, '0') || left(md5(random()::text), 14),
    title, video.language, published_at, format, livemode, created_at, views,
    (ARRAY['dismissed', 'saved', 'open'])[CASE WHEN chance < 0.05 THEN 1 WHEN chance < 0.07 THEN 2 ELSE 3 END],
    score, score_low, baseline_n, velocity, watch.workspace_id, watch.id, video.id, gone_at IS NULL, source.region
FROM bench_watch AS watch
JOIN bench_source AS source USING (number)
JOIN (SELECT *, random() AS chance FROM discovery_sourcevideo) AS video ON video.channel_id = source.id
ORDER BY video.created_at;

INSERT INTO discovery_idea (
    status_changed_at, version, id, title, hook, angle, status, facts, language, livemode, created_at, candidate_id,
    workspace_id
)
SELECT now(), 1, 'ida_' || left(md5(id), 26), left(title, 150), '', '', 'inbox', '{}', 'en', livemode, now(), id,
    workspace_id
FROM discovery_candidate WHERE decision = 'saved' AND random() < 0.3
