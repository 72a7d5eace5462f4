"""Creates, reads and ends discount codes. Creating the same code again finds the first one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils import timezone

from commerce.errors import DiscountTakenError
from commerce.platforms.shopify import payloads, queries, refusals
from commerce.platforms.shopify.graphql import GraphClient
from commerce.platforms.shopify.refusals import RefusedError
from commerce.platforms.shopify.words import SYSTEM
from commerce.platforms.values import ShopDiscount
from foundation import foreign_texts

# A code that starts later than now can't be used. The clock here may be ahead of Shopify's.
_STARTED_BEFORE = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A code, and what it does. The title has our own id, so that nothing else is the same."""

    code: str
    percent: int
    title: str
    product_ids: Sequence[str]

    def described(self) -> dict[str, Any]:
        """Shopify's input."""
        products = [_gid("Product", each) for each in self.product_ids]
        return {
            "title": self.title,
            "code": self.code,
            "startsAt": (timezone.now() - _STARTED_BEFORE).isoformat(),
            "context": {"all": "ALL"},
            "customerGets": {
                "value": {"percentage": self.percent / 100},
                "items": {"products": {"productsToAdd": products}} if products else {"all": True},
            },
        }

    def is_same(self, node: payloads.DiscountNode) -> bool:
        """True if this is what the discount does."""
        discount = node.code_discount or payloads.CodeDiscount()
        has_title = discount.title == foreign_texts.line(self.title, most=255)
        return (
            has_title
            and _percent(discount) == self.percent
            and _products(discount) == frozenset(self.product_ids)
        )


def create(
    graph: GraphClient, *, code: str, percent: int, title: str, product_ids: Sequence[str]
) -> ShopDiscount:
    """Create a code for these products, or for all without any.

    The same code that exists is returned, and activated if it has ended. Raises DiscountTakenError if the
    shop has another discount with the code.
    """
    wanted = _Wanted(code, percent, title, product_ids)
    try:
        created = graph.change(
            queries.CREATE_DISCOUNT, payloads.DiscountChanged, discount=wanted.described()
        ).code_discount_node
    except RefusedError as refusal:
        if not refusal.is_taken:
            raise
        created = _existing(graph, wanted)
    if created is None:
        raise refusals.unreadable()
    return ShopDiscount(shop_id=created.id, code=code, percent=percent, is_active=True)


def by_code(graph: GraphClient, *, code: str) -> ShopDiscount | None:
    """Return a discount by its code, whose case does not matter; None if there is none."""
    found = _find(graph, code)
    return None if found is None else _reported(found, code)


def end(graph: GraphClient, *, number: str) -> None:
    """Deactivate a discount. An unknown one counts as ended."""
    try:
        graph.change(queries.END_DISCOUNT, payloads.DiscountChanged, id=_gid("DiscountCodeNode", number))
    except RefusedError as refusal:
        if not refusal.is_gone:
            raise


def _existing(graph: GraphClient, wanted: _Wanted) -> payloads.DiscountNode | None:
    """The discount that has the code, if it is the same; None if it was deleted in between."""
    found = _find(graph, wanted.code)
    if found is None:
        return None
    if not wanted.is_same(found):
        raise DiscountTakenError(
            f"The shop already has another discount with the code {wanted.code}. Choose another code.",
            system=SYSTEM,
        )
    if not _reported(found, wanted.code).is_active:
        graph.change(
            queries.ACTIVATE_DISCOUNT, payloads.DiscountChanged, id=_gid("DiscountCodeNode", found.id)
        )
    return found


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


def _products(discount: payloads.CodeDiscount) -> frozenset[str] | None:
    """The numbers of its products; empty for all products, None for collections."""
    gets = discount.customer_gets
    if gets is None:
        return None
    if gets.items.products is not None:
        return frozenset(each.id for each in gets.items.products.nodes)
    return frozenset() if gets.items.kind == "AllDiscountItems" else None


def _gid(kind: str, number: str) -> str:
    return f"gid://shopify/{kind}/{number}"
