"""Stock for scenes, chosen by a person or automatically: requested, and then made by a worker."""

import logging
from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from foundation import leases, messages
from foundation.errors import DomainError, UpstreamError, UpstreamUnavailableError
from foundation.leases import LostLeaseError
from synthesis.choices import Origin
from synthesis.errors import SceneLockedError
from synthesis.library import stock
from synthesis.library.errors import StockClipGoneError, StockClipUnusableError, StockOffError
from synthesis.library.stock import StockItem
from synthesis.models import Asset, AssetOrigin, ChoiceStatus, Scene, SceneStatus, StockChoice, Video
from synthesis.models.stock import NOTE_LENGTH
from synthesis.studio import lengths, scenes, videos
from synthesis.studio.stock import queries, ranking, search

logger = logging.getLogger(__name__)

CHOOSE = "synthesis.choose_stock"
LEASE = timedelta(seconds=360)
Claim = leases.Claim[StockChoice]
_TERMS = leases.Terms(rows=StockChoice.objects.open, lasts=LEASE)
MOST_TRIES = 3
# A clip may be gone although a search still finds it.
_MOST_GONE = 3
STALLED_AFTER = timedelta(seconds=10)
# Clips of videos that were changed in this time are used again only if nothing else fits.
RECENT = timedelta(days=30)
_AT_ONCE = 100
_LONGEST_WAIT_S = 300
NO_WORDS = "The scene has no words to search for. Describe its picture, or search yourself."
NOTHING_FITS = "No clip was found that fits and is not used in this video, so the scene stays as it is."
CHANGED = "The picture of the scene was changed in the meantime, so no clip was chosen."
REPLACED = "Another choice was made."
_LATER = "Try again in a few minutes, or search yourself."


@transaction.atomic
def request(*, scene: Scene, wanted: str = "") -> StockChoice:
    """Have a worker show stock in the scene: the clip ``wanted``, or the best match that the video lacks.

    If the same is requested already, returns that choice; another open choice of the scene ends. Raises
    StockOffError, StockClipFieldError, SceneLockedError, VideoBusyError and VideoArchivedError.
    """
    if wanted:
        stock.require_id(wanted)
    if not stock.is_offered():
        raise StockOffError()
    videos.require_editable(video=scene.video)
    if scene.is_locked:
        raise SceneLockedError()
    earlier = StockChoice.objects.open().filter(scene=scene).select_for_update().first()
    if earlier is not None and earlier.wanted == wanted:
        return earlier
    if earlier is not None:
        earlier.move_to(ChoiceStatus.FAILED, note=REPLACED, lease_until=None)
    return _queue(scene, wanted)


@transaction.atomic
def request_all(*, video: Video) -> list[StockChoice]:
    """Request a choice for each scene that shows motion graphics and is not locked. Idempotent.

    Raises as ``request`` does.
    """
    if not stock.is_offered():
        raise StockOffError()
    videos.require_editable(video=video)
    rows = Scene.objects.filter(video=video, origin=Origin.MOTION).exclude(status=SceneStatus.LOCKED)
    return [request(scene=scene) for scene in rows.in_order().select_related("video")]


def begin(*, video: Video) -> list[StockChoice]:
    """Request stock for the scenes of a new script, if the provider is live; else do nothing."""
    return request_all(video=video) if stock.is_live() else []


def latest(*, rows: Iterable[Scene]) -> dict[str, StockChoice]:
    """The last choice of each scene, by the scene's id."""
    found = StockChoice.objects.filter(scene__in=[scene.pk for scene in rows])
    last = found.order_by("scene_id", "-created_at", "-pk").distinct("scene_id")
    return {choice.scene_id: choice for choice in last}


def choose(*, choice_id: str) -> None:
    """Make the choice. Idempotent, and safe to run concurrently."""
    claim = _claim(choice_id)
    if claim is None:
        return
    try:
        _choose(claim)
    except LostLeaseError:
        logger.info("stock claim lost", extra={"choice_id": choice_id})


def resume_stalled() -> None:
    """Enqueue requested choices that no worker is making."""
    now = timezone.now()
    is_due = Q(due_at=None) | Q(due_at__lte=now)
    idle = is_due & Q(status=ChoiceStatus.QUEUED, status_changed_at__lt=now - STALLED_AFTER)
    stalled = StockChoice.objects.filter(leases.free(), idle | Q(status=ChoiceStatus.RUNNING))
    for choice_id in stalled.values_list("pk", flat=True)[:_AT_ONCE]:
        messages.send_on_commit(CHOOSE, choice_id)


def _queue(scene: Scene, wanted: str) -> StockChoice:
    choice = StockChoice.objects.create(
        workspace_id=scene.workspace_id, video_id=scene.video_id, scene=scene, wanted=wanted
    )
    messages.send_on_commit(CHOOSE, choice.pk)
    return choice


@transaction.atomic
def _claim(choice_id: str) -> Claim | None:
    choice = leases.lock(terms=_TERMS, pk=choice_id)
    if choice is None:
        return None
    claim = leases.take(terms=_TERMS, row=choice, tries=choice.tries + 1)
    if choice.tries > MOST_TRIES:
        _fail(claim, f"The clip could not be downloaded. {_LATER}")
        return None
    if choice.status == ChoiceStatus.QUEUED:
        choice.move_to(ChoiceStatus.RUNNING)
    return claim


def _choose(claim: Claim) -> None:
    choice = StockChoice.objects.select_related("scene", "video", "workspace").get(pk=claim.pk)
    try:
        refusal = _show_wanted(claim, choice) if choice.wanted else _find(claim, choice)
        if refusal:
            _fail(claim, refusal)
    except UpstreamUnavailableError as error:
        _retry_later(claim, choice, error)
    except UpstreamError as error:
        logger.warning("stock not chosen", extra={"choice_id": choice.pk, "code": error.code})
        _fail(claim, f"{error.message} {_LATER}")
    except DomainError as error:
        _fail(claim, error.message)


def _show_wanted(claim: Claim, choice: StockChoice) -> str:
    return _show(claim, choice, stock.take(workspace=choice.workspace, item_id=choice.wanted))


def _find(claim: Claim, choice: StockChoice) -> str:
    """Show the best match that the video lacks. Returns why there is none, or nothing."""
    if not _may_replace(choice.scene):
        return CHANGED
    asked = queries.of_scene(scene=choice.scene, video=choice.video)
    if not asked:
        return NO_WORDS
    scene_s, recent = _length_of(choice), _recently_used(choice)
    gone: set[str] = set()
    for searched, items in search.ladder(asked):
        while (picked := _reserve(claim, items, scene_s=scene_s, recent=recent, gone=gone)) is not None:
            try:
                asset = stock.take(workspace=choice.workspace, item_id=picked.id)
            except (StockClipGoneError, StockClipUnusableError):
                gone.add(picked.id)
                if len(gone) >= _MOST_GONE:
                    return NOTHING_FITS
                continue
            return _show(claim, choice, asset, query=searched.query)
    return NOTHING_FITS


@transaction.atomic
def _reserve(
    claim: Claim, items: list[StockItem], *, scene_s: float, recent: set[str], gone: set[str]
) -> StockItem | None:
    """Pick the best item that no other scene of the video shows or is about to show."""
    choice = leases.require(claim=claim)
    # The lock makes two scenes that want the same clip take turns.
    Video.objects.select_for_update().get(pk=choice.video_id)
    used = _used(choice) | gone
    ranked = ranking.rank(items=items, scene_s=scene_s, used=used, recent=recent)
    if not ranked:
        return None
    leases.write(claim=claim, picked=ranked[0].id)
    return ranked[0]


@transaction.atomic
def _show(claim: Claim, choice: StockChoice, asset: Asset, *, query: str = "") -> str:
    """Show the file in the scene, and end the choice. Returns why not, or nothing."""
    row = leases.require(claim=claim)
    scene = Scene.objects.select_related("video").get(pk=choice.scene_id)
    if not choice.wanted and not _may_replace(scene):
        return CHANGED
    scenes.edit(scene=scene, version=scene.version, origin=Origin.STOCK, asset=asset)
    row.move_to(
        ChoiceStatus.SUCCEEDED, asset=asset, picked=asset.provider_id, query=query, note="", lease_until=None
    )
    return ""


def _may_replace(scene: Scene) -> bool:
    """False for a picture that a person has chosen."""
    return scene.origin in {Origin.MOTION, Origin.STOCK}


def _length_of(choice: StockChoice) -> float:
    rows = scenes.of_video(video=choice.video)
    seconds = lengths.of_scenes(scenes=rows, video=choice.video)
    return next((s for row, s in zip(rows, seconds, strict=True) if row.pk == choice.scene_id), 0.0)


def _used(choice: StockChoice) -> set[str]:
    """What the scenes of the video show, also this one, and what other choices have picked for them."""
    shown = Asset.objects.filter(origin=AssetOrigin.STOCK, scenes__video_id=choice.video_id)
    others = StockChoice.objects.open().filter(video_id=choice.video_id).exclude(pk=choice.pk)
    picked = others.values_list("picked", "wanted")
    return {*shown.values_list("provider_id", flat=True), *(each for pair in picked for each in pair)} - {""}


def _recently_used(choice: StockChoice) -> set[str]:
    """What other videos of the workspace show that were changed lately."""
    rows = Asset.objects.for_workspace(choice.workspace).filter(
        origin=AssetOrigin.STOCK, scenes__video__updated_at__gte=timezone.now() - RECENT
    )
    return set(rows.exclude(scenes__video_id=choice.video_id).values_list("provider_id", flat=True))


def _retry_later(claim: Claim, choice: StockChoice, error: UpstreamUnavailableError) -> None:
    if choice.tries >= MOST_TRIES:
        _fail(claim, f"{error.message} {_LATER}")
        return
    delay_s = max(error.retry_after_s or 0, 5 * 2**choice.tries)
    _requeue(claim, error, delay_s=min(delay_s, _LONGEST_WAIT_S))


@transaction.atomic
def _requeue(claim: Claim, error: UpstreamError, *, delay_s: int) -> None:
    """Enqueue the choice again after ``delay_s``; the sweeper does not start it earlier."""
    due_at = timezone.now() + timedelta(seconds=delay_s)
    choice = leases.require(claim=claim)
    choice.move_to(
        ChoiceStatus.QUEUED, lease_until=None, due_at=due_at, picked="", note=error.message[:NOTE_LENGTH]
    )
    messages.send_on_commit(CHOOSE, claim.pk, delay_s=delay_s)


@transaction.atomic
def _fail(claim: Claim, note: str) -> None:
    choice = leases.require(claim=claim)
    choice.move_to(ChoiceStatus.FAILED, note=note[:NOTE_LENGTH], picked="", lease_until=None)
