"""Published videos whose numbers the sandbox knows: those of its own channels."""

from datetime import timedelta

import pytest
from django.utils import timezone

from publishing import access_tokens, platforms
from publishing.models import Publication, PublicationStatus, Tracking
from publishing.results import reading, reporting, timetable
from publishing.tests.conftest import back_here, consent

REPORTS_SCOPE = "https://www.googleapis.com/auth/yt-analytics.readonly"
VIDEOS = {"path": "^/youtube/v3/videos$"}
REPORTS = {"path": "^/v2/reports"}


def known_videos(connection, *, count=10):
    """The newest videos of the connected channel, as its platform lists them."""
    client = platforms.of(connection).client(livemode=connection.livemode)
    token = access_tokens.get(connection=connection)
    account = connection.known_account
    return client.own_videos(access_token=token, account=account, limit=count)


def published(video, connection, *, ids, age=timedelta(hours=2), livemode=None):
    """Publications of a video with these ids on the platform."""
    render = video.renders.get()
    return [
        Publication.objects.create(
            workspace=connection.workspace,
            video=video,
            render=render,
            connection=connection,
            title=f"Post {n}",
            options={"visibility": "public", "made_for_kids": False},
            status=PublicationStatus.PUBLISHED,
            platform_video_id=platform_id,
            published_at=timezone.now() - age,
            livemode=connection.livemode if livemode is None else livemode,
        )
        for n, platform_id in enumerate(ids)
    ]


def read_counts(connection):
    """Read everything that is tracked now."""
    timetable.begin()
    Tracking.objects.filter(due_at__isnull=False).update(due_at=timezone.now())
    reading.read(connection_id=connection.pk)


def read_reports(connection):
    """Read every report now."""
    Tracking.objects.filter(reports_due_at__isnull=False).update(reports_due_at=timezone.now())
    reporting.read(connection_id=connection.pk)


def grow_older(publication, by):
    """Make the publication older."""
    publication.published_at -= by
    publication.save(update_fields=["published_at"])


def allow_reports(connection, sandbox_url, member):
    """Grant the permission for reports on the sandbox's consent page."""
    started = member.post("/connections/youtube/start/", {"reports": "yes"})
    member.get(back_here(consent(started["Location"])))
    connection.refresh_from_db()


@pytest.fixture
def posts(ready_video, connection):
    """Three publications, two hours old."""
    ids = [video.id for video in known_videos(connection, count=3)]
    return published(ready_video, connection, ids=ids)
