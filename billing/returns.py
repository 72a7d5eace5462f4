"""People who come back from Stripe's pages. While Stripe does not answer, its event brings the change."""

import logging
from enum import StrEnum

from accounts.models import Workspace
from billing import checkout
from foundation.errors import UpstreamError

logger = logging.getLogger(__name__)


class Payment(StrEnum):
    """What is known of a purchase when its buyer comes back."""

    COMPLETE = "complete"
    INCOMPLETE = "incomplete"
    UNCONFIRMED = "unconfirmed"


def from_checkout(*, workspace: Workspace, session_id: str) -> Payment:
    """Apply the purchase. Raises CheckoutUnknownError; the second time changes nothing."""
    try:
        is_complete = checkout.finish(workspace=workspace, session_id=session_id)
    except UpstreamError as error:
        logger.warning("purchase not confirmed", extra={"code": error.code})
        return Payment.UNCONFIRMED
    return Payment.COMPLETE if is_complete else Payment.INCOMPLETE


def from_portal(*, workspace: Workspace) -> bool:
    """Apply what was changed on the page for cards and invoices; False where Stripe does not answer."""
    try:
        checkout.come_back(workspace=workspace)
    except UpstreamError as error:
        logger.warning("change in the portal not confirmed", extra={"code": error.code})
        return False
    return True
