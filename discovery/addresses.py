"""What people paste to name a channel: a handle, an id, an address, a video's link. Nothing is fetched."""

import re

from discovery.errors import UnreadableAddressError

_CHANNEL_ID = re.compile(r"UC[A-Za-z0-9_-]{22}")
_VIDEO_ID = re.compile(r"[A-Za-z0-9_-]{11}")
_HANDLE = re.compile(r"@[\w.·-]{3,30}")
_ADDRESS = re.compile(r"(?:https?://)?(?:www\.|m\.)?(?:youtube\.com|youtu\.be)/(?P<path>.+)", re.IGNORECASE)
_VIDEO_PATH = re.compile(r"(?:watch\?(?:.*&)?v=|shorts/|embed/|live/)?(?P<id>[A-Za-z0-9_-]{11})(?:[?&/#].*)?")
_CHANNEL_PATH = re.compile(r"channel/(?P<id>UC[A-Za-z0-9_-]{22})(?:[/?#].*)?")
_HANDLE_PATH = re.compile(r"(?P<handle>@[\w.·-]{3,30})(?:[/?#].*)?")


def read(text: str) -> str:
    """The channel id, @handle or video id that ``text`` names. Raises UnreadableAddressError."""
    text = text.strip()
    found = _ADDRESS.fullmatch(text)
    if found is not None:
        return _read_path(found["path"])
    for pattern in (_CHANNEL_ID, _HANDLE):
        if pattern.fullmatch(text):
            return text
    raise UnreadableAddressError()


def is_video(address: str) -> bool:
    """True when what ``read`` gave is the id of a video."""
    return _VIDEO_ID.fullmatch(address) is not None


def _read_path(path: str) -> str:
    for pattern, name in ((_CHANNEL_PATH, "id"), (_HANDLE_PATH, "handle"), (_VIDEO_PATH, "id")):
        found = pattern.fullmatch(path)
        if found is not None:
            return found[name]
    raise UnreadableAddressError()
