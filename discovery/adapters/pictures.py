"""Downloads thumbnails, only from an allowlist of hosts."""

from pathlib import Path

from django.conf import settings

from foundation import pictures
from foundation.pictures import Size


def fetch(url: str, *, to: Path) -> None:
    """Write the file at ``url`` to ``to``. Raises as ``foundation.pictures.fetch``."""
    pictures.fetch(url, to=to, origins=settings.PICTURE_ORIGINS)


def copies(url: str, *, small: Size, large: Size) -> tuple[bytes, bytes]:
    """Return two copies of a thumbnail. Raises as ``foundation.pictures.copies``."""
    return pictures.copies(url, origins=settings.PICTURE_ORIGINS, small=small, large=large)
