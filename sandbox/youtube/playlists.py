"""A channel's own playlists: the list of them, their entries, and adding a video.

A video can be added several times, as at YouTube: nothing recognizes a repeated request.
"""

import functools
import hashlib
import json
import secrets
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from sandbox import clock, context
from sandbox.google_errors import GoogleError
from sandbox.store import Store
from sandbox.world import channels
from sandbox.world.channels import Channel
from sandbox.youtube import access, discovery, library, parameters, resources
from sandbox.youtube.resources import Resource

_TITLES = ("Start here", "Weekly shorts", "Questions and answers")
_LIST_PARTS = frozenset(("id", "snippet", "status", "contentDetails", "localizations", "player"))
_ITEM_PARTS = frozenset(("id", "snippet", "contentDetails", "status"))
_WRITE_UNITS = 50
_MOST_ITEMS = 5000


@dataclass(frozen=True, slots=True)
class Playlist:
    """One of the playlists that every channel has."""

    id: str
    title: str
    channel: Channel


def of_channel(store: Store, channel: Channel) -> list[Playlist]:
    """Return the channel's playlists, without the deleted ones."""
    found = [Playlist(_id_of(channel, title), title, channel) for title in _TITLES]
    gone = {row["id"] for row in store.rows("SELECT id FROM deleted_playlists")}
    return [playlist for playlist in found if playlist.id not in gone]


async def playlists_list(request: Request) -> Response:
    """``playlists.list`` of the signed-in channel, or of a channel."""
    caller = access.identify(request)
    parts = parameters.parts(request, _LIST_PARTS)
    access.spend(request, caller)
    channel_id = request.query_params.get("channelId", "")
    if request.query_params.get("mine") == "true":
        channel: Channel | None = caller.owner()
    elif channel_id:
        channel = channels.by_id(channel_id)
    else:
        raise parameters.refuse(
            "No filter selected. Expected one of: id, channelId, mine", "missingRequiredParameter"
        )
    store = context.of(request).store
    offset, as_of = parameters.read_page_token(request, context.now(request))
    size = parameters.number(request, "maxResults", 5, low=0, high=50)
    found = of_channel(store, channel) if channel is not None else []
    wanted, facts = parameters.page(found, offset=offset, size=size, at=as_of)
    items = [_resource(store, playlist, parts) for playlist in wanted]
    return JSONResponse(resources.listing("youtube#playlistListResponse", items, facts))


async def items_list(request: Request) -> Response:
    """``playlistItems.list`` of a channel's uploads, or of one of its playlists."""
    if not request.query_params.get("playlistId", "").startswith("PL"):
        return await discovery.playlist_items_list(request)
    caller = access.identify(request)
    parts = parameters.parts(request, _ITEM_PARTS)
    access.spend(request, caller)
    store = context.of(request).store
    playlist = _found(store, request.query_params["playlistId"])
    rows = store.rows(
        "SELECT * FROM playlist_items WHERE playlist_id = ? ORDER BY added_at, rowid", (playlist.id,)
    )
    video_id = request.query_params.get("videoId")
    listed = [row for row in rows if video_id in (None, row["video_id"])]
    offset, as_of = parameters.read_page_token(request, context.now(request))
    size = parameters.number(request, "maxResults", 5, low=0, high=50)
    wanted, facts = parameters.page(listed, offset=offset, size=size, at=as_of)
    items = [_item(playlist, row, parts) for row in wanted]
    return JSONResponse(resources.listing("youtube#playlistItemListResponse", items, facts))


async def items_insert(request: Request) -> Response:
    """``playlistItems.insert``: add a video to a playlist of the signed-in channel."""
    caller = access.identify(request, access.MANAGE)
    parts = parameters.parts(request, _ITEM_PARTS)
    snippet = _snippet(await request.body())
    access.spend(request, caller, units=_WRITE_UNITS)
    stage, now = context.of(request), context.now(request)
    playlist = _found(stage.store, str(snippet.get("playlistId", "")))
    if playlist.channel is not caller.owner():
        raise _refused(403, "playlistItemsNotAccessible", "The playlist belongs to another channel.")
    video_id = str(snippet.get("resourceId", {}).get("videoId", ""))
    upload = library.find(stage.store, video_id)
    if upload is None or not upload.is_visible(at=now, by=caller.channel):
        raise _refused(404, "videoNotFound", "Video not found.")
    count = "SELECT count(*) AS n FROM playlist_items WHERE playlist_id = ?"
    known = stage.store.row(count, (playlist.id,))
    if known is not None and known["n"] >= _MOST_ITEMS:
        raise _refused(403, "playlistContainsMaximumNumberOfVideos", "Playlist contains maximum number.")
    item_id = secrets.token_urlsafe(24)
    stage.store.change(
        "INSERT INTO playlist_items VALUES (?, ?, ?, ?)", (item_id, playlist.id, video_id, now)
    )
    row = stage.store.row("SELECT * FROM playlist_items WHERE id = ?", (item_id,))
    return JSONResponse(_item(playlist, row, parts))


async def delete(request: Request) -> Response:
    """Delete a playlist, as its owner would in YouTube Studio."""
    playlist_id = request.path_params["playlist_id"]
    store = context.of(request).store
    store.change("INSERT OR IGNORE INTO deleted_playlists VALUES (?)", (playlist_id,))
    store.change("DELETE FROM playlist_items WHERE playlist_id = ?", (playlist_id,))
    return Response(status_code=204)


async def show(request: Request) -> Response:
    """Return every entry of a playlist and every comment, so that a test can count them."""
    store = context.of(request).store
    items = [dict(row) for row in store.rows("SELECT * FROM playlist_items ORDER BY rowid")]
    comments = [dict(row) for row in store.rows("SELECT * FROM comments ORDER BY rowid")]
    return JSONResponse({"items": items, "comments": comments})


def _id_of(channel: Channel, title: str) -> str:
    digest = hashlib.sha256(f"playlist:{channel.id}:{title}".encode()).hexdigest()
    return f"PL{digest[:32]}"


@functools.cache
def _all() -> dict[str, Playlist]:
    owners = (*channels.demo(), *channels.every())
    return {
        _id_of(owner, title): Playlist(_id_of(owner, title), title, owner)
        for owner in owners
        for title in _TITLES
    }


def _found(store: Store, playlist_id: str) -> Playlist:
    found = _all().get(playlist_id)
    if found is None or found not in of_channel(store, found.channel):
        raise _refused(404, "playlistNotFound", "The playlist identified with the request cannot be found.")
    return found


def _refused(status: int, reason: str, message: str) -> GoogleError:
    return GoogleError(status, message, reason=reason, domain="youtube.playlistItem")


def _snippet(body: bytes) -> dict[str, Any]:
    try:
        snippet = json.loads(body or b"{}").get("snippet", {})
    except (ValueError, AttributeError):
        raise GoogleError(400, "Parse Error", reason="parseError") from None
    if not isinstance(snippet, dict) or not snippet.get("playlistId") or not snippet.get("resourceId"):
        raise _refused(400, "playlistIdRequired", "The request does not specify a playlist and a resource.")
    return snippet


def _resource(store: Store, playlist: Playlist, parts: frozenset[str]) -> Resource:
    count = store.row("SELECT count(*) AS n FROM playlist_items WHERE playlist_id = ?", (playlist.id,))
    makers: dict[str, Resource] = {
        "snippet": {
            "publishedAt": clock.rfc3339(playlist.channel.created_at),
            "channelId": playlist.channel.id,
            "title": playlist.title,
            "description": "",
            "channelTitle": playlist.channel.name,
        },
        "status": {"privacyStatus": "public"},
        "contentDetails": {"itemCount": count["n"] if count is not None else 0},
    }
    found = {part: content for part, content in makers.items() if part in parts}
    return {"kind": "youtube#playlist", "etag": resources.etag(found), "id": playlist.id, **found}


def _item(playlist: Playlist, row: Any, parts: frozenset[str]) -> Resource:
    makers: dict[str, Resource] = {
        "snippet": {
            "publishedAt": clock.rfc3339(row["added_at"]),
            "channelId": playlist.channel.id,
            "playlistId": playlist.id,
            "resourceId": {"kind": "youtube#video", "videoId": row["video_id"]},
        },
        "contentDetails": {"videoId": row["video_id"]},
        "status": {"privacyStatus": "public"},
    }
    found = {part: content for part, content in makers.items() if part in parts}
    return {"kind": "youtube#playlistItem", "etag": resources.etag(found), "id": row["id"], **found}
