"""Reads products: by page, by id, and all of them by a bulk operation."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from commerce.platforms.base import ProductPage
from commerce.platforms.shopify import links, money, payloads, queries
from commerce.platforms.shopify.graphql import GraphClient
from commerce.platforms.values import Money, ShopProduct, ShopVariant

logger = logging.getLogger(__name__)

# A country for each of the larger currencies, whose prices are those of the currency.
_COUNTRIES = {
    "EUR": "DE", "USD": "US", "GBP": "GB", "CAD": "CA", "AUD": "AU", "JPY": "JP", "CHF": "CH", "SEK": "SE",
    "DKK": "DK", "NOK": "NO", "PLN": "PL", "NZD": "NZ", "INR": "IN", "SGD": "SG", "HKD": "HK", "KRW": "KR",
    "MXN": "MX", "BRL": "BR", "AED": "AE", "KWD": "KW",
}  # fmt: skip
_MOST_CURRENCIES = 4
# Shopify allows 2048 variants.
_MOST_PAGES = 50
_UNKNOWN_AT = datetime(1970, 1, 1, tzinfo=UTC)
_STATUSES = {"ACTIVE": "active", "UNLISTED": "active", "DRAFT": "draft", "ARCHIVED": "archived"}


@dataclass(frozen=True, slots=True)
class Market:
    """A shop's currency, and a country for each further currency that it sells in, at most four."""

    currency: str
    countries: tuple[str, ...] = ()


def market(*, enabled: Iterable[str], own: str) -> Market:
    """Return the market of a shop that sells in these currencies."""
    others = [each for each in enabled if each != own and each in _COUNTRIES]
    largest = sorted(others, key=list(_COUNTRIES).index)[:_MOST_CURRENCIES]
    return Market(own, tuple(_COUNTRIES[each] for each in largest))


def page(graph: GraphClient, *, after: str, market: Market, own_url: str) -> ProductPage:
    """Return a page of products. One with many variants takes further queries."""
    first = queries.products_per_page(market.countries)
    query = queries.products(market.countries)
    found = graph.ask(query, payloads.ProductsAnswer, first=first, after=after or None).products
    products = [_whole(graph, each, market, own_url) for each in found.nodes]
    return ProductPage(products=products, cursor=found.page_info.next)


def one(graph: GraphClient, *, number: str, market: Market, own_url: str) -> ShopProduct | None:
    """Return a product; None if there is none with that number."""
    query = queries.product(market.countries)
    found = graph.ask(query, payloads.ProductAnswer, id=_gid(number)).product
    return None if found is None else _whole(graph, found, market, own_url)


def _whole(graph: GraphClient, product: payloads.Product, market: Market, own_url: str) -> ShopProduct:
    variants = list(product.variants.nodes)
    cursor = product.variants.page_info.next
    for _ in range(_MOST_PAGES):
        if not cursor:
            break
        query = queries.more_variants(market.countries)
        more = graph.ask(query, payloads.VariantsAnswer, id=_gid(product.id), after=cursor).product
        if more is None:
            break
        variants += more.variants.nodes
        cursor = more.variants.page_info.next
    return reported(product, variants=variants, currency=market.currency, own_url=own_url)


def reported(
    product: payloads.Product, *, variants: Iterable[payloads.Variant], currency: str, own_url: str
) -> ShopProduct:
    """Return a product as a value. A variant without a readable price is omitted.

    ``currency`` is the shop's, unless the product says so itself. ``own_url`` is the URL of a stand-in, whose
    addresses are accepted without https; empty otherwise.
    """
    own = product.price_range.min_variant_price.currency_code if product.price_range else currency
    media = product.featured_media
    image = media.preview.image if media and media.preview else None
    found = (_variant(each, own, position) for position, each in enumerate(variants, start=1))
    priced = [each for each in found if each is not None]
    return ShopProduct(
        shop_id=product.id,
        title=product.title or "Untitled product",
        handle=product.handle,
        vendor=product.vendor,
        kind=product.product_type,
        status=_STATUSES.get(product.status.upper(), "draft"),
        url=links.shown(product.online_store_url, own_url=own_url),
        image_url=links.shown(image.url if image else "", own_url=own_url),
        image_alt=(media.alt if media else "") or (image.alt_text if image else ""),
        updated_at=product.updated_at or _UNKNOWN_AT,
        # In an export they may have any order.
        variants=tuple(sorted(priced, key=lambda each: each.position)),
    )


def _variant(variant: payloads.Variant, currency: str, position: int) -> ShopVariant | None:
    try:
        prices = _prices(variant, currency)
    except ValueError:
        logger.warning("variant without a readable price", extra={"variant": variant.id})
        return None
    return ShopVariant(
        shop_id=variant.id,
        title=variant.title or "Default",
        sku=variant.sku,
        position=variant.position if variant.position and variant.position > 0 else position,
        prices=prices,
        is_available=variant.available_for_sale is not False,
    )


def _prices(variant: payloads.Variant, currency: str) -> tuple[Money, ...]:
    """The price in the shop's currency first, then one of each other currency."""
    own = money.parsed(variant.price, currency)
    by_currency = {own.currency: own}
    for each in variant.in_countries:
        if each.price is not None:
            price = money.parsed(each.price.amount, each.price.currency_code)
            by_currency.setdefault(price.currency, price)
    return tuple(by_currency.values())


def _gid(number: str) -> str:
    return f"gid://shopify/Product/{number}"
