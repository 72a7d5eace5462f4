"""Reads orders with all their refunds, and the visits that led to them. No personal data is asked for."""

import logging
from collections.abc import Iterable
from datetime import UTC, datetime

from commerce.errors import OrderUnreadableError
from commerce.platforms.base import OrderPage
from commerce.platforms.shopify import links, money, queries
from commerce.platforms.shopify import order_payloads as payloads
from commerce.platforms.shopify.graphql import GraphClient, Query
from commerce.platforms.shopify.payloads import Bag
from commerce.platforms.shopify.texts import codes, link_code, link_codes
from commerce.platforms.shopify.words import LINK_ATTRIBUTE, SYSTEM
from commerce.platforms.values import Money, ShopOrder, ShopRefund

logger = logging.getLogger(__name__)

# Statuses of a payment that never took place.
_UNPAID = frozenset({"VOIDED", "EXPIRED"})
_REFUND, _SUCCESS = "REFUND", "SUCCESS"
_MOST_PAGES = 20


def page(graph: GraphClient, *, since: datetime, after: str) -> OrderPage:
    """Return a page of the orders that changed at or after ``since``, the longest unchanged first."""
    moment = since.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    found = graph.ask(
        queries.ORDERS_SINCE,
        payloads.OrdersAnswer,
        first=queries.ORDERS,
        after=after or None,
        query=f"updated_at:>='{moment}'",
    ).orders
    read = {each.id: _readable(graph, each) for each in found.nodes}
    return OrderPage(
        orders=[order for order in read.values() if order is not None],
        unreadable=[number for number, order in read.items() if order is None],
        cursor=found.page_info.next,
    )


def one(graph: GraphClient, *, number: str) -> ShopOrder | None:
    """Return an order, with its visits; None if there is none with that number.

    Raises OrderUnreadableError.
    """
    found = graph.ask(queries.ORDER, payloads.OrderAnswer, id=_gid(number)).order
    if found is None:
        return None
    try:
        return _whole(graph, found)
    except ValueError as error:
        raise OrderUnreadableError(system=SYSTEM) from error


def _readable(graph: GraphClient, order: payloads.Order) -> ShopOrder | None:
    """The order; None if it can't be read, so that it does not keep the others from being read."""
    try:
        return _whole(graph, order)
    except ValueError:
        logger.warning("order without readable amounts or times", extra={"order": order.id})
        return None


def _whole(graph: GraphClient, order: payloads.Order) -> ShopOrder:
    """The order as a value. Raises ValueError if its amounts or times can't be read."""
    return _reported(order, refunds=_refunds(graph, order), products=_products(graph, order))


def _reported(
    order: payloads.Order, *, refunds: tuple[ShopRefund, ...], products: tuple[str, ...]
) -> ShopOrder:
    if order.created_at is None or order.updated_at is None:
        raise ValueError("without its times")
    attributes = {each.key: each.value for each in order.custom_attributes}
    is_unpaid = order.display_financial_status.upper() in _UNPAID
    remaining = order.current_total_price_set
    journey = order.customer_journey_summary
    return ShopOrder(
        shop_id=order.id,
        name=order.name,
        total=_total(order, refunds),
        remaining=None if remaining is None else _amount(remaining),
        discount_codes=codes(order.discount_codes),
        note_code=link_code(attributes.get(LINK_ATTRIBUTE)),
        visit_codes=_visit_codes(journey),
        visited_at=journey.last_visit.occurred_at if journey and journey.last_visit else None,
        journey_is_ready=None if journey is None else journey.ready,
        product_ids=products,
        is_test=order.test,
        placed_at=order.processed_at or order.created_at,
        canceled_at=order.cancelled_at or (order.updated_at if is_unpaid else None),
        updated_at=order.updated_at,
        refunds=refunds,
    )


def _total(order: payloads.Order, refunds: tuple[ShopRefund, ...]) -> Money:
    """What the order was worth: as reported, else what is left and what was paid back."""
    if order.total_price_set is not None:
        return _amount(order.total_price_set)
    if order.current_total_price_set is None:
        raise ValueError("without a total")
    left = _amount(order.current_total_price_set)
    return _sum((left, *(each.amount for each in refunds)), currency=left.currency)


def _visit_codes(journey: payloads.Journey | None) -> tuple[str, ...]:
    """What may be our code in the last visit: its campaign, its referral code, the page it began with."""
    if journey is None or journey.last_visit is None:
        return ()
    visit = journey.last_visit
    content = visit.utm_parameters.content if visit.utm_parameters else ""
    return link_codes((content, visit.referral_code, *links.codes_in(visit.landing_page)))


def _refunds(graph: GraphClient, order: payloads.Order) -> tuple[ShopRefund, ...]:
    """All refunds. Those that are not paid out yet, which the order's sum omits, are read apart."""
    found = order.refunds
    if len(found) >= queries.REFUNDS:
        found = _read_again(graph, order, queries.ALL_REFUNDS)
    sums = [_amount(each.total_refunded_set).amount_minor for each in found]
    paid = order.total_refunded_set
    if paid is not None and found and sum(sums) != _amount(paid).amount_minor:
        detailed = {each.id: each for each in _read_again(graph, order, queries.REFUNDS_PAID)}
        found = [detailed.get(each.id, each) for each in found]
    return tuple(_refund(each, order) for each in found)


def _read_again(graph: GraphClient, order: payloads.Order, query: Query) -> list[payloads.Refund]:
    again = graph.ask(query, payloads.RefundsAnswer, id=_gid(order.id)).order
    return order.refunds if again is None else again.refunds


def _refund(refund: payloads.Refund, order: payloads.Order) -> ShopRefund:
    at = refund.processed_at or refund.created_at or order.updated_at
    if at is None:
        raise ValueError("without a time")
    return ShopRefund(shop_id=refund.id, order_shop_id=order.id, amount=_paid_back(refund), refunded_at=at)


def _paid_back(refund: payloads.Refund) -> Money:
    """The sum of its successful transactions if all of them are known, else the sum that Shopify gives."""
    total = _amount(refund.total_refunded_set)
    listed = refund.transactions
    if listed is None or listed.page_info.next or not listed.nodes:
        return total
    paid = [each for each in listed.nodes if each.kind.upper() == _REFUND and each.status.upper() == _SUCCESS]
    return _sum((_amount(each.amount_set) for each in paid), currency=total.currency)


def _sum(amounts: Iterable[Money], *, currency: str) -> Money:
    return Money(amount_minor=sum(each.amount_minor for each in amounts), currency=currency)


def _products(graph: GraphClient, order: payloads.Order) -> tuple[str, ...]:
    """The numbers of its products, each once. Deleted products have none."""
    lines, cursor = list(order.line_items.nodes), order.line_items.page_info.next
    for _ in range(_MOST_PAGES):
        if not cursor:
            break
        more = graph.ask(queries.MORE_LINES, payloads.LinesAnswer, id=_gid(order.id), after=cursor).order
        if more is None:
            break
        lines += more.line_items.nodes
        cursor = more.line_items.page_info.next
    return tuple(dict.fromkeys(each.product.id for each in lines if each.product is not None))


def _amount(bag: Bag) -> Money:
    return money.parsed(bag.shop_money.amount, bag.shop_money.currency_code)


def _gid(number: str) -> str:
    return f"gid://shopify/Order/{number}"
