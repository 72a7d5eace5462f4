"""How much of the narration stands in an earlier post of the workspace; see docs/sameness.md."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from discovery import sameness
from publishing.models import SENT, Publication

_MOST_POSTS = 60
# The channels of one post are compared with the same narrations, at each keystroke in the composer.
_wording_of = lru_cache(maxsize=128)(sameness.wording_of)


@dataclass(frozen=True, slots=True)
class _Earlier:
    """An earlier post, with what is said in its video."""

    title: str
    sent_at: datetime | None
    narration: str


def described(publication: Publication) -> str:
    """Return a sentence about the most similar of the last 60 posts of other videos; empty if none is."""
    own = _wording_of(_joined(scene.narration for scene in publication.render.scenes))
    if not own.is_comparable:
        return ""
    earlier = _earlier(publication)
    wordings = {key: _wording_of(post.narration) for key, post in earlier.items()}
    found = sameness.Index(wordings).closest(own)
    if found is None:
        return ""
    share, key = found
    post = earlier[key]
    day = f" of {post.sent_at.day} {post.sent_at:%B %Y}" if post.sent_at else ""
    return f"{share:.0%} of the narration is like your post “{post.title}”{day}."


def _earlier(publication: Publication) -> dict[str, _Earlier]:
    """The earlier posts by their render: one for each."""
    rows = (
        Publication.objects.filter(workspace_id=publication.workspace_id, status__in=SENT)
        .exclude(video_id=publication.video_id)
        .order_by("-submitted_at", "-pk")
        .values_list("render_id", "title", "submitted_at", "render__content__scenes")[:_MOST_POSTS]
    )
    found: dict[str, _Earlier] = {}
    for render_id, title, sent_at, scenes in rows:
        found.setdefault(render_id, _Earlier(title, sent_at, _joined(_said(scenes))))
    return found


def _said(scenes: object) -> Iterable[str]:
    found = scenes if isinstance(scenes, list) else []
    return (str(scene.get("narration", "")) for scene in found if isinstance(scene, dict))


def _joined(parts: Iterable[str]) -> str:
    return " ".join(part.strip() for part in parts if part.strip())
