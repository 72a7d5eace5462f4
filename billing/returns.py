"""Buyers who return from Stripe's pages. If Stripe does not answer, its event applies the change later."""

import logging
from enum import StrEnum

from accounts.models import Workspace
from billing import checkout
from foundation.errors import UpstreamError

logger = logging.getLogger(__name__)


class Payment(StrEnum):
    """A purchase's state when its buyer returns."""

    COMPLETE = "complete"
    INCOMPLETE = "incomplete"
    UNCONFIRMED = "unconfirmed"


def from_checkout(*, workspace: Workspace, session_id: str) -> Payment:
    """Apply the purchase. Idempotent. Raises CheckoutUnknownError."""
    try:
        is_complete = checkout.finish(workspace=workspace, session_id=session_id)
    except UpstreamError as error:
        logger.warning("purchase not confirmed", extra={"code": error.code})
        return Payment.UNCONFIRMED
    return Payment.COMPLETE if is_complete else Payment.INCOMPLETE


def from_portal(*, workspace: Workspace) -> bool:
    """Apply changes from the page for cards and invoices. False if Stripe does not answer."""
    try:
        checkout.apply_portal_changes(workspace=workspace)
    except UpstreamError as error:
        logger.warning("change in the portal not confirmed", extra={"code": error.code})
        return False
    return True
