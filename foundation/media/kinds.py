"""A file's kind, detected from its first bytes and never from its name."""

from dataclasses import dataclass
from pathlib import Path

from foundation.errors import UpstreamError

SYSTEM = "media"
_HEAD_BYTES = 64


class MediaRefusedError(UpstreamError):
    """A file is refused. ``reason`` is a code; ``message`` says what is wrong and how to fix it."""

    code = "media_refused"
    title = "This file cannot be used"

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message, system=SYSTEM, reason=reason)
        self.reason = reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A supported kind of file. ``demuxer`` is FFmpeg's name for it, ``decoder`` Pillow's."""

    demuxer: str
    mime_type: str
    extension: str
    decoder: str = ""

    @property
    def is_picture(self) -> bool:
        """True for a still image."""
        return bool(self.decoder)


PNG = Kind(demuxer="png_pipe", mime_type="image/png", extension=".png", decoder="PNG")
JPEG = Kind(demuxer="jpeg_pipe", mime_type="image/jpeg", extension=".jpg", decoder="JPEG")
WEBP = Kind(demuxer="webp_pipe", mime_type="image/webp", extension=".webp", decoder="WEBP")
MP4 = Kind(demuxer="mov", mime_type="video/mp4", extension=".mp4")
QUICKTIME = Kind(demuxer="mov", mime_type="video/quicktime", extension=".mov")
WEBM = Kind(demuxer="matroska", mime_type="video/webm", extension=".webm")
MATROSKA = Kind(demuxer="matroska", mime_type="video/x-matroska", extension=".mkv")

# Brands of the MP4 family that hold a still image, such as HEIC and AVIF.
_PICTURE_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1", b"avif", b"avis"}
_UNKNOWN = (
    "This file cannot be opened as a picture or a video. Use an MP4, MOV or WebM video, or a JPEG, PNG or "
    "WebP picture."
)


def of(path: Path) -> Kind:
    """Return the file's kind. Raises MediaRefusedError for an empty file and for an unsupported kind."""
    with path.open("rb") as file:
        head = file.read(_HEAD_BYTES)
    if not head:
        raise MediaRefusedError("empty", "This file is empty. Choose another one.")
    found = _picture(head) or _film(head)
    if found is None:
        raise MediaRefusedError("unknown", _UNKNOWN)
    return found


def _picture(head: bytes) -> Kind | None:
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if head.startswith(b"\xff\xd8\xff"):
        return JPEG
    return WEBP if head[:4] == b"RIFF" and head[8:12] == b"WEBP" else None


def _film(head: bytes) -> Kind | None:
    if head.startswith(b"\x1a\x45\xdf\xa3"):
        return WEBM if b"webm" in head else MATROSKA
    if head[4:8] != b"ftyp":
        return None
    brand = head[8:12].lower()
    if brand in _PICTURE_BRANDS:
        raise MediaRefusedError(
            "unknown", "HEIC and AVIF pictures cannot be opened. Save the picture as JPEG or PNG."
        )
    return QUICKTIME if brand == b"qt  " else MP4
