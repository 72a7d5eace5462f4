"""Orders and refunds as webhooks report them, reduced to values without personal data.

Their shape is that of Shopify's REST API. Fields that we do not read are dropped here.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, Any

from commerce.platforms.shopify import links, money
from commerce.platforms.shopify.texts import (
    Digits,
    Flag,
    Items,
    LongText,
    Moment,
    Number,
    NumberOrNone,
    Part,
    Text,
    codes,
    link_code,
    link_codes,
)
from commerce.platforms.shopify.words import LINK_ATTRIBUTE
from commerce.platforms.values import Money, ShopOrder, ShopRefund

_UNPAID = frozenset({"voided", "expired"})
_REFUND, _SUCCESS = "refund", "success"


class _Amount(Part):
    amount: Digits
    currency_code: str


class _Bag(Part):
    shop_money: _Amount


class _DiscountCode(Part):
    code: Text = ""


class _Attribute(Part):
    name: Text = ""
    value: Text = ""


class _Line(Part):
    product_id: NumberOrNone = None


class _Transaction(Part):
    kind: Text = ""
    status: Text = ""
    amount: Digits
    currency: Text = ""


class _RefundLine(Part):
    subtotal_set: _Bag | None = None


class _Adjustment(Part):
    amount_set: _Bag | None = None


class _Refund(Part):
    id: Number
    order_id: NumberOrNone = None
    created_at: Moment = None
    processed_at: Moment = None
    # None if the report does not have them: then the amount is unknown.
    transactions: Annotated[list[_Transaction], Items] | None = None
    refund_line_items: Annotated[list[_RefundLine], Items] = []
    order_adjustments: Annotated[list[_Adjustment], Items] = []


class _Order(Part):
    id: Number
    name: Text = ""
    currency: Text
    total_price: Digits | None = None
    total_price_set: _Bag | None = None
    current_total_price: Digits | None = None
    current_total_price_set: _Bag | None = None
    created_at: Moment = None
    processed_at: Moment = None
    updated_at: Moment = None
    cancelled_at: Moment = None
    financial_status: Text = ""
    test: Flag = False
    discount_codes: Annotated[list[_DiscountCode], Items] = []
    note_attributes: Annotated[list[_Attribute], Items] = []
    landing_site: LongText = ""
    landing_site_ref: Text = ""
    line_items: Annotated[list[_Line], Items] = []
    refunds: Annotated[list[_Refund], Items] | None = None


class UnknownAmountError(ValueError):
    """The report does not have what a refund is worth in the shop's currency."""


def order_of(document: dict[str, Any]) -> ShopOrder:
    """Return the order of a report. Raises ValueError if it lacks an amount or a time."""
    order = _Order.model_validate(document)
    if order.created_at is None or order.updated_at is None:
        raise ValueError("without its times")
    total = _price(order.total_price_set, order.total_price, order.currency)
    if total is None:
        raise ValueError("without a total")
    attributes = {each.name: each.value for each in order.note_attributes}
    is_unpaid = order.financial_status.lower() in _UNPAID
    return ShopOrder(
        shop_id=order.id,
        name=order.name,
        total=total,
        remaining=_price(order.current_total_price_set, order.current_total_price, order.currency),
        discount_codes=codes([each.code for each in order.discount_codes]),
        note_code=link_code(attributes.get(LINK_ATTRIBUTE)),
        landing_codes=link_codes((*links.codes_in(order.landing_site), order.landing_site_ref)),
        product_ids=tuple(dict.fromkeys(each.product_id for each in order.line_items if each.product_id)),
        is_test=order.test,
        placed_at=order.processed_at or order.created_at,
        canceled_at=order.cancelled_at or (order.updated_at if is_unpaid else None),
        updated_at=order.updated_at,
        refunds=_refunds(order, total.currency, order.updated_at),
    )


def refund_of(document: dict[str, Any]) -> ShopRefund:
    """Return the refund of a report. Raises ValueError, and UnknownAmountError."""
    refund = _Refund.model_validate(document)
    at = refund.processed_at or refund.created_at
    if refund.order_id is None or at is None:
        raise ValueError("without its order or time")
    return _refund(refund, order=refund.order_id, currency=_shop_currency(refund), at=at)


def _refunds(order: _Order, currency: str, updated_at: datetime) -> tuple[ShopRefund, ...] | None:
    """The refunds; None if the report has none of them, or not what they are worth in the shop's currency."""
    if order.refunds is None:
        return None
    at = [each.processed_at or each.created_at or updated_at for each in order.refunds]
    try:
        return tuple(
            _refund(each, order=order.id, currency=currency, at=moment)
            for each, moment in zip(order.refunds, at, strict=True)
        )
    except UnknownAmountError:
        return None


def _refund(refund: _Refund, *, order: str, currency: str, at: datetime) -> ShopRefund:
    if refund.transactions is None:
        raise UnknownAmountError
    paid = [each for each in refund.transactions if _is_paid(each)]
    currencies = {each.currency.upper() or currency for each in paid}
    known = currency or next(iter(currencies), "")
    if currencies - {known} or not known:
        raise UnknownAmountError
    amounts = (money.parsed(each.amount, known) for each in paid)
    return ShopRefund(shop_id=refund.id, order_shop_id=order, amount=_sum(amounts, known), refunded_at=at)


def _is_paid(transaction: _Transaction) -> bool:
    return transaction.kind.lower() == _REFUND and transaction.status.lower() == _SUCCESS


def _shop_currency(refund: _Refund) -> str:
    """The shop's currency, if something in the report says it."""
    sets = [each.subtotal_set for each in refund.refund_line_items]
    sets += [each.amount_set for each in refund.order_adjustments]
    return next((each.shop_money.currency_code.upper() for each in sets if each is not None), "")


def _price(price_set: _Bag | None, price: str | None, currency: str) -> Money | None:
    if price_set is not None:
        return money.parsed(price_set.shop_money.amount, price_set.shop_money.currency_code)
    return None if price is None else money.parsed(price, currency)


def _sum(amounts: Iterable[Money], currency: str) -> Money:
    return Money(amount_minor=sum(each.amount_minor for each in amounts), currency=currency)
