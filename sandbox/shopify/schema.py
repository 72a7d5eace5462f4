"""The schema of the Admin API, who may read which field, and how a field finds its value."""

import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from graphql import (
    GraphQLError,
    GraphQLResolveInfo,
    GraphQLScalarType,
    GraphQLSchema,
    build_schema,
    value_from_ast_untyped,
)

from sandbox import clock
from sandbox.shopify.errors import access_denied
from sandbox.shopify.events import Work
from sandbox.shopify.grants import Grant
from sandbox.shopify.records import Records

_FILE = Path(__file__).parent.parent / "data" / "shopify.graphql"
Args = Mapping[str, Any]
Resolver = Callable[["Call", Args], object]

_PRODUCTS = (
    "product productByIdentifier productByHandle products productsCount productVariant productVariants"
)
_ORDERS = "order orders ordersCount refund"
_DISCOUNTS = "codeDiscountNode codeDiscountNodeByCode codeDiscountNodes discountNode"
_PRODUCT_CHANGES = (
    "productCreate productUpdate productSet productCreateMedia productDelete productVariantsBulkCreate"
    " productVariantsBulkUpdate"
)
_DISCOUNT_CHANGES = (
    "discountCodeBasicCreate discountCodeBasicUpdate discountCodeActivate discountCodeDeactivate"
    " discountCodeDelete"
)
SCOPES: Mapping[str, str] = {
    **{f"QueryRoot.{name}": "read_products" for name in _PRODUCTS.split()},
    **{f"QueryRoot.{name}": "read_orders" for name in _ORDERS.split()},
    **{f"QueryRoot.{name}": "read_discounts" for name in _DISCOUNTS.split()},
    **{f"Mutation.{name}": "write_products" for name in _PRODUCT_CHANGES.split()},
    **{f"Mutation.{name}": "write_discounts" for name in _DISCOUNT_CHANGES.split()},
    "QueryRoot.files": "read_files",
    "Mutation.fileCreate": "write_files",
    "LineItem.product": "read_products",
    "LineItem.variant": "read_products",
    "Order.customer": "read_customers",
}


@dataclass(slots=True)
class Chunk:
    """Where a bulk operation is in its outer connection. Connections inside are read whole."""

    after: tuple[object, int] | None = None
    is_last: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One request to the API. ``warnings``: ignored search terms. ``chunk``: in a bulk operation."""

    work: Work
    grant: Grant
    journey_ready_s: float
    chunk: Chunk | None = None
    warnings: list[dict[str, object]] = field(default_factory=list)

    def records(self, kind: str) -> Records:
        return self.work.records(kind)

    @property
    def host(self) -> str:
        return self.work.shop.host


@functools.cache
def built() -> GraphQLSchema:
    """Return the schema."""
    schema = build_schema(_FILE.read_text(encoding="utf-8"))
    moment = schema.type_map["DateTime"]
    if isinstance(moment, GraphQLScalarType):
        moment.coerce_input_value = _instant
        moment.coerce_input_literal = lambda node: _instant(value_from_ast_untyped(node))
    return schema


def resolve(source: Any, info: GraphQLResolveInfo[Call], **args: Any) -> object:
    """Return a field's value: a member of its object, which may be computed from the arguments."""
    scope = SCOPES.get(f"{info.parent_type.name}.{info.field_name}")
    call = info.context
    if scope is not None and not call.grant.may(scope):
        raise access_denied(info.field_name, scope)
    value: Any = source.get(info.field_name) if isinstance(source, Mapping) else None
    return value(call, args) if callable(value) else value


def bad_request(message: str) -> GraphQLError:
    return GraphQLError(message, extensions={"code": "BAD_REQUEST"})


def _instant(value: object) -> float:
    """Return an instant that was sent as text, in seconds since 1970."""
    try:
        return clock.parse(str(value))
    except ValueError:
        raise GraphQLError(f"Variable has an invalid value: {value} is not a valid DateTime.") from None
