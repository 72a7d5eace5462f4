"""Selects the payment service behind billing's Protocol, from settings."""

from django.conf import settings

from billing.adapters.base import PaymentService
from billing.adapters.stripe import Stripe
from billing.errors import PaymentsOffError


def payments() -> PaymentService:
    """Stripe, or the sandbox's Stripe. Raises PaymentsOffError if neither is configured."""
    require_configured()
    return Stripe(key=settings.STRIPE_SECRET_KEY, base_url=settings.STRIPE_API_URL)


def require_configured() -> None:
    """Raise PaymentsOffError if plans can't be bought."""
    if not is_configured():
        raise PaymentsOffError()


def is_configured() -> bool:
    """True if plans can be bought."""
    return bool(settings.STRIPE_SECRET_KEY)
