"""The lineage of a video, from its source to its posts, and its public link."""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts import audit
from accounts.models import User
from discovery import ideas
from discovery.models import Candidate, Finding, Idea
from foundation.errors import NotFoundError
from synthesis.models import DraftStatus, LineageShare, Render, Scene, ScriptDraft, Video, Writer
from synthesis.studio import videos


@dataclass(frozen=True, slots=True, kw_only=True)
class Used:
    """The finding that a video uses: its row, its facts, and the scenes that refer to it.

    A deleted finding leaves its facts in the idea; a deleted idea leaves the finding in the scenes.
    """

    finding: Finding | None
    fact: dict[str, Any] | None
    scenes: Sequence[Scene]


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicSource:
    """The video that inspired the idea. ``title`` and ``channel`` are empty unless the platform gave them."""

    url: str
    platform: str
    title: str = ""
    channel: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicFinding:
    """A model's opinion about a moment of the source."""

    kind: str
    at: str
    statement: str
    model: str
    is_reported_wrong: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicScene:
    """A rendered scene that uses the finding."""

    position: int
    narration: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicPost:
    """A public post of the video."""

    platform: str
    url: str
    published_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicLineage:
    """Everything that the public page of a lineage shows. It names no person and no workspace.

    ``source`` and ``finding`` are None if there is none to show. ``writer`` and ``idea`` are empty, and
    instants None, while a step has not been made. ``scenes`` are those that refer to the finding;
    ``uses_finding`` is False if their writer knows no findings.
    """

    title: str
    livemode: bool
    source: PublicSource | None
    finding: PublicFinding | None
    idea: str
    idea_at: datetime | None
    writer: str
    written_at: datetime | None
    scenes: Sequence[PublicScene]
    scenes_total: int
    uses_finding: bool
    version: int | None
    duration_s: float | None
    made_at: datetime | None
    posts: Sequence[PublicPost]


def used_by(*, video: Video) -> Used:
    """The finding that the video uses."""
    rows = list(video.scenes.in_order().exclude(finding=None).select_related("finding__analysis"))
    finding = video.idea.finding if video.idea else None
    if finding is None and rows:
        finding = rows[0].finding
    fact = video.idea.facts.get("finding") if video.idea else None
    if fact is None and finding is not None:
        fact = ideas.finding_facts(finding=finding)
    return Used(finding=finding, fact=fact, scenes=rows)


# --- the public link ----------------------------------------------------------------------------


def share_of(*, video: Video) -> LineageShare | None:
    """The public link of the video's lineage; None while it is not shared."""
    return LineageShare.objects.filter(video=video).select_related("created_by").first()


@transaction.atomic
def share(*, video: Video, user: User | None) -> LineageShare:
    """Make a public link to the video's lineage. Idempotent: a second call returns the same link."""
    token = secrets.token_urlsafe(32)
    row, is_new = LineageShare.objects.get_or_create(
        video=video,
        defaults={
            "workspace_id": video.workspace_id,
            "token": token,
            "token_sha256": _digest(token),
            "created_by": user,
        },
    )
    if is_new:
        _record(video, user, "lineage.shared")
    return row


@transaction.atomic
def stop_sharing(*, video: Video, user: User | None) -> None:
    """Delete the public link. A later one has another address. Idempotent."""
    deleted, _ = LineageShare.objects.filter(video=video).delete()
    if deleted:
        _record(video, user, "lineage.unshared")


def shared(*, token: str) -> PublicLineage:
    """The lineage behind the public link with this token. Raises NotFoundError."""
    rows = LineageShare.objects.select_related("video__idea__finding__analysis")
    row = rows.filter(token_sha256=_digest(token)).first()
    if row is None:
        raise NotFoundError("This lineage is not shared, or no longer.")
    return _public(row.video)


def _record(video: Video, user: User | None, action: str) -> None:
    audit.record(workspace=video.workspace, actor=user, action=action, subject=video.pk, title=video.title)


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _public(video: Video) -> PublicLineage:
    used, version = used_by(video=video), videos.latest_render(video=video)
    draft = _script_of(video)
    return PublicLineage(
        title=video.title,
        livemode=video.livemode,
        source=_source_of(video.idea, used.finding),
        finding=_finding_of(used),
        idea=video.idea.title if video.idea else "",
        idea_at=video.idea.created_at if video.idea else None,
        writer=_writer_of(draft),
        written_at=draft.created_at if draft else None,
        scenes=_scenes_of(used, version),
        scenes_total=len(version.scenes) if version else 0,
        uses_finding=draft is not None and draft.writer != Writer.OFFLINE,
        version=version.number if version else None,
        duration_s=version.final_asset.duration_s if version and version.final_asset else None,
        made_at=version.finished_at if version else None,
        posts=_posts_of(video),
    )


def _source_of(idea: Idea | None, finding: Finding | None) -> PublicSource | None:
    """The source, if it is a public video. Titles that the workspace supplied itself are left out."""
    candidate = idea.source_candidate if idea else None
    if candidate is None and finding is not None:
        candidate = finding.analysis.candidate
    if candidate is not None:
        url, platform = candidate.url, candidate.platform_name
    elif idea is not None:
        url, platform = str(idea.facts.get("source_url") or ""), idea.source_platform_name
    else:
        return None
    if not url.startswith(("https://", "http://")):
        return None
    if candidate is None or not _is_collected(candidate):
        return PublicSource(url=url, platform=platform)
    channel = candidate.source.channel.title
    return PublicSource(url=url, platform=platform, title=candidate.title, channel=channel)


def _is_collected(candidate: Candidate) -> bool:
    return candidate.source.channel.owner_id is None


def _finding_of(used: Used) -> PublicFinding | None:
    if used.fact is None:
        return None
    return PublicFinding(
        **{name: str(used.fact.get(name) or "") for name in ("kind", "at", "statement", "model")},
        is_reported_wrong=used.finding is not None and used.finding.reported_wrong_at is not None,
    )


def _script_of(video: Video) -> ScriptDraft | None:
    written = ScriptDraft.objects.filter(video=video, status=DraftStatus.SUCCEEDED)
    return written.order_by("-created_at", "-pk").first()


def _writer_of(draft: ScriptDraft | None) -> str:
    if draft is None:
        return ""
    if draft.writer == Writer.PERSON:
        return "a person"
    return ", ".join(filter(None, (draft.get_writer_display(), draft.model)))


def _scenes_of(used: Used, version: Render | None) -> list[PublicScene]:
    """The scenes as the version shows them. Texts that were never rendered stay private."""
    ids = {scene.pk for scene in used.scenes}
    shown = version.scenes if version else ()
    return [PublicScene(position=each.position, narration=each.narration) for each in shown if each.id in ids]


def _posts_of(video: Video) -> list[PublicPost]:
    # Publications belong to the app above; a video knows them by the reverse relation only.
    rows = video.publications.select_related("connection").exclude(published_at=None).order_by("published_at")
    return [
        PublicPost(platform=row.connection.platform_name, url=row.url, published_at=row.published_at)
        for row in rows
        if row.url and row.is_public
    ]
