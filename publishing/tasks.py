"""Celery tasks."""

from celery import shared_task

from accounts.models import Workspace
from foundation import messages
from foundation.errors import UpstreamError, UpstreamUnavailableError
from publishing import clock, connections, extras, notifications, own_videos, prompts, publications
from publishing.delivery import adding, advancing, following, starting
from publishing.errors import PublishingOffError
from publishing.learning import lessons, ranking, scores
from publishing.learning import retaining as computed
from publishing.models import Connection, ConnectionStatus
from publishing.results import reading, reporting, retaining, timetable


@shared_task(name=publications.ADVANCE)
def advance_publication(publication_id: str) -> None:
    """Take one turn at a publication."""
    advancing.advance(publication_id=publication_id)


@shared_task(name="publishing.start_due")
def start_due() -> None:
    """Start the scheduled publications that are due."""
    starting.start_due()


@shared_task(name=publications.FOLLOW_UP)
def follow_up_publication(publication_id: str) -> None:
    """Look at a published video that has no address yet."""
    following.follow_up(publication_id=publication_id)


@shared_task(name=extras.ADD)
def add_extra(extra_id: str) -> None:
    """Take one turn at an extra of a published video."""
    adding.add(extra_id=extra_id)


@shared_task(name=prompts.TRY_CONSENT)
def try_consent(connection_id: str) -> None:
    """Try a consent that a platform's webhook called removed."""
    prompts.try_consent(connection_id=connection_id)


@shared_task(name="publishing.resume_stalled")
def resume_stalled() -> None:
    """Resume what a lost message left behind, and report unconfirmed publications."""
    for publication_id in advancing.due_ids():
        messages.send(publications.ADVANCE, publication_id)
    for publication_id in following.due_ids():
        messages.send(publications.FOLLOW_UP, publication_id)
    for extra_id in adding.due_ids():
        messages.send(extras.ADD, extra_id)
    for connection_id in prompts.doubted_ids():
        messages.send(prompts.TRY_CONSENT, connection_id)
    notifications.report_unconfirmed()
    for connection_id in (
        Connection.objects.filter(status=ConnectionStatus.REVOKED)
        .exclude(refresh_token="")
        .values_list("pk", flat=True)[:100]
    ):
        messages.send(connections.REVOKE_CONSENT, connection_id)


@shared_task(name="publishing.read_due_videos")
def read_due_videos() -> None:
    """Request the reading of accounts whose videos are due."""
    for connection_id in own_videos.due_ids():
        messages.send(connections.READ_VIDEOS, connection_id)


@shared_task(name="publishing.score_predictions")
def score_predictions() -> None:
    """Score predictions whose views became known, and request the lessons and ranks that are due."""
    scores.score_known()
    for workspace_id in lessons.due_ids():
        messages.send(lessons.LEARN, workspace_id)
    for workspace_id in ranking.due_ids():
        messages.send(ranking.RANK, workspace_id)


@shared_task(name=lessons.LEARN)
def learn(workspace_id: str) -> None:
    """Learn from a workspace's results."""
    lessons.learn(workspace=Workspace.objects.get(pk=workspace_id))


@shared_task(name=ranking.RANK)
def rank_ideas(workspace_id: str) -> None:
    """Rank a workspace's ideas for today."""
    ranking.rank(workspace=Workspace.objects.get(pk=workspace_id))


@shared_task(name=connections.READ_VIDEOS)
def read_own_videos(connection_id: str) -> None:
    """Read the newest videos of a connected account."""
    own_videos.read(connection_id=connection_id)


@shared_task(name="publishing.read_due_results")
def read_due_results() -> None:
    """Begin to track new publications, and request the reading of channels whose results are due."""
    timetable.begin()
    for connection_id in reading.due_connections():
        messages.send(reading.READ_COUNTS, connection_id)
    for connection_id in reporting.due_connections():
        messages.send(reporting.READ_REPORTS, connection_id)


@shared_task(name=reading.READ_COUNTS)
def read_counts(connection_id: str) -> None:
    """Read the counts of a channel's published videos."""
    reading.read(connection_id=connection_id)


@shared_task(name=reporting.READ_REPORTS)
def read_reports(connection_id: str) -> None:
    """Read how a channel's published videos were watched."""
    reporting.read(connection_id=connection_id)


@shared_task(name="publishing.purge_results")
def purge_results() -> None:
    """Delete numbers whose retention period has ended, and computed ones that are no longer allowed."""
    retaining.purge(at=clock.now())
    computed.purge()


@shared_task(name=connections.REVOKE_CONSENT)
def revoke_consent(connection_id: str) -> None:
    """Revoke a disconnected channel's consent at the platform."""
    connection = Connection.objects.get(pk=connection_id)
    try:
        connections.revoke_consent(connection=connection)
    except (UpstreamUnavailableError, PublishingOffError):
        return  # The next sweep retries.
    except UpstreamError:
        connections.delete_tokens(connection=connection)
