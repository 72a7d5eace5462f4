"""Money in words. Amounts are integers in the currency's smallest unit."""

_SIGNS = {"USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥"}
# ISO 4217: currencies whose smallest unit is not a hundredth.
_PLACES = {
    **dict.fromkeys(
        ("BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "UYI", "VND", "VUV"), 0
    ),
    **dict.fromkeys(("XAF", "XOF", "XPF"), 0),
    **dict.fromkeys(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"), 3),
}


def places(currency: str) -> int:
    """The number of decimal places of the currency's smallest unit, by ISO 4217; 2 if it is unknown."""
    return _PLACES.get(currency.upper(), 2)


def in_words(amount_minor: int, currency: str, *, decimals: int | None = None) -> str:
    """Format an amount: $29, $29.50, −$4, 29.00 CHF, ¥2,900. Whole amounts with a symbol omit decimals.

    ``decimals`` is for systems whose smallest unit differs from that of ISO 4217.
    """
    code = currency.upper()
    decimals = places(code) if decimals is None else decimals
    whole, rest = divmod(abs(amount_minor), 10**decimals)
    minus = "−" if amount_minor < 0 else ""
    sign = _SIGNS.get(code, "")
    fraction = f".{rest:0{decimals}d}" if decimals and (rest or not sign) else ""
    return f"{minus}{sign}{whole:,}{fraction}" if sign else f"{minus}{whole:,}{fraction} {code}".rstrip()


def in_digits(amount_minor: int, currency: str) -> str:
    """Format an amount for other programs, without its currency: 29.50, -4.00, 2900."""
    decimals = places(currency)
    whole, rest = divmod(abs(amount_minor), 10**decimals)
    return f"{'-' if amount_minor < 0 else ''}{whole}{f'.{rest:0{decimals}d}' if decimals else ''}"
