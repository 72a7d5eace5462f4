"""What the explanation of a score says."""

from datetime import UTC, datetime, timedelta
from html import unescape

import pytest

from discovery import explanations, scores
from discovery.models import Candidate, Snapshot, SourceVideo
from discovery.tests.factories import NOW

CHANGE = datetime(2026, 8, 27, tzinfo=UTC)


def look(row, age_h, views, *, likes=None, regime="unified_starts"):
    Snapshot.objects.create(
        source=row.source,
        views=views,
        likes=likes,
        comments=None,
        observed_at=row.published_at + timedelta(hours=age_h),
        counting_regime=regime,
    )
    SourceVideo.objects.filter(pk=row.source_id).update(views=views)


@pytest.fixture
def explained(source, make_candidate):
    """Explains a video of 24 h with these views and likes, among ten with 24 h of about ``normal`` views."""

    def explain(views, likes, *, normal=1000):
        for number in range(10):
            row = make_candidate(number, age_h=48 + number)
            look(row, 24, normal + normal * number // 10, likes=normal // 50)
        found = make_candidate(99, age_h=24)
        look(found, 24, views, likes=likes)
        scores.rescore(channel=source, at=NOW)
        return explanations.explain(Candidate.objects.with_source().get(pk=found.pk))

    return explain


def test_the_sentence_names_the_uncertainty_and_the_range_for_what_they_are(explained):
    sentence = explained(12_000, 240).sentence

    assert "8.3× this channel's normal at the same age of 24 h" in sentence
    assert "(the middle of 10 Shorts is 1,440 views)" in sentence
    assert "; uncertainty 7.4–9.4×; 80% of this channel's videos reach 0.70–1.3×." in sentence


def test_the_certainty_says_that_it_concerns_the_normal(explained):
    certainty = explained(12_000, 240).certainty

    assert "10 videos tell the channel's normal only roughly" in certainty
    assert "Lists are ordered by the lower bound" in certainty


def test_a_small_channel_says_what_is_added_to_its_counts(explained):
    explanation = explained(60, 1, normal=1)

    assert "99 views are added to all counts" in explanation.method
    assert explanation.sentence.startswith("1.6×")


def test_few_likes_are_marked_beside_the_score(explained):
    likes, comments = explained(120_000, 100).checks

    assert (likes.label, likes.verdict) == ("Likes per view", "Low")
    assert "0.083%, 0.06× this channel's usual 1.4% (10 videos)" in likes.text
    assert (comments.label, comments.verdict) == ("Comments per view", "Not measurable")


def test_baseline_videos_lead_to_the_workspaces_own_candidates(explained):
    peers = explained(12_000, 240).peers

    assert {peer.candidate_id for peer in peers} < set(Candidate.objects.values_list("pk", flat=True))


def test_a_baseline_video_without_a_candidate_has_no_link(explained, source, make_candidate):
    explanation = explained(12_000, 240)
    found = Candidate.objects.with_source().get(title="Video 99")
    Candidate.objects.exclude(pk=found.pk).delete()

    assert len(explanation.peers) == 10
    assert {peer.candidate_id for peer in explanations.explain(found).peers} == {None}


def test_a_video_from_before_a_change_of_counting_says_so(source, make_candidate):
    row = make_candidate(1, published_at=CHANGE - timedelta(days=2))
    look(row, 24, 1000, regime="starts")
    look(row, 120, 9000)
    scores.rescore(channel=source, at=CHANGE + timedelta(days=4))

    found = Candidate.objects.with_source().get(pk=row.pk)

    assert explanations.unscored_words(found) == (
        "Not scored: views were counted differently when it was published"
    )
    assert "can't be compared" in explanations.explain(found).would_change[0]


def test_implausible_views_say_so(source, make_candidate):
    row = make_candidate(1, age_h=24)
    look(row, 24, 9 * 10**11)
    scores.rescore(channel=source, at=NOW)

    found = Candidate.objects.with_source().get(pk=row.pk)

    assert "more views than any video has" in explanations.unscored_words(found)
    assert SourceVideo.objects.get().score is None


@pytest.mark.parametrize("latest", [None, 90_000])
def test_what_would_change_a_score_starts_from_the_views_that_it_was_made_of(explained, latest):
    explained(12_000, 240)
    SourceVideo.objects.filter(platform_id="vid00000099").update(views=latest)
    row = Candidate.objects.with_source().get(source__platform_id="vid00000099")
    Candidate.objects.filter(pk=row.pk).update(views=latest)

    explanation = explanations.explain(Candidate.objects.with_source().get(pk=row.pk))

    assert "the score is between 8.1× and 8.7×." in explanation.would_change[0]


@pytest.fixture
def left_out(source, make_candidate, monkeypatch):
    """Scores the newest two videos of each format: of five Shorts and a long video, one of them old."""
    monkeypatch.setattr(scores, "MOST_VIDEOS", 2)
    for number in range(4):
        make_candidate(number, observations=[(10, 1000)], age_h=24 + number)
    make_candidate(4, observations=[(10, 1000)], age_h=31 * 24)
    make_candidate(5, observations=[(10, 1000)], age_h=20 * 24, format="long")
    scores.rescore(channel=source, at=NOW)
    return Candidate.objects.with_source().order_by("-published_at")


def test_each_format_has_its_own_newest_videos(left_out):
    reasons = [explanations.unscored_words(row) for row in left_out]

    beyond = "Not scored: only this channel's newest 2 Shorts are scored"
    too_few = "Not scored: 1 of 5 needed", "Not scored: 0 of 5 needed"
    assert reasons == [too_few[0], too_few[0], beyond, beyond, too_few[1], "Not scored: older than 30 days"]


def test_the_drawer_of_a_video_beyond_the_newest_promises_no_score(left_out):
    beyond, old = (explanations.explain(left_out[place]).would_change for place in (2, 5))

    assert beyond == ["Nothing: each scan scores the channel's newest 2 Shorts, and this one is older."]
    assert old == ["Nothing: a video is scored in its first 30 days."]


def test_list_drawer_and_api_say_that_a_video_is_beyond_the_newest(left_out, member, api):
    words = "Not scored: only this channel's newest 2 Shorts are scored"
    beyond = left_out[2]

    for path in ("/discover/?horizon=30d", f"/discover/candidates/{beyond.pk}/"):
        assert words in unescape(member.get(path).content.decode())
    score = api.get(f"/api/v1/candidates/{beyond.pk}/").json()["score"]
    assert (score["unscored"], score["sentence"]) == ("beyond_newest", f"{words}.")


def test_a_video_beyond_the_newest_keeps_its_score(source, make_candidate, monkeypatch):
    for number in range(7):
        make_candidate(number, observations=[(10, 1000)], age_h=24 + number)
    scores.rescore(channel=source, at=NOW)
    monkeypatch.setattr(scores, "MOST_VIDEOS", 2)

    scores.rescore(channel=source, at=NOW)

    assert SourceVideo.objects.filter(score__isnull=False, unscored="").count() == 5


@pytest.mark.parametrize(("velocity", "words"), [(1.2, "1 view an hour"), (1234.0, "1,234 views an hour")])
def test_the_sentence_counts_views_an_hour(explained, velocity, words):
    explained(12_000, 240)
    found = Candidate.objects.with_source().filter(score__isnull=False)[0]
    found.velocity = velocity
    found.source.velocity_window_s = 7200

    sentence = explanations.sentence(found)

    assert f"It gained {words} over the last 2 h." in sentence
