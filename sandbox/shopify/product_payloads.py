"""Products as webhooks describe them: the REST Admin API's resource."""

from typing import Any

from sandbox.shopify import identifiers, money, pictures, times
from sandbox.shopify.events import Work
from sandbox.shopify.records import Doc


def product(work: Work, found: Doc) -> Doc:
    """Return the body of products/create and products/update."""
    images = [_image(work, found, media, place) for place, media in enumerate(found["media"])]
    return {
        "admin_graphql_api_id": identifiers.gid("Product", found["id"]),
        "body_html": found["description_html"],
        "category": None,
        "created_at": times.local(work.shop, found["created_at"]),
        "handle": found["handle"],
        "has_variants_that_requires_components": False,
        "id": found["id"],
        "image": images[0] if images else None,
        "images": images,
        "media": [_media(work, found, media, place) for place, media in enumerate(found["media"])],
        "options": [_option(found, option, place) for place, option in enumerate(found["options"])],
        "product_type": found["product_type"],
        "published_at": times.local(work.shop, found["published_at"]),
        "published_scope": "global",
        "status": found["status"].lower(),
        "tags": ", ".join(found["tags"]),
        "template_suffix": found.get("template_suffix"),
        "title": found["title"],
        "updated_at": times.local(work.shop, found["updated_at"]),
        "variant_gids": [
            {
                "admin_graphql_api_id": identifiers.gid("ProductVariant", variant["id"]),
                "updated_at": times.utc(found["updated_at"]),
            }
            for variant in found["variants"]
        ],
        "variants": [_variant(work, found, variant) for variant in found["variants"]],
        "vendor": found["vendor"],
    }


def _variant(work: Work, found: Doc, variant: Doc) -> Doc:
    currency = work.shop.currency
    options: list[Any] = [*variant["options"], None, None, None][:3]
    stock, compare_at = variant["stock"] or 0, variant["compare_at"]
    return {
        "admin_graphql_api_id": identifiers.gid("ProductVariant", variant["id"]),
        "barcode": variant.get("barcode"),
        "compare_at_price": None if compare_at is None else money.text(compare_at, currency),
        "created_at": times.local(work.shop, variant["created_at"]),
        "fulfillment_service": "manual",
        "grams": 0,
        "id": variant["id"],
        "image_id": None,
        "inventory_item_id": variant["id"] + 7,
        "inventory_management": None if variant["stock"] is None else "shopify",
        "inventory_policy": variant.get("policy", "DENY").lower(),
        "inventory_quantity": stock,
        "old_inventory_quantity": stock,
        "option1": options[0],
        "option2": options[1],
        "option3": options[2],
        "position": variant["position"],
        "price": money.text(variant["price"], currency),
        "product_id": found["id"],
        "requires_shipping": True,
        "sku": variant["sku"],
        "taxable": True,
        "title": variant["title"],
        "updated_at": times.local(work.shop, found["updated_at"]),
        "weight": 0.0,
        "weight_unit": "kg",
    }


def _option(found: Doc, option: Doc, place: int) -> Doc:
    return {
        "id": found["id"] * 3 + place,
        "name": option["name"],
        "position": place + 1,
        "product_id": found["id"],
        "values": option["values"],
    }


def _image(work: Work, found: Doc, media: Doc, place: int) -> Doc:
    return {
        "admin_graphql_api_id": identifiers.gid("ProductImage", media["id"]),
        "alt": media["alt"],
        "created_at": times.local(work.shop, media["created_at"]),
        "height": media["height"],
        "id": media["id"],
        "position": place + 1,
        "product_id": found["id"],
        "src": pictures.url(work, media),
        "updated_at": times.local(work.shop, media["created_at"]),
        "variant_ids": [],
        "width": media["width"],
    }


def _media(work: Work, found: Doc, media: Doc, place: int) -> Doc:
    preview = {
        "height": media["height"],
        "src": pictures.url(work, media),
        "status": "READY",
        "width": media["width"],
    }
    return {
        "admin_graphql_api_id": identifiers.gid("MediaImage", media["id"]),
        "alt": media["alt"] or "",
        "created_at": times.local(work.shop, media["created_at"]),
        "id": media["id"],
        "media_content_type": "IMAGE",
        "position": place + 1,
        "preview_image": preview,
        "product_id": found["id"],
        "status": "READY",
        "updated_at": times.local(work.shop, media["created_at"]),
        "variant_ids": [],
    }
