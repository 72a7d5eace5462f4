"""Shopify's GraphQL answers about orders: the fields that we read."""

from typing import Annotated, Any

from commerce.platforms.shopify.payloads import Bag, PageInfo, ProductId
from commerce.platforms.shopify.texts import Flag, Items, LongText, Moment, Node, Number, Text


class Attribute(Node):
    """A custom attribute."""

    key: Text = ""
    value: Text = ""


class Transaction(Node):
    """A movement of money."""

    kind: Text = ""
    status: Text = ""
    amount_set: Bag


class TransactionPage(Node):
    """Some transactions."""

    nodes: Annotated[list[Transaction], Items] = []
    page_info: PageInfo = PageInfo()


class Refund(Node):
    """A refund."""

    id: Number
    created_at: Moment = None
    processed_at: Moment = None
    total_refunded_set: Bag
    transactions: TransactionPage | None = None


class Line(Node):
    """A line of an order. Its product is None after it was deleted."""

    product: ProductId | None = None


class LinePage(Node):
    """Some lines of an order."""

    nodes: Annotated[list[Line], Items] = []
    page_info: PageInfo = PageInfo()


class Utm(Node):
    """The parameters of a campaign."""

    content: Text = ""


class Visit(Node):
    """A visit to the online store."""

    occurred_at: Moment = None
    landing_page: LongText = ""
    referral_code: Text = ""
    utm_parameters: Utm | None = None


class Journey(Node):
    """The visits that led to an order."""

    ready: Flag = False
    last_visit: Visit | None = None


class Order(Node):
    """An order. ``customer_journey_summary`` is None if the query did not include it."""

    id: Number
    name: Text = ""
    created_at: Moment = None
    processed_at: Moment = None
    updated_at: Moment = None
    cancelled_at: Moment = None
    test: Flag = False
    display_financial_status: Text = ""
    discount_codes: list[Any] | None = None
    custom_attributes: Annotated[list[Attribute], Items] = []
    total_price_set: Bag | None = None
    current_total_price_set: Bag | None = None
    total_refunded_set: Bag | None = None
    refunds: Annotated[list[Refund], Items] = []
    line_items: LinePage = LinePage()
    customer_journey_summary: Journey | None = None


class OrderNodes(Node):
    """Some orders."""

    nodes: Annotated[list[Order], Items]
    page_info: PageInfo


class OrdersAnswer(Node):
    """The answer to *orders*."""

    orders: OrderNodes


class OrderAnswer(Node):
    """The answer to *order*."""

    order: Order | None


class _WithRefunds(Node):
    refunds: Annotated[list[Refund], Items]


class RefundsAnswer(Node):
    """The answer to *refunds*."""

    order: _WithRefunds | None


class _WithLines(Node):
    line_items: LinePage


class LinesAnswer(Node):
    """The answer to *lines*."""

    order: _WithLines | None
