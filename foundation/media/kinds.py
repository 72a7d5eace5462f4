"""A file's kind, detected from its first bytes and never from its name."""

import re
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
WAV = Kind(demuxer="wav", mime_type="audio/wav", extension=".wav")
MP3 = Kind(demuxer="mp3", mime_type="audio/mpeg", extension=".mp3")
AAC = Kind(demuxer="aac", mime_type="audio/aac", extension=".aac")
FLAC = Kind(demuxer="flac", mime_type="audio/flac", extension=".flac")
OGG = Kind(demuxer="ogg", mime_type="audio/ogg", extension=".ogg")
M4A = Kind(demuxer="mov", mime_type="audio/mp4", extension=".m4a")
WEBM_SOUND = Kind(demuxer="matroska", mime_type="audio/webm", extension=".weba")

# Brands of the MP4 family that hold a still image, such as HEIC and AVIF.
_PICTURE_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1", b"avif", b"avis"}
_GIF = (b"GIF87a", b"GIF89a")
# The first bytes of sound files. MP3 and AAC without a header start with a frame, of any version.
_SOUNDS = (
    (re.compile(rb"RIFF.{4}WAVE", re.DOTALL), WAV),
    (re.compile(rb"ID3"), MP3),
    (re.compile(rb"\xff[\xf0\xf1\xf8\xf9]"), AAC),
    (re.compile(rb"\xff[\xe2\xe3\xf2\xf3\xfa\xfb]"), MP3),
    (re.compile(rb"fLaC"), FLAC),
    (re.compile(rb"OggS"), OGG),
)
_UNKNOWN_SOUND = (
    "This file cannot be opened as a recording. Use a WAV, MP3, M4A, AAC, FLAC, OGG or WebM file with sound."
)
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
    if head.startswith(_GIF):
        raise MediaRefusedError("unknown", "GIF pictures cannot be opened. Save it as MP4 or PNG.")
    found = _picture(head) or _film(head)
    if found is None:
        raise MediaRefusedError("unknown", _UNKNOWN)
    return found


def of_sound(path: Path) -> Kind:
    """Return the kind of a file with sound: MP4 and WebM files may have pictures too.

    Raises MediaRefusedError as ``of`` does.
    """
    with path.open("rb") as file:
        head = file.read(_HEAD_BYTES)
    if not head:
        raise MediaRefusedError("empty", "This file is empty. Choose another one.")
    for signature, kind in _SOUNDS:
        if signature.match(head):
            return kind
    film = None if _picture(head) else _film(head)
    if film is None:
        raise MediaRefusedError("unknown", _UNKNOWN_SOUND)
    return M4A if film.demuxer == M4A.demuxer else WEBM_SOUND


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
