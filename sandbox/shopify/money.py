"""Amounts in minor units, and the three ways in which Shopify writes them."""

from decimal import Decimal, InvalidOperation

from sandbox.shopify.errors import RefusedError

_DECIMALS = {"JPY": 0, "KRW": 0, "VND": 0, "CLP": 0, "ISK": 0, "XOF": 0, "BHD": 3, "JOD": 3, "KWD": 3}


def decimals(currency: str) -> int:
    return _DECIMALS.get(currency, 2)


def text(minor: int, currency: str) -> str:
    """Return the amount as in REST payloads and in the scalar ``Money``: 12.00, or 1200 in yen."""
    return f"{Decimal(minor).scaleb(-decimals(currency)):.{decimals(currency)}f}"


def decimal(minor: int, currency: str) -> str:
    """Return the amount as the scalar ``Decimal``: 12.0, 12.34, and 1200.0 in yen."""
    plain = f"{Decimal(minor).scaleb(-decimals(currency)):.{max(decimals(currency), 1)}f}"
    whole, _, part = plain.partition(".")
    return f"{whole}.{part.rstrip('0') or '0'}"


def minor(value: object, currency: str) -> int:
    """Return an amount in minor units. Raises RefusedError if it is no amount."""
    try:
        amount = Decimal(str(value)).scaleb(decimals(currency))
    except InvalidOperation:
        raise RefusedError(f"{value} is not an amount of money.") from None
    if not amount.is_finite() or amount < 0 or amount >= 10**15:
        raise RefusedError(f"{value} is not an amount of money.")
    return int(amount.to_integral_value())


def money(amount: int, currency: str) -> dict[str, object]:
    """Return the GraphQL type ``MoneyV2``."""
    return {"amount": decimal(amount, currency), "currencyCode": currency}


def converted(amount: int, *, currency: str, into: str, rate: float) -> int:
    """Return the amount in another currency, whose unit costs ``1 / rate`` units of ``currency``."""
    return round(amount * rate * 10.0 ** (decimals(into) - decimals(currency)))
