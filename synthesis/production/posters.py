"""The poster of a finished video: its first frame, or another that a person picks.

A pick is a row; a worker makes its pictures from the finished file. The last pick wins: each request takes
the claim of a worker that is busy with an earlier one, whose pictures are then discarded. A pick belongs to
its render, so a new render begins with its own first frame.
"""

import logging
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from foundation import leases, messages, storage
from foundation.errors import UpstreamError, UpstreamUnavailableError
from foundation.leases import LostLeaseError
from synthesis.assembly import composition, storyboard
from synthesis.assembly.composition import Pictures
from synthesis.assembly.stopping import StoppedError
from synthesis.errors import NoFinishedVideoError, PosterTimeError
from synthesis.library import assets
from synthesis.models import Asset, AssetOrigin, AssetRole, PosterPick, PosterStatus, Render, RenderStatus
from synthesis.models.posters import NOTE_LENGTH
from synthesis.studio import videos

logger = logging.getLogger(__name__)

MAKE_POSTER = "synthesis.make_poster"
# Longer than the time limit of the task.
LEASE = timedelta(seconds=130)
Claim = leases.Claim[PosterPick]
_TERMS = leases.Terms(rows=PosterPick.objects.open, lasts=LEASE)
MOST_TRIES = 3
STALLED_AFTER = timedelta(seconds=10)
_AT_ONCE = 100
_SIZE = {"width_px": storyboard.WIDTH_PX, "height_px": storyboard.HEIGHT_PX}
# An open page may be about to load the picture that was replaced.
_OLD_KEPT_FOR = timedelta(minutes=10)
NOT_MADE = "This frame could not be made into a poster. Try again, or pick another moment."


def of_render(*, render: Render) -> PosterPick | None:
    """The pick of the render; None if its poster is the first frame and no other is being made."""
    return getattr(render, "poster_pick", None)


@transaction.atomic
def pick(*, render: Render, at_s: float) -> PosterPick:
    """Have a worker make the frame at ``at_s`` seconds the poster. Until then, the present one stays.

    The same moment twice is one pick, and another moment replaces it. Raises NoFinishedVideoError,
    PosterTimeError, VideoBusyError and VideoArchivedError.
    """
    locked = _locked(render)
    at_s = _within(locked, at_s)
    found = PosterPick.objects.select_for_update().filter(render=locked).first()
    if found is None:
        found = PosterPick.objects.create(workspace_id=locked.workspace_id, render=locked, at_s=at_s)
    elif found.at_s == at_s and found.status != PosterStatus.FAILED:
        return found
    else:
        _queue_again(found, at_s)
    messages.send_on_commit(MAKE_POSTER, found.pk)
    logger.info("poster picked", extra={"render_id": locked.pk})
    return found


@transaction.atomic
def reset(*, render: Render) -> None:
    """Show the first frame again, and end a pick whose pictures are being made. Idempotent.

    Raises NoFinishedVideoError, VideoBusyError and VideoArchivedError.
    """
    locked = _locked(render)
    found = PosterPick.objects.select_for_update().filter(render=locked).first()
    if found is None:
        return
    if found.shown_at_s is not None:
        _replace(locked, poster=found.first_poster, thumbnail=found.first_thumbnail)
        _expire(locked)
    found.delete()
    logger.info("poster reset", extra={"render_id": locked.pk})


def frame(*, render: Render, at_s: float) -> bytes:
    """Return the frame that a player shows at ``at_s`` seconds, as JPEG in the size of the video.

    Raises NoFinishedVideoError and the upstream errors.
    """
    final = render.final_asset
    if final is None:
        raise NoFinishedVideoError(status=render.status)
    with (
        assets.local_path(asset=final) as path,
        tempfile.TemporaryDirectory(prefix="ettametta-frame-") as folder,
        storage.guarded("temporary files"),
    ):
        pictures = composition.picked(clip=path, at_s=at_s, workdir=Path(folder), should_stop=lambda: False)
        return pictures.poster.read_bytes()


def make(*, pick_id: str) -> None:
    """Make the pictures of the pick, and show them. Idempotent, and safe to run concurrently."""
    claim = _claim(pick_id)
    if claim is None:
        return
    try:
        _make(claim)
    except (LostLeaseError, StoppedError):
        logger.info("poster claim lost", extra={"pick_id": pick_id})


def resume_stalled() -> None:
    """Enqueue requested picks that no worker is making."""
    now = timezone.now()
    is_due = Q(due_at=None) | Q(due_at__lte=now)
    idle = is_due & Q(status=PosterStatus.QUEUED, status_changed_at__lt=now - STALLED_AFTER)
    stalled = PosterPick.objects.filter(leases.free(), idle | Q(status=PosterStatus.RUNNING))
    for pick_id in stalled.values_list("pk", flat=True)[:_AT_ONCE]:
        messages.send_on_commit(MAKE_POSTER, pick_id)


def _locked(render: Render) -> Render:
    """The render, locked until the transaction ends. Raises the error that its poster cannot change now."""
    videos.require_editable(video=render.video)
    locked = _lock(render.pk)
    if locked.status != RenderStatus.SUCCEEDED or locked.final_asset is None:
        raise NoFinishedVideoError(status=locked.status)
    return locked


def _lock(render_id: str) -> Render:
    """Lock the render, always before its pick.

    The lock leaves the key alone, because a worker that claims a pick checks its reference to the render.
    """
    locked: Render = Render.objects.select_for_update(of=("self",), no_key=True).get(pk=render_id)
    return locked


def _within(render: Render, at_s: float) -> float:
    """The moment in whole milliseconds. Raises PosterTimeError, also for a moment that is no number."""
    length_s = (render.final_asset.duration_s if render.final_asset else None) or 0.0
    if not 0 <= at_s <= length_s:
        raise PosterTimeError(length_s=length_s)
    return round(at_s, 3)


def _queue_again(found: PosterPick, at_s: float) -> None:
    """The new fence takes the claim of a worker that makes the earlier moment."""
    found.move_to(
        PosterStatus.QUEUED,
        at_s=at_s,
        note="",
        tries=0,
        due_at=None,
        fence=found.fence + 1,
        lease_until=None,
    )


@transaction.atomic
def _claim(pick_id: str) -> Claim | None:
    found = leases.lock(terms=_TERMS, pk=pick_id)
    if found is None:
        return None
    claim = leases.take(terms=_TERMS, row=found, tries=found.tries + 1)
    if found.tries > MOST_TRIES:
        _fail(claim)
        return None
    if found.status == PosterStatus.QUEUED:
        found.move_to(PosterStatus.RUNNING)
    return claim


def _make(claim: Claim) -> None:
    found = claim.row().select_related("render__final_asset__workspace").first()
    if found is None or found.render.final_asset is None:
        raise LostLeaseError(claim)
    final = found.render.final_asset
    try:
        with _pictures(claim, found.at_s, final) as pictures, assets.discarded_on_failure() as kept:
            kept.append(_stored(pictures.poster, AssetRole.POSTER, final, **_SIZE))
            kept.append(_stored(pictures.small, AssetRole.THUMBNAIL, final))
            _show(claim, found, *kept)
    except UpstreamUnavailableError as error:
        _retry_later(claim, found, error)
    except UpstreamError as error:
        logger.warning("poster not made", extra={"pick_id": found.pk, "reason": error.message})
        _fail(claim)


@contextmanager
def _pictures(claim: Claim, at_s: float, final: Asset) -> Iterator[Pictures]:
    with (
        assets.local_path(asset=final) as path,
        tempfile.TemporaryDirectory(prefix="ettametta-poster-") as folder,
    ):
        with storage.guarded("temporary files"):
            pictures = composition.picked(
                clip=path,
                at_s=at_s,
                workdir=Path(folder),
                should_stop=lambda: not leases.is_held(claim=claim),
            )
        yield pictures


def _stored(path: Path, role: AssetRole, final: Asset, **size: Any) -> Asset:
    return assets.store(
        workspace=final.workspace,
        path=path,
        role=role,
        origin=AssetOrigin.ASSEMBLED,
        title=final.title,
        livemode=final.livemode,
        **size,
    )


@transaction.atomic
def _show(claim: Claim, found: PosterPick, poster: Asset, thumbnail: Asset) -> None:
    """Show the pictures, whose rows are written here. Raises LostLeaseError."""
    render = _lock(found.render_id)
    row = leases.require(claim=claim)
    first = {}
    if row.shown_at_s is None:
        first = {"first_poster_id": render.poster_id, "first_thumbnail_id": render.thumbnail_id}
    poster.save(force_insert=True)
    thumbnail.save(force_insert=True)
    _replace(render, poster=poster, thumbnail=thumbnail)
    if not first:
        _expire(render)
    row.move_to(PosterStatus.SUCCEEDED, shown_at_s=row.at_s, note="", lease_until=None, **first)


def _replace(render: Render, *, poster: Asset | None, thumbnail: Asset | None) -> None:
    """Show other pictures. ``render`` keeps the ids of those that were shown before."""
    Render.objects.filter(pk=render.pk).update(poster=poster, thumbnail=thumbnail)


def _expire(render: Render) -> None:
    """Have the picked pictures that were shown before deleted in a while."""
    old = Asset.objects.filter(pk__in=[render.poster_id, render.thumbnail_id])
    old.update(expires_at=timezone.now() + _OLD_KEPT_FOR)


def _retry_later(claim: Claim, found: PosterPick, error: UpstreamUnavailableError) -> None:
    if found.tries >= MOST_TRIES:
        _fail(claim)
        return
    _requeue(claim, error, delay_s=5 * 2**found.tries)


@transaction.atomic
def _requeue(claim: Claim, error: UpstreamError, *, delay_s: int) -> None:
    """Enqueue the pick again after ``delay_s``; the sweeper does not start it earlier."""
    row = leases.require(claim=claim)
    due_at = timezone.now() + timedelta(seconds=delay_s)
    row.move_to(PosterStatus.QUEUED, lease_until=None, due_at=due_at, note=error.message[:NOTE_LENGTH])
    messages.send_on_commit(MAKE_POSTER, claim.pk, delay_s=delay_s)


@transaction.atomic
def _fail(claim: Claim) -> None:
    row = leases.require(claim=claim)
    row.move_to(PosterStatus.FAILED, note=NOT_MADE, lease_until=None)
