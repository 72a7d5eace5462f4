"""What operators see of quotas, plans and Stripe."""

from billing.admin import mirror, quotas, standings

__all__ = ["mirror", "quotas", "standings"]
