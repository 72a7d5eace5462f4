"""The shops. Any name is a shop; a few names begin with a state, such as ``frozen-``."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sandbox.shopify import catalogue, identifiers
from sandbox.shopify.errors import ShopifyError
from sandbox.shopify.records import Records, Row
from sandbox.store import Store

GOODS = "sandbox-goods.myshopify.com"
KISSA = "sandbox-kissa.myshopify.com"
_HOST = re.compile(r"[a-z0-9][a-z0-9-]{0,59}\.myshopify\.com")
_STATES = {"closed-": 404, "frozen-": 402, "locked-": 423}
_OPENED_AT = 1_767_225_600.0
_EURO = {"EUR": 1.0, "USD": 1.1, "GBP": 0.86}
_PRESETS: Mapping[str, Mapping[str, Any]] = {
    GOODS: {
        "title": "Sandbox Goods",
        "currency": "EUR",
        "timezone": "Europe/Berlin",
        "offset_minutes": 60,
        "country": "DE",
        "rates": _EURO,
    },
    KISSA: {
        "title": "サンドボックス喫茶",
        "currency": "JPY",
        "timezone": "Asia/Tokyo",
        "offset_minutes": 540,
        "country": "JP",
        "rates": {"JPY": 1.0},
    },
}
_OTHERS: tuple[Mapping[str, Any], ...] = (
    {
        "currency": "USD",
        "timezone": "America/New_York",
        "offset_minutes": -300,
        "country": "US",
        "rates": {"USD": 1.0},
    },
    {"currency": "EUR", "timezone": "Europe/Paris", "offset_minutes": 60, "country": "FR", "rates": _EURO},
    {
        "currency": "GBP",
        "timezone": "Europe/London",
        "offset_minutes": 0,
        "country": "GB",
        "rates": {"GBP": 1.0, "EUR": 1.16},
    },
)
_OF_COUNTRY = {"US": "USD", "GB": "GBP", "JP": "JPY"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Shop:
    """One shop. ``rates``: what one unit of its currency costs in each of its presentment currencies."""

    host: str
    id: int
    title: str
    currency: str
    timezone: str
    offset_minutes: int
    country: str
    rates: Mapping[str, float]
    created_at: float
    updated_at: float

    @property
    def email(self) -> str:
        return f"owner@{self.host.partition('.')[0]}.example"

    @property
    def path(self) -> str:
        return f"/shopify/shops/{self.host}"

    def currency_of(self, country: str) -> str:
        """Return the currency in which the shop shows its prices in a country."""
        wanted = _OF_COUNTRY.get(country, "EUR" if country in _EUROPE else "")
        return wanted if wanted in self.rates else self.currency


_EUROPE = frozenset(("AT", "BE", "DE", "ES", "FI", "FR", "GR", "IE", "IT", "NL", "PT"))


def named(store: Store, host: str) -> Shop:
    """Return the shop of that host, which opens on first use.

    Raises ShopifyError for a name that is none, and for closed, frozen and locked shops.
    """
    state = next((status for start, status in _STATES.items() if host.startswith(start)), None)
    if state is not None or not _HOST.fullmatch(host):
        raise ShopifyError(state or 404)
    records = Records(store, "shop")
    row = records.by_key(host, host)
    if row is None:
        with store.transaction():
            row = records.by_key(host, host) or _open(store, host)
    return _shop(row)


def known(store: Store) -> list[Shop]:
    """Return every shop that has been used."""
    rows = store.rows("SELECT DISTINCT shop FROM shopify_documents WHERE kind = 'shop' ORDER BY shop")
    return [named(store, row["shop"]) for row in rows]


def change(store: Store, shop: Shop, *, at: float, **values: object) -> Shop:
    """Change the shop's title, currency or rates."""
    row = Records(store, "shop").by_key(shop.host, shop.host)
    body = (row.body if row is not None else None) or {}
    changed = Row(
        id=shop.id,
        key=shop.host,
        label=str(values.get("title", shop.title)),
        created_at=shop.created_at,
        updated_at=at,
        body=body | values,
    )
    Records(store, "shop").put(shop.host, changed)
    return _shop(changed)


def _open(store: Store, host: str) -> Row:
    number = identifiers.of_shop(host)
    body = dict(_PRESETS.get(host) or _OTHERS[number % len(_OTHERS)])
    body.setdefault("title", host.partition(".")[0].replace("-", " ").title())
    row = Row(
        id=number,
        key=host,
        label=body["title"],
        created_at=_OPENED_AT,
        updated_at=_OPENED_AT,
        body=body,
    )
    Records(store, "shop").put(host, row)
    products = Records(store, "product")
    for found in catalogue.rows(host, body["currency"]):
        products.put(host, found)
    return row


def _shop(row: Row) -> Shop:
    body = row.body or {}
    return Shop(
        host=row.key,
        id=row.id,
        title=body["title"],
        currency=body["currency"],
        timezone=body["timezone"],
        offset_minutes=body["offset_minutes"],
        country=body["country"],
        rates=body["rates"],
        created_at=row.created_at,
        updated_at=row.updated_at,
    )
