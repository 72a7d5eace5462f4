"""Connected shops, offers on videos, and the orders that videos brought."""
