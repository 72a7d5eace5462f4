"""Amounts: decimal text outside, minor units inside. Never floats."""

import re
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from commerce.platforms.values import Money
from foundation.money import in_digits, places

_AMOUNT = re.compile(r"-?\d{1,15}(\.\d{1,12})?", re.ASCII)
_CURRENCY = re.compile(r"[A-Z]{3}")
_MOST_MINOR = 10**17


def parsed(amount: Any, currency: Any) -> Money:
    """Return the amount of a decimal text (or an integer) in major units. Raises ValueError.

    More decimal places than the currency has are rounded half up, away from zero.
    """
    if not is_currency(currency):
        raise ValueError("not a currency")
    code = currency.upper()
    minor = Decimal(_text(amount)).scaleb(places(code)).quantize(Decimal(1), rounding=ROUND_HALF_UP)
    if abs(minor) > _MOST_MINOR:
        raise ValueError("not a plausible amount")
    return Money(amount_minor=int(minor), currency=code)


def is_currency(code: Any) -> bool:
    """True for a code of three letters. Shopify's USDC is none of ISO 4217."""
    return isinstance(code, str) and _CURRENCY.fullmatch(code.upper()) is not None


def decimal(money: Money) -> str:
    """Return the amount in major units, as Shopify takes it: 19.90, 1900 for yen."""
    return in_digits(money.amount_minor, money.currency)


def _text(amount: Any) -> str:
    if isinstance(amount, int) and not isinstance(amount, bool):
        amount = str(amount)
    if not isinstance(amount, str) or not _AMOUNT.fullmatch(amount.strip()):
        raise ValueError("not an amount")
    return amount.strip()
