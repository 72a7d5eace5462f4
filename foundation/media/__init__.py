"""Files from outside: images, videos and recordings, checked and decoded in a limited child process.

``kinds`` detects a file's kind from its first bytes. ``headers`` reads an image's size without decoding it,
and ``containers`` finds videos that were cut off.
``children`` runs ``decoder.py`` with little memory, little time, no secrets and no network.
"""

from pathlib import Path

from foundation.media import children, containers, headers, kinds
from foundation.media.children import Facts, Sound
from foundation.media.kinds import Kind, MediaRefusedError

__all__ = ["Facts", "Kind", "MediaRefusedError", "Sound", "fit", "in_srgb", "inspect", "inspect_sound"]


def inspect(path: Path) -> Facts:
    """Inspect a file. An image is decoded whole; of a video, one frame at its beginning and one at its end.

    Takes a few seconds at most. Raises MediaRefusedError for a file that is not a usable image or video, and
    UpstreamUnavailableError when this machine is too busy.
    """
    kind = kinds.of(path)
    if kind.is_picture:
        headers.check(path, kind=kind)
    else:
        containers.check(path, kind=kind)
    return children.inspect(path, kind=kind)


def inspect_sound(path: Path, *, max_duration_s: float = children.MAX_SOUND_S) -> Sound:
    """Inspect a recording, which is decoded whole. Raises as ``inspect`` does, also for a silent one."""
    return children.inspect_sound(path, kind=kinds.of_sound(path), max_duration_s=max_duration_s)


def fit(picture: Path, *, width_px: int, height_px: int, quality: int = 90) -> bytes:
    """Return the image as an upright JPEG in sRGB, scaled and cropped to this size. Raises as ``inspect``."""
    kind = kinds.of(picture)
    if not kind.is_picture:
        raise MediaRefusedError("unknown", "This picture can't be opened.")
    headers.check(picture, kind=kind)
    return children.fit(picture, kind=kind, width_px=width_px, height_px=height_px, quality=quality)


def in_srgb(picture: Path, *, side_px: int, quality: int = 95) -> bytes | None:
    """Return an image with another colour profile upright and in sRGB, its shorter side at most ``side_px``.

    None if its colours are those of sRGB, or if its profile is damaged. Raises as ``inspect`` does.
    """
    kind = kinds.of(picture)
    if not kind.is_picture or not headers.has_profile(picture, kind=kind):
        return None
    headers.check(picture, kind=kind)
    return children.in_srgb(picture, kind=kind, side_px=side_px, quality=quality) or None
