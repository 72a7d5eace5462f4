"""What Discover says while it scans, about old numbers, and without a key."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Membership, Role, User
from discovery.models import Niche, Outcome, SourceChannel, SourceVideo
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
