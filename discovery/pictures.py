"""Small copies of videos' thumbnails: made by workers, served by us, and purged by age and number.

A thumbnail of 720 x 1280 pixels is shown 34 pixels wide. A list of originals would be megabytes, and every
visitor's browser would request them from the platform.
"""

import logging
from datetime import datetime, timedelta

from django.core.cache import cache
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from discovery.adapters import pictures as outside
from discovery.models import Candidate, Picture, SourceVideo
from foundation import messages
from foundation.errors import NotFoundError, UpstreamError

logger = logging.getLogger(__name__)

STORE_PICTURE = "discovery.store_picture"
# Pixels, small and large: twice and four times the size in a list.
_PORTRAIT = ((68, 120), (136, 240))
_WIDE = ((192, 108), (384, 216))
WIDTHS = frozenset(width for sizes in (_PORTRAIT, _WIDE) for width, _ in sizes)
_SMALL = frozenset(sizes[0][0] for sizes in (_PORTRAIT, _WIDE))
_KEPT_FOR = timedelta(days=30)
# About 15 KB each: 300 MB at most.
_MOST_KEPT = 20_000
_PREPARED = 30
_AGAIN_AFTER_OUTAGE = timedelta(minutes=5)
_AGAIN_AFTER_REFUSAL = timedelta(days=1)
_REQUESTED_AT_MOST_EVERY_S = 60


def find(*, source_id: int, version: str, width: int) -> bytes | None:
    """Return the copy of that width (one of WIDTHS); None if there is none."""
    column = "small" if width in _SMALL else "large"
    rows = Picture.objects.filter(source_id=source_id, version=version)
    content = rows.values_list(column, flat=True).first()
    return bytes(content) if content else None


def request(*, source_id: int, version: str) -> None:
    """Have a worker make the copies. Raises NotFoundError unless the version is the video's."""
    source = SourceVideo.objects.only("thumbnail_url").filter(pk=source_id).first()
    if source is None or not constant_time_compare(source.picture_version, version):
        raise NotFoundError()
    _request(source)


def prepare(*, niche_id: str) -> None:
    """Have a worker make the copies that the niche's list shows first."""
    rows = Candidate.objects.visible().filter(channel__niches=niche_id, source__picture__isnull=True)
    for candidate in rows.select_related("source").order_by("-score_low", "-pk")[:_PREPARED]:
        _request(candidate.source)


def make_copies(*, source: SourceVideo) -> None:
    """Have a worker make the video's copies now, as its thumbnail's URL may expire soon."""
    _request(source)


def store_copies(*, source_id: int) -> None:
    """Download the video's thumbnail and store the copies. Idempotent.

    A failed download is retried after five minutes, or after a day if it was refused, and raises
    UpstreamUnavailableError or UpstreamError.
    """
    source = SourceVideo.objects.filter(pk=source_id).only("thumbnail_url", "format").first()
    if source is None or not source.thumbnail_url or _is_settled(source):
        return
    small, large = _WIDE if source.is_long else _PORTRAIT
    try:
        small_copy, large_copy = outside.copies(source.thumbnail_url, small=small, large=large)
    except UpstreamError as error:
        _store(source, problem=error.code)
        raise
    _store(source, large=large_copy, small=small_copy)


def purge_old(*, at: datetime) -> None:
    """Delete copies older than a month, and the oldest beyond the maximum number."""
    Picture.objects.filter(kept_at__lt=at - _KEPT_FOR).delete()
    beyond = Picture.objects.order_by("-kept_at").values("pk")[_MOST_KEPT:]
    Picture.objects.filter(pk__in=beyond).delete()


def _request(source: SourceVideo) -> None:
    # A page requests all its thumbnails at once, and again while they are being made.
    if source.thumbnail_url and cache.add(f"picture:{source.pk}", True, _REQUESTED_AT_MOST_EVERY_S):
        messages.send(STORE_PICTURE, str(source.pk))


def _is_settled(source: SourceVideo) -> bool:
    known = Picture.objects.filter(source=source, version=source.picture_version).defer("large").first()
    if known is None:
        return False
    again_after = _AGAIN_AFTER_OUTAGE if known.problem == "upstream_unavailable" else _AGAIN_AFTER_REFUSAL
    return bool(known.small) or known.kept_at > timezone.now() - again_after


def _store(source: SourceVideo, *, small: bytes = b"", large: bytes = b"", problem: str = "") -> None:
    values = {"small": small, "large": large, "problem": problem, "kept_at": timezone.now()}
    Picture.objects.update_or_create(source=source, defaults={"version": source.picture_version, **values})
