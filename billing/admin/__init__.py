"""Admin pages for quotas, plans and Stripe."""

from billing.admin import mirror, quotas, reversals, standings

__all__ = ["mirror", "quotas", "reversals", "standings"]
