"""What a change of plan would cost, as Stripe works it out before it is made."""

import logging
from dataclasses import dataclass
from datetime import datetime

from billing import adapters, mirror, money
from billing.catalogue import Offer
from billing.models import Standing
from foundation.errors import UpstreamError

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Preview:
    """The invoice that the change leads to: what is due, in words, and when. Empty where it is not known."""

    due: str = ""
    on: datetime | None = None

    @property
    def is_known(self) -> bool:
        """False where Stripe has not answered."""
        return bool(self.due)


def of_change(*, standing: Standing, offer: Offer, is_upgrade: bool) -> Preview:
    """The bill that a change to the offer brings: today's for a larger plan, otherwise the next one.

    Nothing is changed by it. An outage is no error here: the amount is not known then.
    """
    try:
        raw = adapters.payments().preview_switch(
            customer_id=standing.customer_id,
            subscription_id=standing.subscription_id,
            item_id=standing.item_id,
            price_id=offer.price_id,
            pay_now=is_upgrade,
        )
    except UpstreamError as refusal:
        logger.warning("preview not known", extra={"code": refusal.code})
        return Preview()
    invoice = mirror.Invoice.model_validate({"id": "upcoming", **raw})
    return Preview(due=money.in_words(invoice.amount_due, invoice.currency), on=invoice.created_at)
