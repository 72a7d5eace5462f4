"""What Stripe says of a customer. Only that it was deleted there is a reason to leave it."""

import logging
from enum import Enum

from billing import adapters, mirror
from billing.errors import GoneError

logger = logging.getLogger(__name__)


class Presence(Enum):
    """What one look at Stripe says of a customer."""

    PRESENT = "present"
    DELETED = "deleted"
    # The present key does not know it: it may be another account's or another mode's.
    UNKNOWN = "unknown"


def look(customer_id: str) -> Presence:
    """Look the customer up. Raises UpstreamUnavailableError and UpstreamError."""
    try:
        found = adapters.payments().customer(customer_id)
    except GoneError:
        logger.warning("customer unknown at stripe", extra={"customer_id": customer_id})
        return Presence.UNKNOWN
    return Presence.DELETED if found.get("deleted") else Presence.PRESENT


def leave_deleted(customer_id: str) -> None:
    """Make nothing new for a customer that was deleted at Stripe, unless one of its subscriptions goes on."""
    if mirror.unended_of(customer_id):
        logger.error("deleted customer has a live subscription", extra={"customer_id": customer_id})
        return
    mirror.unlink_customer(customer_id)
    logger.info("customer deleted at stripe", extra={"customer_id": customer_id})
