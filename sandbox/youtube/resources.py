"""The world's rows in YouTube's format."""

import hashlib
import json
import re
from collections.abc import Callable, Collection, Sequence
from typing import Any

from sandbox import clock
from sandbox.world import channels, videos
from sandbox.world.channels import Channel
from sandbox.world.videos import Video

Resource = dict[str, Any]
Makers = dict[str, Callable[[], Resource]]

_THUMBNAILS = {
    "default": (120, 90),
    "medium": (320, 180),
    "high": (480, 360),
    "standard": (640, 480),
    "maxres": (1280, 720),
}


def etag(content: object) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:27]


def listing(kind: str, items: Sequence[Resource], facts: Resource) -> Resource:
    """The envelope of a list."""
    return {"kind": kind, "etag": etag(items), "items": list(items), **facts}


def thumbnails(video_id: str, *, is_short: bool, base_url: str) -> Resource:
    sizes = dict(_THUMBNAILS)
    if is_short:
        sizes["shortsAspectRatio"] = (720, 1280)
    address = f"{base_url}/media/thumbnails/{video_id}.jpg"
    return {
        name: {"url": f"{address}?size={name}", "width": width, "height": height}
        for name, (width, height) in sizes.items()
    }


def snippet(video: Video, base_url: str) -> Resource:
    return {
        "publishedAt": clock.rfc3339(video.published_at),
        "channelId": video.channel.id,
        "title": video.title,
        "description": video.description,
        "thumbnails": thumbnails(video.id, is_short=video.is_short, base_url=base_url),
        "channelTitle": video.channel.name,
        "tags": list(video.tags),
        "categoryId": video.channel.niche.category_id,
        "liveBroadcastContent": "none",
        "defaultLanguage": video.channel.language,
        "localized": {"title": video.title, "description": video.description},
        "defaultAudioLanguage": video.channel.language,
    }


def statistics(video: Video, at: float) -> Resource:
    """Return counts as text. A hidden count is omitted."""
    views = video.views(at)
    counts = {"viewCount": str(views)}
    if not video.channel.hides_likes:
        counts["likeCount"] = str(video.popularity.likes(views))
    counts["favoriteCount"] = "0"
    if not video.channel.comments_off:
        counts["commentCount"] = str(video.popularity.comments(views))
    return counts


def content_details(duration_s: int) -> Resource:
    return {
        "duration": duration(duration_s),
        "dimension": "2d",
        "definition": "hd",
        "caption": "false",
        "licensedContent": False,
        "contentRating": {},
        "projection": "rectangular",
    }


def player(
    video_id: str, *, is_short: bool, height: int | None, width: int | None, base_url: str
) -> Resource:
    """Return the embedded player. Its size is included only if a maximum height or width was given."""
    embed: Resource = {
        "embedHtml": f'<iframe width="480" height="270" src="{base_url}/embed/{video_id}" '
        'frameborder="0" allowfullscreen></iframe>'
    }
    ratio = 9 / 16 if is_short else 16 / 9
    if height is not None or width is not None:
        tallest = min(height or 8192, (width or 8192) / ratio)
        embed |= {"embedHeight": str(round(tallest)), "embedWidth": str(round(tallest * ratio))}
    return embed


def duration(seconds: int) -> str:
    """Format an ISO 8601 duration, as in PT1H2M3S."""
    hours, rest = divmod(seconds, 3600)
    minutes, seconds = divmod(rest, 60)
    text = "".join(
        f"{value}{unit}" for value, unit in ((hours, "H"), (minutes, "M"), (seconds, "S")) if value
    )
    return "PT" + (text or "0S")


def public_status(published_at: float) -> Resource:
    return {
        "uploadStatus": "processed",
        "privacyStatus": "public",
        "license": "youtube",
        "embeddable": True,
        "publicStatsViewable": True,
        "madeForKids": False,
    }


def video(
    row: Video,
    parts: Collection[str],
    *,
    at: float,
    base_url: str,
    height: int | None = None,
    width: int | None = None,
) -> Resource:
    """Return a video of the world with the requested parts."""
    makers: Makers = {
        "snippet": lambda: snippet(row, base_url),
        "statistics": lambda: statistics(row, at),
        "contentDetails": lambda: content_details(row.duration_s),
        "status": lambda: public_status(row.published_at),
        "topicDetails": lambda: {"topicCategories": ["https://en.wikipedia.org/wiki/Lifestyle_(sociology)"]},
        "player": lambda: player(
            row.id, is_short=row.is_short, height=height, width=width, base_url=base_url
        ),
        "paidProductPlacementDetails": lambda: {"hasPaidProductPlacement": False},
    }
    found = {part: make() for part, make in makers.items() if part in parts}
    return {"kind": "youtube#video", "etag": etag([row.id, found]), "id": row.id, **found}


def as_stats(full: Resource) -> Resource:
    """Return a video in the format of ``batchGetStats``, whose duration is a protobuf one ("42s")."""
    short: Resource = {"kind": "youtube#videoStats", "etag": full["etag"], "id": full["id"]}
    if "snippet" in full:
        short["snippet"] = {"publishTime": full["snippet"]["publishedAt"]}
    if "contentDetails" in full:
        short["contentDetails"] = {"duration": f"{_seconds(full['contentDetails']['duration'])}s"}
    if "statistics" in full:
        counts = full["statistics"]
        short["statistics"] = {name: counts[name] for name in counts if name != "favoriteCount"}
    return short


def _seconds(text: str) -> int:
    units = {"H": 3600, "M": 60, "S": 1}
    return sum(int(value) * units[unit] for value, unit in re.findall(r"(\d+)([HMS])", text))


def search_result(row: Video, base_url: str) -> Resource:
    full = snippet(row, base_url)
    names = (
        "publishedAt",
        "channelId",
        "title",
        "description",
        "thumbnails",
        "channelTitle",
        "liveBroadcastContent",
    )
    short = {name: full[name] for name in names} | {"publishTime": full["publishedAt"]}
    short["description"] = row.description.split("\n")[0][:160]
    identity = {"kind": "youtube#video", "videoId": row.id}
    return {"kind": "youtube#searchResult", "etag": etag(row.id), "id": identity, "snippet": short}


def channel(
    row: Channel, parts: Collection[str], *, at: float, base_url: str, uploads: int = 0, upload_views: int = 0
) -> Resource:
    """Return a channel with the requested parts. ``uploads`` are the videos that were sent to the sandbox."""
    makers: Makers = {
        "snippet": lambda: _channel_snippet(row, base_url),
        "statistics": lambda: _channel_statistics(row, at, uploads, upload_views),
        "contentDetails": lambda: {"relatedPlaylists": {"likes": "", "uploads": row.uploads_playlist_id}},
        "status": lambda: {"privacyStatus": "public", "isLinked": True, "longUploadsStatus": "allowed"},
        "brandingSettings": lambda: {
            "channel": {"title": row.name, "description": row.about, "country": row.country}
        },
        "topicDetails": lambda: {"topicCategories": ["https://en.wikipedia.org/wiki/Lifestyle_(sociology)"]},
    }
    found = {part: make() for part, make in makers.items() if part in parts}
    return {"kind": "youtube#channel", "etag": etag([row.id, found]), "id": row.id, **found}


def _channel_snippet(row: Channel, base_url: str) -> Resource:
    address = f"{base_url}/media/avatars/{row.id}.jpg"
    sizes = {"default": 88, "medium": 240, "high": 800}
    return {
        "title": row.name,
        "description": row.about,
        "customUrl": f"@{row.handle}",
        "publishedAt": clock.rfc3339(row.created_at),
        "thumbnails": {
            name: {"url": f"{address}?size={side}", "width": side, "height": side}
            for name, side in sizes.items()
        },
        "localized": {"title": row.name, "description": row.about},
        "country": row.country,
    }


def _channel_statistics(row: Channel, at: float, uploads: int, upload_views: int) -> Resource:
    counts = {
        "viewCount": str(videos.total_views(row, at) + upload_views),
        "hiddenSubscriberCount": row.hides_subscribers,
        "videoCount": str(row.slots_until(at) + uploads),
    }
    if not row.hides_subscribers:
        counts["subscriberCount"] = str(row.subscribers(at))
    return counts


def playlist_item(
    *,
    playlist_id: str,
    position: int,
    video_id: str,
    of_channel: Channel,
    snippet_of_video: Resource,
    parts: Collection[str],
) -> Resource:
    """Return an entry of an uploads playlist. ``publishedAt`` in contentDetails is the video's own."""
    published_at = snippet_of_video["publishedAt"]
    makers: dict[str, Resource] = {
        "snippet": {
            "publishedAt": published_at,
            "channelId": of_channel.id,
            "title": snippet_of_video["title"],
            "description": snippet_of_video["description"],
            "thumbnails": snippet_of_video["thumbnails"],
            "channelTitle": of_channel.name,
            "playlistId": playlist_id,
            "position": position,
            "resourceId": {"kind": "youtube#video", "videoId": video_id},
            "videoOwnerChannelTitle": of_channel.name,
            "videoOwnerChannelId": of_channel.id,
        },
        "contentDetails": {"videoId": video_id, "videoPublishedAt": published_at},
        "status": {"privacyStatus": "public"},
    }
    found = {part: content for part, content in makers.items() if part in parts}
    identity = etag([playlist_id, video_id])
    return {"kind": "youtube#playlistItem", "etag": etag([identity, found]), "id": identity, **found}


def find_channel(channel_id: str, at: float) -> Channel | None:
    row = channels.by_id(channel_id)
    return row if row is not None and row.is_open(at) else None
