"""Reads products of finished drafts again: a shop has a new product's picture only after some seconds.

The row has the time of the next look, so that a lost message, a killed worker or an outage delays it only.
"""

import logging
from datetime import timedelta
from typing import Any

from django.db.models.functions import Now

from commerce import access_tokens
from commerce.catalogue import products
from commerce.models import MerchDraft
from foundation import messages
from foundation.errors import UpstreamError
from publishing import clock

logger = logging.getLogger(__name__)

LOOK = "commerce.look_for_picture"
# How long after the one before each look is. After the last one, the nightly reading finds the picture.
_AFTER_S = (8, 25, 60, 600)


def plan(*, draft: MerchDraft, looks: int = 0) -> dict[str, Any]:
    """Return the draft's fields for its look after ``looks`` others, and send its message on commit."""
    if looks >= len(_AFTER_S):
        return {"picture_due_at": None, "picture_looks": looks}
    messages.send_on_commit(LOOK, draft.pk, delay_s=_AFTER_S[looks] + 1)
    return {
        "picture_due_at": Now() + timedelta(seconds=_AFTER_S[looks]),
        "picture_looks": looks,
    }


def due_ids(*, limit: int = 100) -> list[str]:
    """Ids of drafts whose product is to be looked at now."""
    rows = MerchDraft.objects.filter(picture_due_at__lte=Now()).order_by("picture_due_at")
    return list(rows.values_list("pk", flat=True)[:limit])


def look(*, draft_id: str) -> None:
    """Read the draft's product again, if that is due. Late, duplicate or concurrent calls have no effect.

    A failure is logged: the next look repeats it.
    """
    draft = MerchDraft.objects.filter(pk=draft_id, picture_due_at__lte=Now()).select_related("store").first()
    if draft is None or not _claim(draft):
        return
    try:
        is_over = _has_picture(draft)
    except UpstreamError as error:
        logger.warning("picture not looked for", extra={"draft_id": draft_id, "cause": error.code})
        return
    if is_over:
        MerchDraft.objects.filter(pk=draft_id).update(picture_due_at=None)


def _claim(draft: MerchDraft) -> bool:
    """Plan the next look before this one. False if another worker has it."""
    rows = MerchDraft.objects.filter(pk=draft.pk, picture_due_at=draft.picture_due_at)
    return bool(rows.update(**plan(draft=draft, looks=draft.picture_looks + 1)))


def _has_picture(draft: MerchDraft) -> bool:
    """Mirror the product as the shop has it now. True if there is nothing left to wait for."""
    asked_at = clock.now()
    found = access_tokens.call(store=draft.store, work=lambda client: client.product(shop_id=draft.shop_id))
    if found is None:
        products.end(store=draft.store, shop_id=draft.shop_id, at=asked_at)
        return True
    return bool(products.apply(store=draft.store, product=found, seen_at=asked_at).image_url)
