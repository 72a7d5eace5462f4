"""Products and their variants: read, written, sold, and told to whoever is subscribed."""

import re
from collections.abc import Mapping
from typing import Any

from sandbox.shopify import catalogue, events, identifiers, product_payloads
from sandbox.shopify.errors import RefusedError
from sandbox.shopify.events import Work
from sandbox.shopify.records import Doc, Records, Row
from sandbox.shopify.shops import Shop
from sandbox.store import Store

_LONGEST_TITLE = 255
# Pieces that arrive when invented customers have bought the last one, so that they find goods for ever.
_DELIVERED = 40


def body(shop: Shop, row: Row) -> Doc:
    """Return a product, which is generated again unless it was changed."""
    if row.body is not None:
        return row.body
    position = identifiers.position_of_product(shop.host, row.id)
    return catalogue.product(shop.host, shop.currency, position)


def find(store: Store, shop: Shop, product_id: int) -> Doc | None:
    row = Records(store, "product").get(shop.host, product_id)
    return None if row is None else body(shop, row)


def by_handle(store: Store, shop: Shop, handle: str) -> Doc | None:
    row = Records(store, "product").by_key(shop.host, handle)
    return None if row is None else body(shop, row)


def variant(store: Store, shop: Shop, variant_id: int) -> tuple[Doc, Doc] | None:
    """Return a product and its variant."""
    product = find(store, shop, identifiers.product_of_variant(variant_id))
    variants = product["variants"] if product is not None else []
    found = next((each for each in variants if each["id"] == variant_id), None)
    return None if found is None or product is None else (product, found)


def is_sold_online(product: Doc) -> bool:
    """Return whether the storefront shows the product."""
    return product["status"] in ("ACTIVE", "UNLISTED") and product["published_at"] is not None


def is_available(product: Doc, found: Doc) -> bool:
    has_stock = found["stock"] is None or found["stock"] > 0 or found.get("policy") == "CONTINUE"
    return product["status"] in ("ACTIVE", "UNLISTED") and has_stock


def create(work: Work, values: Mapping[str, Any]) -> Doc:
    """Add a product with one variant. Its handle is made unique. Raises RefusedError."""
    title = _title(values.get("title"))
    records = work.records("product")
    position = identifiers.position_of_product(work.shop.host, records.highest(work.shop.host)) + 1
    product_id = identifiers.of_product(work.shop.host, max(position, 1))
    product: Doc = {
        "id": product_id,
        "title": title,
        "handle": _free_handle(work, str(values.get("handle") or _slug(title))),
        "description_html": "",
        "vendor": work.shop.title,
        "product_type": "",
        "tags": [],
        "status": "ACTIVE",
        "created_at": work.at,
        "updated_at": work.at,
        "published_at": None,
        "options": [{"name": "Title", "values": ["Default Title"]}],
        "variants": [],
        "media": [],
        "next_variant": 0,
    }
    add_variant(product, {"options": ["Default Title"]}, at=work.at)
    _assign(product, {name: value for name, value in values.items() if name not in ("title", "handle")})
    save(work, product, topic="products/create")
    return product


def update(work: Work, product: Doc, values: Mapping[str, Any]) -> Doc:
    """Change what is named in ``values``. Raises RefusedError."""
    if "title" in values:
        product["title"] = _title(values["title"])
    handle = values.get("handle")
    if handle and handle != product["handle"]:
        product["handle"] = _free_handle(work, str(handle))
    _assign(product, {name: value for name, value in values.items() if name not in ("title", "handle")})
    save(work, product)
    return product


def add_variant(product: Doc, values: Mapping[str, Any], *, at: float) -> Doc:
    """Append a variant, without writing the product."""
    position = product["next_variant"]
    product["next_variant"] = position + 1
    added = {
        "id": identifiers.of_variant(product["id"], position),
        "title": " / ".join(values["options"]),
        "sku": "",
        "price": 0,
        "compare_at": None,
        "prices": {},
        "stock": None,
        "position": len(product["variants"]) + 1,
        "created_at": at,
        **values,
    }
    product["variants"].append(added)
    return added


def save(work: Work, product: Doc, *, topic: str = "products/update") -> None:
    """Write the product and queue the event."""
    product["updated_at"] = work.at
    if product["status"] == "ACTIVE" and product["published_at"] is None and topic == "products/create":
        product["published_at"] = work.at
    with work.store.transaction():
        work.records("product").put(work.shop.host, catalogue.row_of(product))
        events.emit(work, topic, product_payloads.product(work, product))


def delete(work: Work, product_id: int) -> bool:
    """Remove the product for good. Its orders stay."""
    with work.store.transaction():
        if not work.records("product").delete(work.shop.host, product_id):
            return False
        events.emit(work, "products/delete", {"id": product_id})
    return True


def take_from_stock(
    work: Work, product: Doc, found: Doc, quantity: int, *, is_refilled: bool = False
) -> None:
    """Sell pieces of a variant; a negative quantity puts them back.

    With ``is_refilled``, a variant whose last piece was sold gets new ones.
    """
    if found["stock"] is None:
        return
    found["stock"] -= quantity
    if is_refilled and found["stock"] <= 0:
        found["stock"] += _DELIVERED
    save(work, product)


def _assign(product: Doc, values: Mapping[str, Any]) -> None:
    names = {
        "descriptionHtml": "description_html",
        "vendor": "vendor",
        "productType": "product_type",
        "status": "status",
        "templateSuffix": "template_suffix",
        "seo": "seo",
    }
    for sent, name in names.items():
        if values.get(sent) is not None:
            product[name] = values[sent]
    if values.get("tags") is not None:
        product["tags"] = sorted({tag.strip() for tag in values["tags"] if tag.strip()})


def _title(value: object) -> str:
    title = str(value or "").strip()
    if not title:
        raise RefusedError("Title can't be blank")
    if len(title) > _LONGEST_TITLE:
        raise RefusedError(f"Title is too long (maximum is {_LONGEST_TITLE} characters)")
    return title


def _slug(title: str) -> str:
    return re.sub(r"[^\w]+", "-", title.lower()).strip("-") or "product"


def _free_handle(work: Work, wanted: str) -> str:
    """Return the handle, with a number if it is taken, as Shopify does without saying so."""
    records, handle, number = work.records("product"), wanted, 0
    while records.by_key(work.shop.host, handle) is not None:
        number += 1
        handle = f"{wanted}-{number}"
    return handle
