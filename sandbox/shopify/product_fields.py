"""Products as the GraphQL API describes them."""

import html
import re
from typing import Any

from sandbox.shopify import identifiers, money, paging, pictures, products, times
from sandbox.shopify.records import Doc
from sandbox.shopify.schema import Args, Call

_TAG = re.compile(r"<[^>]*>")


def product(call: Call, found: Doc) -> Doc:
    """Return the type ``Product``."""
    plain = html.unescape(_TAG.sub(" ", found["description_html"])).strip()
    variants = found["variants"]
    stocks = [variant["stock"] for variant in variants if variant["stock"] is not None]
    is_online = products.is_sold_online(found)
    url = call.work.url(f"/products/{found['handle']}")
    media = [image(call, each) for each in found["media"]]
    return {
        "__typename": "Product",
        "id": identifiers.gid("Product", found["id"]),
        "legacyResourceId": str(found["id"]),
        "title": found["title"],
        "handle": found["handle"],
        "description": lambda _, args: plain[: args.get("truncateAt") or None],
        "descriptionHtml": found["description_html"],
        "bodyHtml": found["description_html"],
        "vendor": found["vendor"],
        "productType": found["product_type"],
        "tags": found["tags"],
        "status": found["status"],
        "createdAt": times.utc(found["created_at"]),
        "updatedAt": times.utc(found["updated_at"]),
        "publishedAt": times.utc(found["published_at"]) if is_online else None,
        "onlineStoreUrl": url if is_online else None,
        "onlineStorePreviewUrl": url,
        "featuredMedia": media[0] if media else None,
        "featuredImage": media[0]["image"] if media else None,
        "media": lambda call, args: paging.listed(call, media, args, lambda each: dict(each)),
        "images": lambda call, args: paging.listed(call, media, args, lambda each: each["image"]),
        "mediaCount": {"count": len(media), "precision": "EXACT"},
        "variants": lambda call, args: paging.listed(
            call, variants, args, lambda each: variant(call, found, each)
        ),
        "variantsCount": {"count": len(variants), "precision": "EXACT"},
        "totalVariants": len(variants),
        "options": lambda _, args: _options(found)[: args.get("first") or None],
        "priceRangeV2": _range([each["price"] for each in variants], call.work.shop.currency),
        "contextualPricing": lambda call, args: _product_pricing(call, found, args),
        "totalInventory": sum(stocks),
        "tracksInventory": bool(stocks),
        "hasOnlyDefaultVariant": [each["title"] for each in variants] == ["Default Title"],
        "hasOutOfStockVariants": any(stock <= 0 for stock in stocks),
        "isGiftCard": False,
        "seo": {"title": None, "description": None} | found.get("seo", {}),
        "requiresSellingPlan": False,
        "templateSuffix": found.get("template_suffix"),
        "defaultCursor": paging.cursor_of(found["id"]),
    }


def variant(call: Call, found: Doc, each: Doc) -> Doc:
    """Return the type ``ProductVariant``."""
    currency = call.work.shop.currency
    price = money.text(each["price"], currency)
    compare_at = None if each["compare_at"] is None else money.text(each["compare_at"], currency)
    options = zip(found["options"], each["options"], strict=False)
    return {
        "__typename": "ProductVariant",
        "id": identifiers.gid("ProductVariant", each["id"]),
        "legacyResourceId": str(each["id"]),
        "title": each["title"],
        "displayName": f"{found['title']} - {each['title']}",
        "sku": each["sku"] or None,
        "barcode": each.get("barcode"),
        "price": price,
        "compareAtPrice": compare_at,
        "availableForSale": products.is_available(found, each),
        "inventoryQuantity": each["stock"] or 0,
        "sellableOnlineQuantity": max(each["stock"] or 0, 0),
        "inventoryPolicy": each.get("policy", "DENY"),
        "inventoryItem": _inventory_item(found, each),
        "position": each["position"],
        "selectedOptions": [_selected(option["name"], value) for option, value in options],
        "product": lambda call, _: product(call, found),
        "media": lambda call, args: paging.listed(call, [], args, dict),
        "image": None,
        "contextualPricing": lambda call, args: _pricing(call, each, args),
        "createdAt": times.utc(each["created_at"]),
        "updatedAt": times.utc(found["updated_at"]),
        "taxable": True,
        "defaultCursor": paging.cursor_of(each["id"]),
    }


def image(call: Call, media: Doc) -> Doc:
    """Return the type ``MediaImage``. A picture is processed for two seconds, and then ready."""
    status = pictures.status(media, at=call.work.at)
    url = pictures.url(call.work, media)
    picture = {
        "id": identifiers.gid("ImageSource", media["id"]),
        "altText": media["alt"],
        "width": media["width"],
        "height": media["height"],
        "url": url,
        "src": url,
        "originalSrc": url,
        "thumbhash": None,
    }
    is_ready = status == "READY"
    return {
        "__typename": "MediaImage",
        "id": identifiers.gid("MediaImage", media["id"]),
        "alt": media["alt"],
        "createdAt": times.utc(media["created_at"]),
        "updatedAt": times.utc(media["created_at"]),
        "fileErrors": [],
        "fileStatus": status,
        "image": picture if is_ready else None,
        "mediaContentType": "IMAGE",
        "mediaErrors": [] if status != "FAILED" else [_failure()],
        "mediaWarnings": [],
        "mimeType": media.get("type", "image/jpeg"),
        "originalSource": {"fileSize": None, "url": url},
        "preview": {"image": picture if is_ready else None, "status": status},
        "status": status,
    }


def _failure() -> Doc:
    return {"code": "MEDIA_TIMEOUT_ERROR", "details": "The picture could not be read.", "message": "Failed"}


def _options(found: Doc) -> list[Doc]:
    return [
        {
            "id": identifiers.gid("ProductOption", found["id"] * 3 + place),
            "name": option["name"],
            "position": place + 1,
            "values": option["values"],
            "optionValues": [_value(value) for value in option["values"]],
        }
        for place, option in enumerate(found["options"])
    ]


def _value(name: str) -> Doc:
    return {
        "id": identifiers.gid("ProductOptionValue", 1 + sum(name.encode())),
        "name": name,
        "hasVariants": True,
    }


def _selected(name: str, value: str) -> Doc:
    return {"name": name, "value": value, "optionValue": _value(value)}


def _inventory_item(found: Doc, each: Doc) -> Doc:
    return {
        "id": identifiers.gid("InventoryItem", each["id"] + 7),
        "legacyResourceId": str(each["id"] + 7),
        "sku": each["sku"],
        "tracked": each["stock"] is not None,
        "requiresShipping": True,
        "unitCost": None,
        "createdAt": times.utc(each["created_at"]),
        "updatedAt": times.utc(found["updated_at"]),
    }


def price_in(call: Call, each: Doc, country: str | None) -> tuple[int, str]:
    """Return a variant's price in a country's currency: a fixed one, or the shop's, converted."""
    shop = call.work.shop
    currency = shop.currency_of(country) if country else shop.currency
    if currency in each["prices"]:
        return each["prices"][currency], currency
    rate = shop.rates.get(currency, 1.0)
    return money.converted(each["price"], currency=shop.currency, into=currency, rate=rate), currency


def _pricing(call: Call, each: Doc, args: Args) -> Doc:
    amount, currency = price_in(call, each, args["context"].get("country"))
    return {"price": money.money(amount, currency), "compareAtPrice": None, "unitPrice": None}


def _product_pricing(call: Call, found: Doc, args: Args) -> Doc:
    priced = sorted(price_in(call, each, args["context"].get("country")) for each in found["variants"])
    if not priced:
        return {"fixedQuantityRulesCount": 0, "priceRange": _range([0], call.work.shop.currency)}
    bounds: list[Any] = [
        {"price": money.money(amount, currency), "compareAtPrice": None, "unitPrice": None}
        for amount, currency in (priced[0], priced[-1])
    ]
    return {
        "fixedQuantityRulesCount": 0,
        "priceRange": _range([amount for amount, _ in priced], priced[0][1]),
        "minVariantPricing": bounds[0],
        "maxVariantPricing": bounds[1],
    }


def _range(amounts: list[int], currency: str) -> Doc:
    return {
        "minVariantPrice": money.money(min(amounts, default=0), currency),
        "maxVariantPrice": money.money(max(amounts, default=0), currency),
    }
