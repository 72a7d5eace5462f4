"""The read methods of the API: search, videos, channels, playlists and statistics."""

import asyncio
from collections.abc import Collection
from itertools import islice

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from sandbox import context
from sandbox.google_errors import GoogleError
from sandbox.world import channels, search, videos
from sandbox.world.channels import Channel
from sandbox.youtube import access, library, parameters, resources
from sandbox.youtube.access import Caller
from sandbox.youtube.resources import Resource

_VIDEO_PARTS = frozenset(
    ("id", "snippet", "statistics", "contentDetails", "status", "topicDetails", "player", "localizations",
     "paidProductPlacementDetails", "brandPartner", "liveStreamingDetails", "recordingDetails",
     "fileDetails", "processingDetails", "suggestions")
)  # fmt: skip
_OWNER_PARTS = frozenset(("fileDetails", "processingDetails", "suggestions"))
_CHANNEL_PARTS = frozenset(
    ("id", "snippet", "statistics", "contentDetails", "status", "brandingSettings", "topicDetails",
     "localizations", "auditDetails", "contentOwnerDetails")
)  # fmt: skip
_ITEM_PARTS = frozenset(("id", "snippet", "contentDetails", "status"))
_STATS_PARTS = frozenset(("id", "snippet", "statistics", "contentDetails"))
_ORDERS = ("date", "rating", "viewCount", "relevance", "title", "videoCount")
_MOST_RESULTS = 500
_MOST_ITEMS = 20_000


async def search_list(request: Request) -> Response:
    """``search.list``: videos, or channels, by words."""
    caller = access.identify(request)
    parameters.parts(request, frozenset(("id", "snippet")))
    access.spend(request, caller, bucket="search")
    now = context.now(request)
    offset, as_of = parameters.read_page_token(request, now)
    size = parameters.number(request, "maxResults", 5, low=0, high=50)
    base_url = context.base_url(request)
    if request.query_params.get("type") == "channel":
        found = [
            _channel_result(row, base_url)
            for row in _channels_named(request.query_params.get("q", ""), as_of)
        ]
    elif request.query_params.get("forMine") == "true":
        mine = library.uploaded_to(context.of(request).store, caller.owner())
        found = [_upload_result(upload, base_url) for upload in mine]
    else:
        # In a thread, since the first search for a word generates the videos it searches.
        rows = (await asyncio.to_thread(search.find, _query(request), at=as_of))[:_MOST_RESULTS]
        found = [resources.search_result(row, base_url) for row in rows]
    items, facts = parameters.page(found, offset=offset, size=size, at=as_of)
    region = request.query_params.get("regionCode", "US")
    return JSONResponse(
        resources.listing("youtube#searchListResponse", items, facts | {"regionCode": region})
    )


async def videos_list(request: Request) -> Response:
    """``videos.list`` by id, or the popular ones. Unknown and private ids are omitted."""
    parts = parameters.parts(request, _VIDEO_PARTS)
    caller = access.identify(request, access.READ | access.UPLOAD if parts & _OWNER_PARTS else access.READ)
    access.spend(request, caller)
    listed = parameters.ids(request)
    if listed:
        found = [
            item for video_id in listed if (item := _video(request, caller, video_id, parts)) is not None
        ]
        facts: Resource = {"pageInfo": {"totalResults": len(found), "resultsPerPage": len(found)}}
        return JSONResponse(resources.listing("youtube#videoListResponse", found, facts))
    if request.query_params.get("chart") == "mostPopular":
        return JSONResponse(await asyncio.to_thread(_popular, request, parts))
    raise parameters.refuse(
        "No filter selected. Expected one of: id, chart, myRating", "missingRequiredParameter"
    )


async def batch_get_stats(request: Request) -> Response:
    """``videos.batchGetStats``: missing videos are omitted and don't fail the others."""
    caller = access.identify(request)
    parts = parameters.parts(request, _STATS_PARTS)
    access.spend(request, caller, bucket="videos.batchGetStats")
    found = (_video(request, caller, video_id, parts) for video_id in parameters.ids(request))
    items = [resources.as_stats(item) for item in found if item is not None]
    return JSONResponse(resources.listing("youtube#batchGetStatsResponse", items, {}))


async def channels_list(request: Request) -> Response:
    """``channels.list`` by id, by handle, or the signed-in one."""
    caller = access.identify(request)
    parts = parameters.parts(request, _CHANNEL_PARTS)
    access.spend(request, caller)
    found = [_channel(request, row, parts) for row in _channels_asked_for(request, caller)]
    facts: Resource = {"pageInfo": {"totalResults": len(found), "resultsPerPage": len(found)}}
    document = resources.listing("youtube#channelListResponse", found, facts)
    if not found:
        # YouTube omits the list when no channel matches.
        del document["items"]
    return JSONResponse(document)


async def playlist_items_list(request: Request) -> Response:
    """``playlistItems.list`` of a channel's uploads, newest first."""
    caller = access.identify(request)
    parts = parameters.parts(request, _ITEM_PARTS)
    access.spend(request, caller)
    playlist_id = request.query_params.get("playlistId", "")
    if not playlist_id:
        raise parameters.refuse(
            "No filter selected. Expected one of: id, playlistId", "missingRequiredParameter"
        )
    offset, as_of = parameters.read_page_token(request, context.now(request))
    channel = channels.by_playlist(playlist_id)
    if channel is None or not channel.is_open(as_of):
        message = "The playlist identified with the request's playlistId parameter cannot be found."
        raise GoogleError(404, message, reason="playlistNotFound", domain="youtube.playlistItem")
    size = parameters.number(request, "maxResults", 5, low=0, high=50)
    entries = _uploads(request, caller, channel, as_of)
    wanted, facts = parameters.page(entries, offset=offset, size=size, at=as_of)
    items = [
        resources.playlist_item(
            playlist_id=playlist_id,
            position=offset + place,
            video_id=video_id,
            of_channel=channel,
            snippet_of_video=_snippet(request, video_id, as_of),
            parts=parts,
        )
        for place, video_id in enumerate(wanted)
    ]
    return JSONResponse(resources.listing("youtube#playlistItemListResponse", items, facts))


def _query(request: Request) -> search.Query:
    query = request.query_params
    order = query.get("order", "relevance")
    if order not in _ORDERS:
        raise parameters.refuse(f"Invalid value '{order}' for order.")
    after, before = (
        parameters.instant(request, "publishedAfter"),
        parameters.instant(request, "publishedBefore"),
    )
    return search.Query(
        text=query.get("q", ""),
        order=order,
        after=float("-inf") if after is None else after,
        before=float("inf") if before is None else before,
        channel_id=query.get("channelId"),
        duration=query.get("videoDuration", "any"),
        category_id=query.get("videoCategoryId"),
        language=query.get("relevanceLanguage"),
    )


def _video(request: Request, caller: Caller, video_id: str, parts: Collection[str]) -> Resource | None:
    now, base_url = context.now(request), context.base_url(request)
    height = _side(request, "maxHeight")
    width = _side(request, "maxWidth")
    row = videos.find(video_id, now)
    if row is not None:
        return resources.video(row, parts, at=now, base_url=base_url, height=height, width=width)
    upload = library.find(context.of(request).store, video_id)
    if upload is None or not upload.is_visible(at=now, by=caller.channel):
        return None
    visible = parts if caller.channel is upload.channel else frozenset(parts) - _OWNER_PARTS
    return library.resource(upload, visible, at=now, base_url=base_url, height=height, width=width)


def _side(request: Request, name: str) -> int | None:
    return parameters.number(request, name, 0, low=72, high=8192) if name in request.query_params else None


def _popular(request: Request, parts: Collection[str]) -> Resource:
    """The most watched of the last week, in the requested category."""
    now = context.now(request)
    offset, as_of = parameters.read_page_token(request, now)
    category = request.query_params.get("videoCategoryId", "0")
    query = search.Query(
        order="viewCount", after=as_of - 7 * channels.DAY_S, category_id=None if category == "0" else category
    )
    rows = search.find(query, at=as_of)[:200]
    size = parameters.number(request, "maxResults", 5, low=1, high=50)
    wanted, facts = parameters.page(rows, offset=offset, size=size, at=as_of)
    base_url = context.base_url(request)
    items = [resources.video(row, parts, at=now, base_url=base_url) for row in wanted]
    return resources.listing("youtube#videoListResponse", items, facts)


def _channels_asked_for(request: Request, caller: Caller) -> list[Channel]:
    now = context.now(request)
    if request.query_params.get("mine") == "true":
        return [caller.owner()]
    if handle := request.query_params.get("forHandle"):
        row = channels.by_handle(handle)
        return [row] if row is not None and row.is_open(now) else []
    if name := request.query_params.get("forUsername"):
        # The old user names of the world's channels are their handles.
        row = channels.by_handle(name)
        return [row] if row is not None and row.is_open(now) else []
    listed = parameters.ids(request)
    if not listed:
        message = "No filter selected. Expected one of: id, forHandle, forUsername, mine"
        raise parameters.refuse(message, "missingRequiredParameter")
    return [row for name in listed if (row := resources.find_channel(name, now)) is not None]


def _channel(request: Request, row: Channel, parts: Collection[str]) -> Resource:
    now = context.now(request)
    uploads = library.uploaded_to(context.of(request).store, row)
    views = sum(upload.views(now) for upload in uploads)
    return resources.channel(
        row, parts, at=now, base_url=context.base_url(request), uploads=len(uploads), upload_views=views
    )


def _uploads(request: Request, caller: Caller, channel: Channel, at: float) -> list[str]:
    """Return ids of a channel's uploads: those sent here first, then the world's, including removed ones."""
    sent = library.uploaded_to(context.of(request).store, channel)
    # A request for an earlier day does not see later uploads.
    visible = [
        upload.id
        for upload in sent
        if upload.uploaded_at <= at and upload.is_visible(at=at, by=caller.channel)
    ]
    return visible + [video.id for video in islice(videos.published_by(channel, until=at), _MOST_ITEMS)]


def _snippet(request: Request, video_id: str, at: float) -> Resource:
    base_url = context.base_url(request)
    row = videos.find(video_id, at)
    if row is not None:
        return resources.snippet(row, base_url)
    upload = library.find(context.of(request).store, video_id)
    if upload is not None:
        return library.snippet(upload, base_url)
    # A removed video keeps its place in the playlist, without its title.
    return {
        "publishedAt": "",
        "title": "Deleted video",
        "description": "This video is unavailable.",
        "thumbnails": {},
    }


def _channels_named(text: str, at: float) -> list[Channel]:
    words = videos.normalise(text).split()
    about = (
        (row, videos.normalise(f"{row.name} {row.handle} {row.niche.name} {row.about}"))
        for row in channels.open_at(at)
    )
    found = [row for row, haystack in about if all(word in haystack for word in words)]
    return sorted(found, key=lambda row: -row.base_subscribers)


def _channel_result(row: Channel, base_url: str) -> Resource:
    full = resources.channel(row, ("snippet",), at=0, base_url=base_url)["snippet"]
    identity = {"kind": "youtube#channel", "channelId": row.id}
    snippet = {"channelId": row.id, "channelTitle": row.name, **full}
    return {
        "kind": "youtube#searchResult",
        "etag": resources.etag(row.id),
        "id": identity,
        "snippet": snippet,
    }


def _upload_result(upload: library.Upload, base_url: str) -> Resource:
    identity = {"kind": "youtube#video", "videoId": upload.id}
    snippet = library.snippet(upload, base_url)
    return {
        "kind": "youtube#searchResult",
        "etag": resources.etag(upload.id),
        "id": identity,
        "snippet": snippet,
    }
