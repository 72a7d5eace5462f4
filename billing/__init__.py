"""Plans, entitlements, quotas and their ledger."""
