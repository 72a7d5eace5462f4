"""Credits an order to an offer, by its clues.

The most reliable clue decides: our link kept in the order, then a discount code (both certain), then the
last visit within seven days (likely), then the page that the purchase began with (possible). The other clues
to the same video complete it: a code of a scene and the link of a post give both.
"""

from collections.abc import Sequence
from typing import Any

from django.utils import timezone

from commerce.models import Attribution, AttributionMethod, Certainty, Order
from commerce.orders import clues
from commerce.orders.clues import Clue

_CERTAINTY = {
    AttributionMethod.NOTE: Certainty.CERTAIN,
    AttributionMethod.CODE: Certainty.CERTAIN,
    AttributionMethod.LINK: Certainty.LIKELY,
    AttributionMethod.REFERRAL: Certainty.POSSIBLE,
}


def decide(*, order: Order) -> Attribution | None:
    """Store what the order is credited to, and return it; None without a clue.

    The result depends on the order's row and its links and codes only, so a repetition changes nothing. An
    order whose customer was forgotten keeps its credit.
    """
    row = Attribution.objects.filter(order=order).first()
    if order.redacted_at:
        return row
    found = clues.of(order=order)
    if not found:
        if row is not None:
            row.delete()
        return None
    fields = _fields(found)
    if row is None:
        return Attribution.objects.create(workspace_id=order.workspace_id, order=order, **fields)
    if any(getattr(row, name) != value for name, value in fields.items()):
        for name, value in {**fields, "decided_at": timezone.now()}.items():
            setattr(row, name, value)
        row.save()
    return row


def _fields(found: Sequence[Clue]) -> dict[str, Any]:
    first = found[0]
    agreeing = [clue for clue in found if clue.offer.video_id == first.offer.video_id]
    return {
        "offer_id": first.offer.pk,
        "video_id": first.offer.video_id,
        "scene_id": next((clue.offer.scene_id for clue in agreeing if clue.offer.scene_id), None),
        "publication_id": next((clue.publication.pk for clue in agreeing if clue.publication), None),
        "link_id": next((clue.link.pk for clue in agreeing if clue.link), None),
        "discount_id": next((clue.discount.pk for clue in agreeing if clue.discount), None),
        "method": first.method,
        "certainty": _CERTAINTY[first.method],
        "evidence": _sentence(found, first.offer.video_id),
    }


def _sentence(found: Sequence[Clue], video_id: str) -> str:
    said = list(
        dict.fromkeys(
            clue.words if clue.offer.video_id == video_id else f"{clue.words}, which counts less"
            for clue in found
        )
    )
    words = "; ".join(said)
    sentence = f"{words[0].upper()}{words[1:]}."
    return sentence if len(sentence) <= 400 else f"{sentence[:399].rstrip()}…"
