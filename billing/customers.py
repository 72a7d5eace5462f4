"""A customer's state at Stripe. Only a customer that was deleted there is abandoned here."""

import logging
from enum import Enum

from billing import adapters, mirror
from billing.errors import GoneError

logger = logging.getLogger(__name__)


class Presence(Enum):
    """A customer's presence at Stripe."""

    PRESENT = "present"
    DELETED = "deleted"
    # Unknown under the current key: it may belong to another account or mode.
    UNKNOWN = "unknown"


def presence_of(customer_id: str) -> Presence:
    """Look up the customer at Stripe. Raises UpstreamUnavailableError and UpstreamError."""
    try:
        found = adapters.payments().customer(customer_id)
    except GoneError:
        logger.warning("customer unknown at stripe", extra={"customer_id": customer_id})
        return Presence.UNKNOWN
    return Presence.DELETED if found.get("deleted") else Presence.PRESENT


def unlink_deleted(customer_id: str) -> None:
    """Unlink a customer that was deleted at Stripe, unless one of its subscriptions continues."""
    if mirror.unended_of(customer_id):
        logger.error("deleted customer has a live subscription", extra={"customer_id": customer_id})
        return
    mirror.unlink_customer(customer_id)
    logger.info("customer deleted at stripe", extra={"customer_id": customer_id})
