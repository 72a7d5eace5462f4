"""Creates, reads and ends discount codes. Creating the same code again finds the first one."""

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils import timezone

from commerce.errors import DiscountTakenError
from commerce.platforms.shopify import payloads, queries, refusals
from commerce.platforms.shopify.graphql import GraphClient
from commerce.platforms.shopify.refusals import RefusedError
from commerce.platforms.shopify.words import SYSTEM
from commerce.platforms.values import ShopDiscount


def create(
    graph: GraphClient, *, code: str, percent: int, title: str, product_ids: Sequence[str]
) -> ShopDiscount:
    """Create a code for these products, or for all without any; or return the same one that exists.

    Raises DiscountTakenError if the shop has another discount with the code.
    """
    discount = _wanted(code=code, percent=percent, title=title, product_ids=product_ids)
    try:
        created = graph.change(queries.CREATE_DISCOUNT, payloads.DiscountChanged, discount=discount)
    except RefusedError as refusal:
        if not refusal.is_taken:
            raise
        return _existing(graph, code=code, percent=percent, product_ids=product_ids)
    if created.code_discount_node is None:
        raise refusals.unreadable()
    return ShopDiscount(shop_id=created.code_discount_node.id, code=code, percent=percent, is_active=True)


def by_code(graph: GraphClient, *, code: str) -> ShopDiscount | None:
    """Return a discount by its code, whose case does not matter; None if there is none."""
    found = _find(graph, code)
    return None if found is None else _reported(found, code)


def end(graph: GraphClient, *, number: str) -> None:
    """Deactivate a discount. An unknown one counts as ended."""
    try:
        graph.change(
            queries.END_DISCOUNT, payloads.DiscountChanged, id=f"gid://shopify/DiscountCodeNode/{number}"
        )
    except RefusedError as refusal:
        if not refusal.is_gone:
            raise


def _wanted(*, code: str, percent: int, title: str, product_ids: Sequence[str]) -> dict[str, Any]:
    products = [f"gid://shopify/Product/{each}" for each in product_ids]
    return {
        "title": title,
        "code": code,
        "startsAt": timezone.now().isoformat(),
        "context": {"all": "ALL"},
        "customerGets": {
            "value": {"percentage": percent / 100},
            "items": {"products": {"productsToAdd": products}} if products else {"all": True},
        },
    }


def _existing(graph: GraphClient, *, code: str, percent: int, product_ids: Sequence[str]) -> ShopDiscount:
    found = _find(graph, code)
    if found is None:
        # Deleted between the two requests, or not yet found: a retry creates it or finds it.
        raise refusals.unreadable()
    known = _reported(found, code)
    if not known.is_active or known.percent != percent or _products(found) != frozenset(product_ids):
        raise DiscountTakenError(
            f"The shop already has another discount with the code {code}. Choose another code.", system=SYSTEM
        )
    return known


def _find(graph: GraphClient, code: str) -> payloads.DiscountNode | None:
    return graph.ask(queries.DISCOUNT, payloads.DiscountAnswer, code=code).code_discount_node_by_code


def _reported(node: payloads.DiscountNode, code: str) -> ShopDiscount:
    discount = node.code_discount or payloads.CodeDiscount()
    codes = discount.codes.nodes
    return ShopDiscount(
        shop_id=node.id,
        code=codes[0].code if codes else code,
        percent=_percent(discount),
        is_active=discount.status.upper() in ("ACTIVE", "SCHEDULED"),
    )


def _percent(discount: payloads.CodeDiscount) -> int | None:
    """The percentage; None for an amount, and for parts of a per cent."""
    share = discount.customer_gets.value.percentage if discount.customer_gets else None
    try:
        percent = Decimal(share or "") * 100
    except InvalidOperation:
        return None
    return int(percent) if percent == percent.to_integral_value() else None


def _products(node: payloads.DiscountNode) -> frozenset[str] | None:
    """The numbers of its products; empty for all products, None for collections."""
    gets = node.code_discount.customer_gets if node.code_discount else None
    if gets is None:
        return None
    if gets.items.products is not None:
        return frozenset(each.id for each in gets.items.products.nodes)
    return frozenset() if gets.items.kind == "AllDiscountItems" else None
