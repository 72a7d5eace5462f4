"""What a change of plan would cost, as Stripe works it out before it is made."""

import logging
import time
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core import signing

from billing import adapters, mirror, money
from billing.catalogue import Offer
from billing.models import Standing
from foundation.errors import UpstreamError

logger = logging.getLogger(__name__)

# Stripe prorates by the second. Without one instant for both, the bill may differ from its preview by cents.
_INSTANTS = signing.TimestampSigner(salt="billing.previews")
_HOLDS_FOR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Preview:
    """The invoice that the change leads to: what is due, in words, and when. Empty where it is not known."""

    due: str = ""
    on: datetime | None = None

    @property
    def is_known(self) -> bool:
        """False where Stripe has not answered."""
        return bool(self.due)


def instant_for(sealed: str) -> str:
    """``sealed`` while it holds, or else the present instant: what a page shows and its form sends."""
    return sealed if _seconds_of(sealed) else _INSTANTS.sign(str(int(time.time())))


def seconds_in(sealed: str, *, standing: Standing) -> int | None:
    """The instant that a change is priced at; None for now, where it does not hold any more.

    It is signed, so that nobody pays less by naming another one, and lies within the present period.
    """
    seconds = _seconds_of(sealed)
    starts_at, ends_at = standing.period_starts_at, standing.period_ends_at
    if seconds is None or starts_at is None or ends_at is None:
        return None
    return seconds if starts_at.timestamp() <= seconds < ends_at.timestamp() else None


def _seconds_of(sealed: str) -> int | None:
    try:
        return int(_INSTANTS.unsign(sealed, max_age=_HOLDS_FOR))
    except signing.BadSignature:
        return None


def of_change(*, standing: Standing, offer: Offer, is_upgrade: bool, priced_at: str) -> Preview:
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
            priced_at=seconds_in(priced_at, standing=standing),
        )
    except UpstreamError as refusal:
        logger.warning("preview not known", extra={"code": refusal.code})
        return Preview()
    invoice = mirror.Invoice.model_validate({"id": "upcoming", **raw})
    return Preview(due=money.in_words(invoice.amount_due, invoice.currency), on=invoice.created_at)
