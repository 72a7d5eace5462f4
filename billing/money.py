"""Money in words, from amounts as Stripe counts them: integers in the currency's smallest unit."""

from foundation import money

# Stripe's lists of currencies with zero and with three decimal places. They differ from ISO 4217.
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
    """Format an amount that Stripe reports; see ``foundation.money.in_words``."""
    code = currency.lower()
    decimals = 0 if code in _WHOLE else 3 if code in _THOUSANDTHS else 2
    return money.in_words(amount_minor, currency, decimals=decimals)
