"""The home page: first steps, tasks for the person, work in progress, and results."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Generic, TypeVar

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from accounts.models import Workspace
from billing import entitlements
from billing.models import SubscriptionState
from commerce.models import Store, StoreStatus
from discovery import analyses, explanations
from discovery.explanations import Shown
from discovery.models import Analysis, Candidate, CandidateQuerySet, Decision
from ettametta import home_content
from ettametta.home_content import HomeContent
from foundation.pagination import paginate
from publishing.calendar import entries
from publishing.models import Connection, ConnectionStatus, Publication, PublicationStatus
from publishing.results import overview
from publishing.results.overview import Post
from synthesis.models import Render
from synthesis.production import running as running_renders
from synthesis.production.running import RunningRender

logger = logging.getLogger(__name__)

T = TypeVar("T")

_SHOWN = 5
_SOON = timedelta(days=7)
_OUTLIERS = 3


@dataclass(frozen=True, slots=True)
class Block(Generic[T]):
    """One part of the page. ``failed`` if it could not be built; the others are still shown."""

    content: T | None
    failed: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """One of the first steps. Existing data marks it as done."""

    label: str
    note: str
    url: str
    is_done: bool


@dataclass(frozen=True, slots=True)
class AttentionItem:
    """Something that a person must resolve, with the action for it."""

    title: str
    reason: str
    since: datetime
    state: str
    url: str
    action: str


@dataclass(frozen=True, slots=True)
class Running:
    """Work in progress. ``percent`` is None if unknown."""

    title: str
    stage: str
    percent: int | None
    note: str
    url: str


def block(make: Callable[[], T]) -> Block[T]:
    """Return the result of ``make``, or a failed block."""
    try:
        return Block(make())
    except Exception:
        # One broken block must not break the page.
        logger.exception("home block failed")
        return Block(None, failed=True)


def first_steps(*, content: HomeContent) -> list[Step]:
    """Return the steps from an empty workspace to a published video."""
    is_done = (
        content.confirmed_email,
        content.niche,
        content.judged_candidate,
        content.idea,
        content.finished_render,
        content.connection,
        content.published,
    )
    steps = (
        ("Confirm your e-mail address", "Open the link we sent you.", "account_email"),
        ("Add a niche or a channel", "What should ettametta watch for you?", "discovery:niche-new"),
        (
            "Review an explained result",
            "Open “Why this score?” on a video that stands out, and save or dismiss it.",
            "discovery:candidates",
        ),
        ("Make an idea from it", "Or write your own.", "discovery:ideas"),
        ("Render a video", "From idea to script, scenes and a finished file.", "synthesis:videos"),
        ("Connect a channel", "Sign in to YouTube. Nothing is published yet.", "publishing:connections"),
        ("Publish", "You review every setting first.", "publishing:publications"),
    )
    return [
        Step(label, note, reverse(name), ticked)
        for (label, note, name), ticked in zip(steps, is_done, strict=True)
    ]


def attention_items(*, workspace: Workspace, content: HomeContent) -> list[AttentionItem]:
    """Return the items that a person must resolve, oldest first. One query for each kind that exists."""
    found = [
        *_owed(workspace),
        *map(_of_render, _failed_renders(workspace) if content.failed_render else ()),
        *map(_of_connection, _lost_connections(workspace) if content.lost_connection else ()),
        *map(_of_store, _lost_stores(workspace) if content.lost_store else ()),
        *map(_of_publication, _stuck_publications(workspace) if content.stuck_publication else ()),
        *map(_of_held, _held_publications(workspace) if content.held_publication else ()),
    ]
    return sorted(found, key=lambda item: item.since)[:_SHOWN]


def _owed(workspace: Workspace) -> list[AttentionItem]:
    standing = entitlements.standing_shown(workspace=workspace)
    if not standing.is_overdue:
        return []
    if standing.is_read_only:
        kept = "The workspace is read-only until you pay."
    elif standing.is_unpaid:
        kept = ""
    else:
        kept = "The paid plan stays active for a few days."
    return [
        AttentionItem(
            title="A payment is overdue",
            reason=f"The last payment failed. {kept}".strip(),
            since=standing.past_due_since or standing.looked_at,
            state=SubscriptionState.READ_ONLY if standing.is_read_only else SubscriptionState.PAST_DUE,
            url=reverse("billing:usage"),
            action="Pay now",
        )
    ]


def _failed_renders(workspace: Workspace) -> QuerySet[Render]:
    failed = home_content.failed_renders().filter(workspace=workspace)
    return failed.select_related("video").order_by("finished_at")[:_SHOWN]


def _of_render(render: Render) -> AttentionItem:
    return AttentionItem(
        title=render.video.title,
        reason=render.failure,
        since=render.status_changed_at,
        state=render.status,
        url=reverse("synthesis:video", args=[render.video_id]),
        action="View",
    )


def _lost_connections(workspace: Workspace) -> Sequence[Connection]:
    lost = Connection.objects.for_workspace(workspace).filter(status=ConnectionStatus.NEEDS_RECONNECT)
    return list(lost.order_by("status_changed_at")[:_SHOWN])


def _of_connection(connection: Connection) -> AttentionItem:
    return AttentionItem(
        title=connection.channel_title,
        reason=f"{connection.platform_name} no longer accepts this connection. You can't publish there.",
        since=connection.status_changed_at,
        state=connection.status,
        url=reverse("publishing:connections"),
        action="Reconnect",
    )


def _lost_stores(workspace: Workspace) -> Sequence[Store]:
    lost = Store.objects.for_workspace(workspace).filter(status=StoreStatus.NEEDS_RECONNECT)
    return list(lost.order_by("status_changed_at")[:_SHOWN])


def _of_store(store: Store) -> AttentionItem:
    return AttentionItem(
        title=store.name,
        reason=f"{store.status_note} Its products and orders are not updated.",
        since=store.status_changed_at,
        state=store.status,
        url=reverse("commerce:store", args=[store.pk]),
        action="Reconnect",
    )


def _stuck_publications(workspace: Workspace) -> Sequence[Publication]:
    publications = Publication.objects.for_workspace(workspace).filter(status__in=home_content.STUCK)
    return list(publications.select_related("connection").order_by("status_changed_at")[:_SHOWN])


def _of_publication(publication: Publication) -> AttentionItem:
    unconfirmed = publication.status == PublicationStatus.SUBMITTED_UNCONFIRMED
    return AttentionItem(
        title=publication.title,
        reason=(
            f"Sent to {publication.connection.channel_title}, which has not confirmed it yet."
            if unconfirmed
            else publication.failure
        ),
        since=publication.status_changed_at,
        state=publication.status,
        url=reverse("publishing:publication", args=[publication.pk]),
        action="Check" if unconfirmed else "View",
    )


def _held_publications(workspace: Workspace) -> Sequence[Publication]:
    return entries.held(workspace=workspace, most=_SHOWN)


def _of_held(publication: Publication) -> AttentionItem:
    return AttentionItem(
        title=publication.title,
        reason=publication.hold_reason,
        since=publication.held_at or publication.status_changed_at,
        state="missed",
        url=reverse("publishing:publication", args=[publication.pk]),
        action="Post or reschedule",
    )


def running(*, workspace: Workspace, content: HomeContent) -> list[Running]:
    """Return renders, analyses and publications in progress, each oldest first."""
    return [
        *map(_running_render, _running_renders(workspace) if content.running_render else ()),
        *map(_running_analysis, _running_analyses(workspace) if content.running_analysis else ()),
        *map(_running_publication, _submitting(workspace) if content.submitting else ()),
    ]


def _running_renders(workspace: Workspace) -> list[RunningRender]:
    return running_renders.oldest(workspace=workspace, count=_SHOWN)


def _running_analyses(workspace: Workspace) -> Sequence[Analysis]:
    return analyses.unfinished(workspace=workspace, count=_SHOWN)


def _submitting(workspace: Workspace) -> Sequence[Publication]:
    submitting = Publication.objects.for_workspace(workspace).filter(status=PublicationStatus.SUBMITTING)
    return list(submitting.select_related("connection").order_by("submitted_at")[:_SHOWN])


def _running_render(render: RunningRender) -> Running:
    return Running(
        title=render.title,
        stage=render.stage,
        percent=render.percent,
        note=f"{render.scenes_done} of {render.scenes_total} scenes",
        url=reverse("synthesis:video", args=[render.video_id]),
    )


def _running_analysis(analysis: Analysis) -> Running:
    return Running(
        title=analysis.title,
        stage=analysis.doing,
        percent=None,
        note="Analysis",
        url=reverse("discovery:analysis", args=[analysis.pk]),
    )


def _running_publication(publication: Publication) -> Running:
    return Running(
        title=publication.title,
        stage=f"Sending to {publication.connection.channel_title}",
        percent=None,
        note="",
        url=reverse("publishing:publication", args=[publication.pk]),
    )


def last_results(*, workspace: Workspace, content: HomeContent) -> list[Post]:
    """Return the last published videos with their numbers. Three queries if there are any."""
    if not content.published:
        return []
    published = Publication.objects.for_workspace(workspace).filter(status=PublicationStatus.PUBLISHED)
    newest = list(published.listed().select_related("tracking").order_by("-published_at")[:_SHOWN])
    return overview.with_numbers(workspace=workspace, publications=newest)


def next_posts(*, workspace: Workspace, content: HomeContent) -> list[Publication]:
    """Return the next posts of the coming seven days, soonest first. One query if any are scheduled."""
    if not content.scheduled:
        return []
    now = timezone.now()
    return entries.next_posts(workspace=workspace, since=now, until=now + _SOON, most=_SHOWN)


def outliers(*, workspace: Workspace) -> list[Shown]:
    """Return the most certain outliers without a decision. One query."""
    open_ones = (
        Candidate.objects.for_workspace(workspace).scored().filter(decision=Decision.OPEN, is_own=False)
    )
    best = paginate(open_ones.visible(), order="-score_low", limit=_OUTLIERS, wide=CandidateQuerySet.for_row)
    return [explanations.show(candidate) for candidate in best.rows]
