"""One query that finds which parts of Home have content. Details are queried only for those."""

import functools
from dataclasses import dataclass
from typing import Any

from allauth.account.models import EmailAddress
from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet

from accounts.models import User, Workspace
from commerce.models import Store, StoreStatus
from discovery.models import Analysis, Candidate, Decision, Idea, Niche
from publishing.models import Connection, ConnectionStatus, Publication, PublicationStatus
from synthesis.models import Render, RenderStatus, VideoStatus

# Placeholders for the ids in the compiled statement.
_WORKSPACE, _PERSON = "the workspace", "the person"
STUCK = (PublicationStatus.FAILED, PublicationStatus.SUBMITTED_UNCONFIRMED)


@dataclass(frozen=True, slots=True)
class HomeContent:
    """The kinds of content that exist."""

    confirmed_email: bool
    niche: bool
    judged_candidate: bool
    idea: bool
    finished_render: bool
    connection: bool
    published: bool
    failed_render: bool
    lost_connection: bool
    lost_store: bool
    stuck_publication: bool
    running_render: bool
    running_analysis: bool
    submitting: bool
    held_publication: bool
    scheduled: bool


def of(*, workspace: Workspace, person: User) -> HomeContent:
    """Return the workspace's content, and whether the person has confirmed their address. One query."""
    statement, parameters = _compiled()
    ids = {_WORKSPACE: workspace.pk, _PERSON: person.pk}
    with connection.cursor() as cursor:
        # Django builds the sixteen subqueries in 6 ms; Postgres runs them in 1 ms.
        cursor.execute(statement, [_filled(value, ids) for value in parameters])
        row = cursor.fetchone()
    return HomeContent(*row)


def judged(candidates: QuerySet[Candidate]) -> QuerySet[Candidate]:
    """Return candidates that were saved or dismissed, or from which an idea was made."""
    has_idea = Exists(Idea.objects.filter(candidate=OuterRef("pk")))
    return candidates.exclude(decision=Decision.OPEN) | candidates.filter(has_idea)


def failed_renders() -> QuerySet[Render]:
    """Return the newest render of each video, if it failed. An older failure is superseded."""
    newer = Render.objects.filter(video=OuterRef("video"), number__gt=OuterRef("number"))
    failed = Render.objects.filter(~Exists(newer), status=RenderStatus.FAILED)
    return failed.exclude(video__status=VideoStatus.ARCHIVED)


@functools.cache
def _compiled() -> tuple[str, tuple[Any, ...]]:
    publications = Publication.objects.all()
    rows: tuple[QuerySet[Any], ...] = (
        Niche.objects.all(),
        judged(Candidate.objects.all()),
        Idea.objects.all(),
        Render.objects.filter(status=RenderStatus.SUCCEEDED),
        Connection.objects.exclude(status=ConnectionStatus.REVOKED),
        publications.filter(status=PublicationStatus.PUBLISHED),
        failed_renders(),
        Connection.objects.filter(status=ConnectionStatus.NEEDS_RECONNECT),
        Store.objects.filter(status=StoreStatus.NEEDS_RECONNECT),
        publications.filter(status__in=STUCK),
        Render.objects.unfinished(),
        Analysis.objects.unfinished(),
        publications.filter(status=PublicationStatus.SUBMITTING),
        publications.held(),
        publications.scheduled(),
    )
    flags = [Exists(each.filter(workspace=OuterRef("pk"))) for each in rows]
    confirmed = Exists(EmailAddress.objects.filter(user=_PERSON, verified=True))
    found = Workspace.objects.filter(pk=_WORKSPACE).values_list(confirmed, *flags)
    statement, parameters = found.query.sql_with_params()
    return statement, tuple(parameters)


def _filled(value: Any, ids: dict[str, str]) -> Any:
    return ids.get(value, value) if isinstance(value, str) else value
