"""Pictures and films from outside: refused by their header, decoded only in a limited child process.

``kinds`` tells a file's kind from its first bytes, ``headers`` reads a picture's size without decoding it,
``children`` runs ``decoder.py``, which has little memory, little time, no secrets and no network.
"""

from pathlib import Path

from foundation.media import children, headers, kinds
from foundation.media.children import Facts
from foundation.media.kinds import Kind, MediaRefusedError

__all__ = ["Facts", "Kind", "MediaRefusedError", "fit", "look"]


def look(path: Path) -> Facts:
    """What the file is. A picture is decoded whole, of a film the first frame.

    Takes a few seconds at most. Raises MediaRefusedError for a file that is not a picture or film that can be
    used, and UpstreamUnavailableError when this machine is too busy to say.
    """
    kind = kinds.of(path)
    if kind.is_picture:
        headers.check(path, kind=kind)
    return children.look(path, kind=kind)


def fit(picture: Path, *, width_px: int, height_px: int, quality: int = 90) -> bytes:
    """The picture upright, cut and scaled to cover this size, as a JPEG. Raises as ``look`` does."""
    kind = kinds.of(picture)
    if not kind.is_picture:
        raise MediaRefusedError("unknown", "This is not a picture that can be opened.")
    headers.check(picture, kind=kind)
    return children.fit(picture, kind=kind, width_px=width_px, height_px=height_px, quality=quality)
