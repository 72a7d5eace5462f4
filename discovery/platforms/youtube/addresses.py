"""Parses pasted addresses of a channel: a handle, an id, a URL, a video's link. Nothing is fetched."""

import re
import unicodedata
from urllib.parse import parse_qs, unquote, urlsplit

from discovery.errors import UnreadableAddressError
from discovery.platforms.base import VideoAddress

USER_NAME = "user/"

_CHANNEL_ID = re.compile(r"UC[A-Za-z0-9_-]{22}")
_UPLOADS_ID = re.compile(r"UU[A-Za-z0-9_-]{22}")
_VIDEO_ID = re.compile(r"[A-Za-z0-9_-]{11}")
_USER = re.compile(r"[A-Za-z0-9]{1,60}")
_SHORT_HOSTS = frozenset({"youtu.be", "www.youtu.be"})
_HOSTS = frozenset(
    f"{start}{host}"
    for host in ("youtube.com", "youtube-nocookie.com")
    for start in ("", "www.", "m.", "music.", "gaming.", "kids.", "tv.", "studio.")
)
_VIDEO_PATHS = frozenset({"shorts", "live", "embed", "v", "e", "watch", "video"})
# Two words in URLs that have as many letters as a video's id.
_NO_VIDEO = frozenset({"live_stream", "videoseries"})
_NO_CHANNEL = frozenset(
    {"feed", "playlist", "results", "hashtag", "gaming", "premium", "browse", "clip", "post", "redirect"}
)
# Joiners that Indian and Persian scripts use inside words.
_JOINERS = "\u200c\u200d"
_SHORTEST_HANDLE, _LONGEST_HANDLE = 3, 30
_MOST_CHARACTERS = 100

_LOOK_FOR_HANDLE = (
    "Open the channel on YouTube and copy its handle, which starts with @ and is below its name, or "
    "paste the link of one of its videos."
)
_NO_ADDRESS = "Paste a YouTube channel's URL or handle, such as @name, or a link to one of its videos."
_OLD_NAME = f"YouTube does not support looking up URLs such as /c/Name. {_LOOK_FOR_HANDLE}"
_NO_VIDEO_PAGE = "This YouTube URL does not point to a single video. Open the video and copy its URL."
_NO_CHANNEL_PAGE = f"This URL does not point to a single channel or video. {_LOOK_FOR_HANDLE}"


def read(text: str) -> str:
    """Return the channel id, @handle, video id or user/name in ``text``. Raises UnreadableAddressError."""
    text = text.strip()
    if _CHANNEL_ID.fullmatch(text):
        return text
    handle = _handle(text)
    return handle or _read_address(text)


def is_video(address: str) -> bool:
    """True when the result of ``read`` is the id of a video."""
    return _VIDEO_ID.fullmatch(address) is not None


def video_at(text: str) -> VideoAddress | None:
    """Return the video that a URL points to; None for another site's. Raises UnreadableAddressError."""
    text = text.strip()
    try:
        parts = urlsplit(text if "://" in text else f"https://{text}")
        host = (parts.hostname or "").rstrip(".")
    except ValueError:
        return None
    if host not in _HOSTS | _SHORT_HOSTS:
        return None
    found = _read_address(text)
    if not is_video(found):
        raise UnreadableAddressError(_NO_VIDEO_PAGE)
    return _named(found, is_short=True if parts.path.startswith("/shorts/") else None)


def video_named(text: str) -> VideoAddress | None:
    """Return the video with that id; None if it is no id."""
    return _named(text, is_short=None) if is_video(text) else None


def stored(address: str) -> VideoAddress:
    """Return the video of a stored address, which is its id."""
    return _named(address, is_short=None)


def _named(video_id: str, *, is_short: bool | None) -> VideoAddress:
    return VideoAddress(
        platform_id=video_id, handle="", address=video_id, is_short=is_short, published_at=None
    )


def _read_address(text: str) -> str:
    try:
        parts = urlsplit(text if "://" in text else f"https://{text}")
        host = (parts.hostname or "").rstrip(".")
        query = parse_qs(parts.query, max_num_fields=50)
    except ValueError:
        raise UnreadableAddressError(_NO_ADDRESS) from None
    if parts.scheme.lower() not in ("http", "https") or host not in _HOSTS | _SHORT_HOSTS:
        raise UnreadableAddressError(_NO_ADDRESS)
    path = [part for part in unquote(parts.path).split("/") if part]
    found = _video(path[:1]) if host in _SHORT_HOSTS else _read_path(path) or _read_query(query)
    if found is None:
        raise UnreadableAddressError(_NO_CHANNEL_PAGE)
    return found


def _read_path(path: list[str]) -> str | None:
    first, rest = (path[0], path[1:]) if path else ("", [])
    handle = _handle(first)
    if handle:
        return handle
    if first == "channel" and rest and _CHANNEL_ID.fullmatch(rest[0]):
        return rest[0]
    if first == "user" and rest and _USER.fullmatch(rest[0]):
        return f"{USER_NAME}{rest[0]}"
    if first in _VIDEO_PATHS and rest:
        return _video(rest)
    # Before handles existed, a channel's name followed /c/ or the host.
    is_old_name = first and first not in _VIDEO_PATHS | _NO_CHANNEL | {"channel", "user"}
    if is_old_name:
        raise UnreadableAddressError(_OLD_NAME)
    return None


def _read_query(query: dict[str, list[str]]) -> str | None:
    """Return a video, a stream's channel, or the channel whose list of videos is played."""
    video = _video(query.get("v", []))
    channel, listed = query.get("channel", [""])[0], query.get("list", [""])[0]
    if video:
        return video
    if _CHANNEL_ID.fullmatch(channel):
        return channel
    return f"UC{listed[2:]}" if _UPLOADS_ID.fullmatch(listed) else None


def _video(path: list[str]) -> str | None:
    is_video = bool(path) and path[0] not in _NO_VIDEO and _VIDEO_ID.fullmatch(path[0])
    return path[0] if is_video else None


def _handle(text: str) -> str | None:
    """Return the handle: letters of any script with their marks, digits, hyphens, underscores and dots."""
    name = unicodedata.normalize("NFC", unquote(text)).removeprefix("@").removeprefix("\uff20")
    if text[:1] not in ("@", "\uff20") and text[:3] != "%40":
        return None
    letters = sum(unicodedata.category(letter)[0] != "M" for letter in name)
    is_handle = all(_is_in_handle(letter) for letter in name) and len(name) <= _MOST_CHARACTERS
    is_long_enough = len(name) >= _SHORTEST_HANDLE and 0 < letters <= _LONGEST_HANDLE
    return f"@{name}" if is_handle and is_long_enough else None


def _is_in_handle(letter: str) -> bool:
    return letter in f"_-.·{_JOINERS}" or unicodedata.category(letter)[0] in "LMN"
