"""Instants as Shopify writes them: in UTC at the API, with the shop's offset in webhooks."""

from datetime import datetime, timedelta, timezone

from sandbox import clock
from sandbox.shopify.shops import Shop


def utc(at: float | None) -> str | None:
    return None if at is None else clock.rfc3339(at)


def local(shop: Shop, at: float | None) -> str | None:
    """Return the instant with the shop's offset, which is the same in summer and winter here."""
    zone = timezone(timedelta(minutes=shop.offset_minutes))
    return None if at is None else datetime.fromtimestamp(at, zone).isoformat(timespec="seconds")
