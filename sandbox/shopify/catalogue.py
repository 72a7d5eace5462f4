"""The goods that a shop opens with: from the data file, or thousands that are generated when read."""

import functools
import itertools
import math
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sandbox.shopify import identifiers, money
from sandbox.shopify.records import Doc, Row

_FILE = Path(__file__).parent.parent / "data" / "shopify_goods.toml"
_FIRST_AT = 1_772_323_200.0  # 1 March 2026, like the sandbox's videos.
_BETWEEN_S = 9 * 86_400 + 5_000
_MANY = 20_000
_FEW = 6
_ADJECTIVES = (
    "Quiet",
    "Oak",
    "Everyday",
    "Folding",
    "Northern",
    "Small",
    "Linen",
    "Copper",
    "Second",
    "Plain",
)


def count(host: str) -> int:
    """Return how many products the shop opens with."""
    if host.startswith("big-"):
        return _MANY
    return len(_goods(host)) if host.startswith("sandbox-") else _FEW


def rows(host: str, currency: str) -> Iterator[Row]:
    """Return the products' rows: complete, or for a big shop with what is searched and sorted by only."""
    for position in range(1, count(host) + 1):
        body = product(host, currency, position)
        yield row_of(body, is_generated=host.startswith("big-"))


def row_of(body: Doc, *, is_generated: bool = False) -> Row:
    """Return the row of a product."""
    words = [body["title"], body["handle"], body["vendor"], body["product_type"], *body["tags"]]
    skus = [variant["sku"] for variant in body["variants"] if variant["sku"]]
    return Row(
        id=body["id"],
        key=body["handle"],
        label=body["title"],
        status=body["status"],
        words="\n".join((*words, *skus)).lower(),
        created_at=body["created_at"],
        updated_at=body["updated_at"],
        body=None if is_generated else body,
    )


def product(host: str, currency: str, position: int) -> Doc:
    """Return the product at a position, from 1. The same in every process."""
    goods = _goods(host)
    base = goods[(position - 1) % len(goods)]
    round_number = (position - 1) // len(goods)
    is_first = host.startswith("sandbox-")
    adjective = _ADJECTIVES[round_number % len(_ADJECTIVES)]
    title = base["title"] if is_first else f"{adjective} {base['title']} {round_number + 1}"
    handle = base["handle"] if is_first else f"{adjective.lower()}-{base['handle']}-{position}"
    created_at = _FIRST_AT + (position * _BETWEEN_S) % (260 * 86_400)
    product_id = identifiers.of_product(host, position)
    status = base.get("status", "ACTIVE") if is_first else "ACTIVE"
    return {
        "id": product_id,
        "title": title,
        "handle": handle,
        "description_html": f"<p>{_escaped(base['text'])}</p>",
        "vendor": host.partition(".")[0].replace("-", " ").title(),
        "product_type": base["kind"],
        "tags": sorted(base["tags"]),
        "status": status,
        "created_at": created_at,
        "updated_at": created_at + 86_400,
        "published_at": None if status == "DRAFT" else created_at,
        "options": [{"name": name, "values": values} for name, values in base["options"]],
        "variants": _variants(base, product_id, currency, created_at),
        "media": [_drawing(product_id, base, created_at)],
        "next_variant": 100,
    }


def _variants(base: Doc, product_id: int, currency: str, created_at: float) -> list[Doc]:
    options = base["options"]
    choices = itertools.product(*(values for _, values in options))
    scale = 10 ** money.decimals(currency)
    # Prices of the file are in euros, or in yen; other currencies get the same number.
    return [
        {
            "id": identifiers.of_variant(product_id, position),
            "title": " / ".join(choice),
            "sku": f"{base['handle'][:3].upper()}-{product_id % 100_000:05d}-{position + 1}",
            "price": math.floor((base["price"] + position * base.get("step", 0)) * scale + 0.5),
            "compare_at": None,
            "prices": {name: round(price * 100) for name, price in base.get("prices", {}).items()},
            "options": list(choice),
            "stock": base.get("stock"),
            "position": position + 1,
            "created_at": created_at,
        }
        for position, choice in enumerate(choices)
    ]


def _drawing(product_id: int, base: Doc, created_at: float) -> Doc:
    return {
        "id": product_id * 7 + 1,
        "alt": f"{base['title']}, drawn by the sandbox",
        "look": base["look"],
        "palette": base["palette"],
        "created_at": created_at,
        "width": 1200,
        "height": 1200,
    }


def _goods(host: str) -> list[Doc]:
    found = _read()
    return found["kissa"] if host.startswith("sandbox-kissa") else found["goods"]


@functools.cache
def _read() -> dict[str, list[Any]]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")
