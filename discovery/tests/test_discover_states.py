"""What Discover says while it scans, about old numbers, and without a key."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Membership, Role, User
from discovery import ideas, scores
from discovery.models import Candidate, Niche, Outcome, SourceChannel, SourceVideo
from discovery.tests import factories

NOW = timezone.now()


@pytest.fixture
def listed(niche, make_candidate):
    """A candidate in a niche that was scanned just now."""
    row = make_candidate(1, observations=[(24, 1200)])
    Niche.objects.update(outcome=Outcome.SUCCEEDED, next_round_at=None)
    SourceChannel.objects.update(collected_at=NOW)
    return row


def text(response):
    return response.content.decode()


def test_a_first_scan_counts_its_channels_and_videos(member, niche, make_candidate):
    make_candidate(1)
    SourceChannel.objects.update(collected_at=NOW)
    for letter in "bc":
        factories.watched_channel(niche=niche, letter=letter)

    page = " ".join(text(member.get("/discover/")).split())

    assert "The first scan is running: 1 of 3 channels done, 1 video found." in page


def test_a_row_shows_the_age_of_its_numbers(member, listed):
    SourceVideo.objects.update(observed_at=NOW - timedelta(hours=3))

    page = " ".join(text(member.get("/discover/")).split())

    assert '<span class="visually-hidden">measured</span> 3 h ago' in page


def test_a_missing_key_links_to_the_integrations_for_those_who_may_open_them(
    member, listed, workspace, settings
):
    settings.SANDBOX_URL = ""

    page = text(member.get("/discover/"))
    assert "Your administrator needs to set YOUTUBE_API_KEY" in page
    assert "Open integrations" in page
    User.objects.update(is_staff=True)
    assert "Set YOUTUBE_API_KEY to scan channels." in text(member.get("/discover/"))
    Membership.objects.update(role=Role.EDITOR)

    assert "Open integrations" not in text(member.get("/discover/"))


@pytest.fixture
def scored(source, make_candidate):
    """A candidate at eight times its channel's normal, which was scored while that was allowed."""
    for number in range(6):
        make_candidate(number, observations=[(24, 1000)], age_h=24 * 8 + number)
    row = make_candidate(9, observations=[(20, 6000), (24, 8000)], age_h=24)
    scores.rescore(channel=source, at=NOW)
    return Candidate.objects.with_source().get(pk=row.pk)


def test_nothing_that_was_computed_is_shown_once_derived_metrics_are_off(
    member, api, scored, owner, settings
):
    page = f"/discover/candidates/{scored.pk}/"
    assert "Compared with 6" in text(member.get(page))
    settings.YOUTUBE_DERIVED_METRICS_ACCEPTED = False

    shown = text(member.get(page))
    for words in ("Compared with", "Uncertainty", "Without any one of these videos", "×"):
        assert words not in shown
    assert api.get(f"/api/v1{page.removeprefix('/discover')}").json()["baseline"] == []
    assert ideas.facts_of(candidate=scored, niche=None)["score"] is None
