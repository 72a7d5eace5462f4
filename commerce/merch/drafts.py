"""Product drafts: request one, cancel it, try it again. ``creating`` has the shop create it."""

import logging
from collections.abc import Collection
from typing import TypedDict, Unpack

from django.db import IntegrityError, transaction
from django.db.models.functions import Now

from accounts import audit
from accounts.models import User
from commerce import coverage
from commerce.errors import DraftsNotAllowedError, DraftStateError, OtherVideoError, StoreNotUsableError
from commerce.models import MerchDraft, MerchStatus, Store, StoreStatus
from foundation import ids, messages
from publishing.errors import VideoNotReadyError
from synthesis.errors import PosterTimeError
from synthesis.models import Render, Video
from synthesis.studio import videos

logger = logging.getLogger(__name__)

CREATE = "commerce.create_draft"
_PREFIX = "mch"


class Content(TypedDict):
    """What the product has at first. ``at_s`` is the moment of its picture; None for the poster.

    ``price_minor`` is in the smallest unit of the shop's currency.
    """

    at_s: float | None
    title: str
    description: str
    price_minor: int


def new_id() -> str:
    """Return an id for a draft that is yet to be requested."""
    return ids.new(_PREFIX)


@transaction.atomic
def request(
    *, store: Store, video: Video, actor: User, pk: str = "", **content: Unpack[Content]
) -> MerchDraft:
    """Have a worker create a product in the shop, as a draft, with a frame of the newest version.

    ``pk`` is the draft's id, if the caller has chosen it. Raises StoreNotUsableError, PlanLimitError for a
    paused shop, DraftsNotAllowedError without the permission, VideoNotReadyError, and PosterTimeError.
    """
    require_usable(store=store)
    if store.workspace_id != video.workspace_id:
        raise OtherVideoError("The shop belongs to another workspace.")
    render = videos.latest_render(video=video)
    if render is None:
        raise VideoNotReadyError()
    draft: MerchDraft = MerchDraft.objects.create(
        **({"pk": pk} if pk else {}),
        workspace=video.workspace,
        store=store,
        video=video,
        render=render,
        at_s=_within(render, content["at_s"]),
        title=content["title"],
        description=content["description"],
        currency=store.currency,
        price_minor=content["price_minor"],
        created_by=actor,
    )
    audit.record(workspace=video.workspace, actor=actor, action="merch.requested", subject=draft.pk)
    messages.send_on_commit(CREATE, draft.pk)
    logger.info("product draft requested", extra={"draft_id": draft.pk, "store_id": store.pk})
    return draft


def request_once(
    *, pk: str, store: Store, video: Video, actor: User, **content: Unpack[Content]
) -> tuple[MerchDraft, bool]:
    """Request the draft with the id ``pk``. False with the one that is there already.

    A form that is sent again makes no second product. Raises as ``request``, and NotFoundError for an id
    that another workspace has.
    """
    try:
        return request(store=store, video=video, actor=actor, pk=pk, **content), True
    except IntegrityError:
        if not MerchDraft.objects.filter(pk=pk).exists():
            raise
        return MerchDraft.objects.for_workspace(video.workspace).get_or_refuse(pk), False


def require_usable(*, store: Store) -> None:
    """Raise what keeps the shop from getting product drafts."""
    if store.status != StoreStatus.ACTIVE:
        raise StoreNotUsableError(store=store.name)
    coverage.require_active(store=store)
    if not store.may_create_drafts:
        raise DraftsNotAllowedError(store=store.name)


def _within(render: Render, at_s: float | None) -> float | None:
    length_s = (render.final_asset.duration_s if render.final_asset else None) or 0.0
    if at_s is not None and not 0 <= at_s <= length_s:
        raise PosterTimeError(length_s=length_s)
    return None if at_s is None else round(at_s, 3)


@transaction.atomic
def retry(*, draft: MerchDraft, actor: User) -> MerchDraft:
    """Try a failed draft again. The shop is looked at before anything is created. Others stay as they are.

    The price keeps its currency: if the shop has another one now, the draft fails again, with that reason.
    Raises as ``require_usable``, and DraftStateError for a canceled one.
    """
    locked = _locked(draft, not_in=(MerchStatus.CANCELED,))
    if locked.status != MerchStatus.FAILED:
        return locked
    require_usable(store=locked.store)
    locked.move_to(MerchStatus.QUEUED, problem="", attempts=0, due_at=Now(), lease_until=None)
    audit.record(workspace=locked.workspace, actor=actor, action="merch.retried", subject=locked.pk)
    messages.send_on_commit(CREATE, locked.pk)
    return locked


@transaction.atomic
def cancel(*, draft: MerchDraft, actor: User) -> MerchDraft:
    """Cancel a draft that the shop does not have. A repeated call changes nothing.

    Raises DraftStateError while it is being created, once it is, and while the shop may have it.
    """
    locked = _locked(draft, not_in=(MerchStatus.RUNNING, MerchStatus.SUCCEEDED))
    if locked.status == MerchStatus.CANCELED:
        return locked
    if locked.may_exist:
        raise DraftStateError(_UNSURE[MerchStatus(locked.status)])
    locked.move_to(MerchStatus.CANCELED, lease_until=None)
    audit.record(workspace=locked.workspace, actor=actor, action="merch.canceled", subject=locked.pk)
    return locked


_UNSURE = {
    MerchStatus.QUEUED: "The shop did not confirm it, so it may be there. We are looking; wait a moment.",
    MerchStatus.FAILED: "The shop did not confirm it, so it may be there. Retry, and we look for it first.",
}
_REFUSED = {
    MerchStatus.CANCELED: "This draft was canceled. Make a new one.",
    MerchStatus.RUNNING: "The shop is creating this product now. It stays a draft there.",
    MerchStatus.SUCCEEDED: "The shop has this product as a draft. Delete it there.",
}


def _locked(draft: MerchDraft, *, not_in: Collection[MerchStatus]) -> MerchDraft:
    rows = MerchDraft.objects.select_for_update(of=("self",)).select_related("store")
    locked: MerchDraft = rows.get(pk=draft.pk)
    if locked.status in not_in:
        raise DraftStateError(_REFUSED[MerchStatus(locked.status)])
    return locked
