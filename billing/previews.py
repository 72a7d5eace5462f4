"""The price of a plan change, calculated by Stripe before the change is made."""

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

# Stripe prorates by the second. Unless both use one instant, the bill may differ from its preview by cents.
_INSTANTS = signing.TimestampSigner(salt="billing.previews")
_HOLDS_FOR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Preview:
    """The invoice of a plan change: the amount due, in words, and when. Empty if unknown."""

    due: str = ""
    on: datetime | None = None

    @property
    def is_known(self) -> bool:
        """False if Stripe has not answered."""
        return bool(self.due)


def instant_for(sealed: str) -> str:
    """Return ``sealed`` while valid, else the current instant, signed. The page's form sends it back."""
    return sealed if _seconds_of(sealed) else _INSTANTS.sign(str(int(time.time())))


def seconds_in(sealed: str, *, standing: Standing) -> int | None:
    """Return the instant that a change is priced at; None for now, if it is no longer valid.

    It is signed, so that a buyer can't choose another instant to pay less, and lies within the current
    period.
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
    """Return the invoice of a change to the offer: today's for a larger plan, otherwise the next one.

    Changes nothing. An outage raises no error: the amount is then unknown.
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
        logger.warning("preview unavailable", extra={"code": refusal.code})
        return Preview()
    invoice = mirror.Invoice.model_validate({"id": "upcoming", **raw})
    return Preview(due=money.in_words(invoice.amount_due, invoice.currency), on=invoice.created_at)
