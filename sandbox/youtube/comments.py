"""Comments on uploaded videos. Nothing recognizes a repeated request: it is a second comment."""

import json
import secrets
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from sandbox import clock, context
from sandbox.google_errors import GoogleError
from sandbox.world import channels
from sandbox.youtube import access, library, parameters, resources
from sandbox.youtube.library import Upload
from sandbox.youtube.resources import Resource

_PARTS = frozenset(("id", "snippet", "replies"))
_WRITE_UNITS = 50
_MOST_CHARACTERS = 10_000
_STATES = ("published", "heldForReview", "likelySpam")


async def threads_list(request: Request) -> Response:
    """``commentThreads.list`` of a video, newest first."""
    caller = access.identify(request, access.COMMENT)
    parameters.parts(request, _PARTS)
    access.spend(request, caller)
    state = request.query_params.get("moderationStatus", "published")
    if state not in _STATES:
        raise parameters.refuse(f"Invalid value '{state}' for moderationStatus.")
    upload = _video(request, caller, request.query_params.get("videoId", ""))
    query = "SELECT * FROM comments WHERE video_id = ? ORDER BY published_at DESC, rowid DESC"
    rows = context.of(request).store.rows(query, (upload.id,)) if state == "published" else []
    offset, as_of = parameters.read_page_token(request, context.now(request))
    size = parameters.number(request, "maxResults", 20, low=1, high=100)
    wanted, facts = parameters.page(rows, offset=offset, size=size, at=as_of)
    items = [_thread(row) for row in wanted]
    return JSONResponse(resources.listing("youtube#commentThreadListResponse", items, facts))


async def threads_insert(request: Request) -> Response:
    """``commentThreads.insert``: write a comment as the signed-in channel."""
    caller = access.identify(request, access.COMMENT)
    parameters.parts(request, _PARTS)
    snippet, text = _posted(await request.body())
    access.spend(request, caller, units=_WRITE_UNITS)
    upload = _video(request, caller, str(snippet.get("videoId", "")))
    if snippet.get("channelId") != upload.channel.id:
        raise _refused(400, "invalidCommentThreadMetadata", "The request metadata is invalid.")
    stage, now = context.of(request), context.now(request)
    comment_id = "Ugx" + secrets.token_urlsafe(18)
    stage.store.change(
        "INSERT INTO comments VALUES (?, ?, ?, ?, ?)", (comment_id, upload.id, caller.owner().id, text, now)
    )
    return JSONResponse(_thread(stage.store.row("SELECT * FROM comments WHERE id = ?", (comment_id,))))


def _video(request: Request, caller: access.Caller, video_id: str) -> Upload:
    """The video whose comments are meant. Private videos and those for children have none."""
    now = context.now(request)
    upload = library.find(context.of(request).store, video_id)
    if upload is None or not upload.is_visible(at=now, by=caller.channel):
        raise _refused(404, "videoNotFound", "The video identified by the videoId parameter was not found.")
    is_for_kids = bool(upload.metadata.get("status", {}).get("selfDeclaredMadeForKids"))
    if is_for_kids or upload.privacy(now) == "private":
        raise _refused(403, "commentsDisabled", "The video has disabled comments.")
    return upload


def _posted(body: bytes) -> tuple[dict[str, Any], str]:
    try:
        snippet = json.loads(body or b"{}")["snippet"]
        text = snippet["topLevelComment"]["snippet"]["textOriginal"]
    except (ValueError, KeyError, TypeError):
        raise _refused(400, "commentTextRequired", "The comment's text is required.") from None
    if not isinstance(text, str) or not text.strip():
        raise _refused(400, "commentTextRequired", "The comment's text is required.")
    if len(text) > _MOST_CHARACTERS:
        raise _refused(400, "commentTextTooLong", "The comment's text is too long.")
    return snippet, text


def _refused(status: int, reason: str, message: str) -> GoogleError:
    return GoogleError(status, message, reason=reason, domain="youtube.commentThread")


def _thread(row: Any) -> Resource:
    author = channels.by_id(row["channel_id"])
    comment: Resource = {
        "videoId": row["video_id"],
        "textDisplay": row["text"],
        "textOriginal": row["text"],
        "authorDisplayName": f"@{author.handle}" if author else "",
        "authorChannelId": {"value": row["channel_id"]},
        "likeCount": 0,
        "publishedAt": clock.rfc3339(row["published_at"]),
        "updatedAt": clock.rfc3339(row["published_at"]),
    }
    top = {"kind": "youtube#comment", "etag": row["id"], "id": row["id"], "snippet": comment}
    snippet: Resource = {
        "videoId": row["video_id"],
        "topLevelComment": top,
        "canReply": True,
        "totalReplyCount": 0,
        "isPublic": True,
    }
    return {"kind": "youtube#commentThread", "etag": row["id"], "id": row["id"], "snippet": snippet}
