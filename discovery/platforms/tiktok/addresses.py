"""Parses pasted URLs of TikTok videos. Nothing is fetched, and no redirect is followed."""

import re
from datetime import UTC, datetime
from urllib.parse import SplitResult, unquote, urlsplit

from django.conf import settings
from django.utils import timezone

from discovery.errors import UnreadableAddressError
from discovery.platforms.base import VideoAddress

_HOSTS = frozenset({"tiktok.com", "www.tiktok.com", "m.tiktok.com"})
_SHORT_HOSTS = frozenset({"vm.tiktok.com", "vt.tiktok.com"})
_VIDEO = re.compile(r"/@([\w.]{1,30})/video/(\d{1,20})/?", re.ASCII)
_PHOTOS = re.compile(r"/@[\w.]{1,30}/photo/\d{1,20}/?", re.ASCII)
_SHORT_PATH = re.compile(r"/t/\w+/?", re.ASCII)
_PROFILE = re.compile(r"/@[\w.]{1,30}/?", re.ASCII)
_ID = re.compile(r"\d{15,20}", re.ASCII)
_SANDBOX_PATH = "/tiktok"
# TikTok is older than none of its videos.
_FIRST_YEAR = 2014

_SHORT = (
    "This is a short link, which only TikTok can resolve. Open it in a browser, and paste the long URL from "
    "the address bar: https://www.tiktok.com/@name/video/…"
)
_PHOTO_POST = "This is a photo post. Only videos can be added."
_CHANNEL = (
    "This is a TikTok account. TikTok's rules do not allow collecting other people's accounts. Paste the URL "
    "of one of its videos."
)
_NO_VIDEO = "This is not the URL of a TikTok video. It has the form https://www.tiktok.com/@name/video/…"


def video_at(text: str) -> VideoAddress | None:
    """Return the video that the URL points to; None for a URL of another site.

    Raises UnreadableAddressError for short links, photo posts, accounts and other pages of TikTok.
    """
    parts = _parts(text.strip())
    if parts is None:
        return None
    host, path = (parts.hostname or "").rstrip("."), unquote(parts.path)
    if _is_of_sandbox(parts):
        path = path.removeprefix(_SANDBOX_PATH)
    elif host in _SHORT_HOSTS:
        raise UnreadableAddressError(_SHORT)
    elif host not in _HOSTS:
        return None
    found = _VIDEO.fullmatch(path)
    if found is None:
        raise UnreadableAddressError(_words_about(path))
    return _address(name=found[1], video_id=found[2])


def video_named(text: str) -> VideoAddress | None:
    """Return the video with that id; None if it is no id."""
    return _address(name="", video_id=text) if _ID.fullmatch(text) else None


def stored(address: str) -> VideoAddress:
    """Return the video of a stored address."""
    name, _, video_id = address.removeprefix("@").partition("/video/")
    return _address(name=name, video_id=video_id)


def _address(*, name: str, video_id: str) -> VideoAddress:
    handle = name.lower()
    return VideoAddress(
        platform_id=video_id,
        handle=handle,
        address=f"@{handle}/video/{video_id}",
        is_short=True,
        published_at=_published_at(video_id),
    )


def _published_at(video_id: str) -> datetime | None:
    """The upper half of an id is the time of the post. None if that is not plausible."""
    try:
        at = datetime.fromtimestamp(int(video_id) >> 32, tz=UTC)
    except (ValueError, OverflowError, OSError):
        return None
    return at if at.year >= _FIRST_YEAR and at <= timezone.now() else None


def _parts(text: str) -> SplitResult | None:
    try:
        parts = urlsplit(text if "://" in text else f"https://{text}")
        _ = parts.port
    except ValueError:
        return None
    return parts if parts.scheme.lower() in ("http", "https") else None


def _is_of_sandbox(parts: SplitResult) -> bool:
    origin = f"{parts.scheme}://{parts.netloc}"
    return bool(settings.SANDBOX_URL) and origin == settings.SANDBOX_URL and _is_below(parts.path)


def _is_below(path: str) -> bool:
    return path.startswith(f"{_SANDBOX_PATH}/")


def _words_about(path: str) -> str:
    if _PHOTOS.fullmatch(path):
        return _PHOTO_POST
    if _SHORT_PATH.fullmatch(path):
        return _SHORT
    return _CHANNEL if _PROFILE.fullmatch(path) else _NO_VIDEO
