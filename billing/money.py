"""Money in words. Amounts are integers in the currency's smallest unit."""

_SIGNS = {"usd": "$", "eur": "€", "gbp": "£", "jpy": "¥"}
# Stripe's lists of currencies with zero and with three decimal places.
_WHOLE = frozenset(
    {
        "bif",
        "clp",
        "djf",
        "gnf",
        "jpy",
        "kmf",
        "krw",
        "mga",
        "pyg",
        "rwf",
        "ugx",
        "vnd",
        "vuv",
        "xaf",
        "xof",
        "xpf",
    }
)
_THOUSANDTHS = frozenset({"bhd", "jod", "kwd", "omr", "tnd"})


def in_words(amount_minor: int, currency: str) -> str:
    """Format an amount: $29, $29.50, −$4, 29.00 CHF, ¥2900. Whole amounts with a symbol omit decimals."""
    places = 0 if currency in _WHOLE else 3 if currency in _THOUSANDTHS else 2
    whole, rest = divmod(abs(amount_minor), 10**places)
    minus = "−" if amount_minor < 0 else ""
    sign = _SIGNS.get(currency, "")
    decimals = f".{rest:0{places}d}" if places and (rest or not sign) else ""
    return f"{minus}{sign}{whole:,}{decimals}" if sign else f"{minus}{whole:,}{decimals} {currency.upper()}"
