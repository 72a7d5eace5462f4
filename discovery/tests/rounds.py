"""Runs rounds of collection in tests, and looks at their results."""

from datetime import timedelta

from django.db.models import Count
from django.utils import timezone

from discovery import collection, niches, platforms, tasks
from discovery.models import CollectionState, SkippedVideo, SourceChannel, SourceVideo

YOUTUBE = platforms.named("youtube")
_LATER = timedelta(hours=3)


def collect(niche):
    """Run the niche's round, if one is due."""
    tasks.collect_niche(niche.pk)
    niche.refresh_from_db()
    return niche


def collect_again(niche):
    """Request a round and run it, even after one that paused the platform."""
    CollectionState.objects.update(resumes_at=None)
    niches.request_round(niche=niche)
    return collect(niche)


def claimed():
    """A batch of due channels."""
    batch = collection.claim(platform=YOUTUBE)
    assert batch is not None
    return batch


def sources_of(niche):
    """The niche's channels as all workspaces share them."""
    return SourceChannel.objects.filter(watchers__niches=niche).order_by("pk")


def time_passes(niche):
    """Make everything look observed some hours ago."""
    SourceVideo.objects.update(observed_at=timezone.now() - _LATER)
    SkippedVideo.objects.update(seen_at=timezone.now() - _LATER)
    sources_of(niche).update(listed_at=timezone.now() - _LATER)


def observed_again(niche):
    """The channels with videos that were observed lately."""
    lately = timezone.now() - timedelta(hours=1)
    rows = SourceVideo.objects.filter(channel__watchers__niches=niche, observed_at__gt=lately)
    return set(rows.values_list("channel", flat=True))


def doubled_snapshots():
    """Videos that were observed more than once in a test's single round."""
    rows = SourceVideo.objects.annotate(observations=Count("snapshots"))
    return list(rows.filter(observations__gt=1).values_list("pk", "observations"))
