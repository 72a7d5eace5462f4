"""Money as objects: which one stands for a currency."""

import re

# The object of a currency; a coin stands for the others. ¥ is on the notes of Japan and China.
_MONEY = tuple(
    (name, re.compile(pattern, re.IGNORECASE))
    for name, pattern in (
        ("money-bag", r"\$|(?:us )?dollar|usd|dólar|dolar|доллар|دولار|डॉलर|ドル|美元|달러"),
        ("euro-banknote", r"€|euro|eur\b|евро|يورو|यूरो|ユーロ|欧元|유로"),
        ("pound-banknote", r"£|pound|gbp"),
        ("yen-banknote", r"¥|￥|円|元|yen|yuan|jpy|cny"),
    )
)
_ANY, _MUCH = "coin", "credit-card"
# Forms of a word have so many letters in common.
_ALIKE = 3
NAMES = frozenset({"money-with-wings", "dollar-banknote", _ANY, *(name for name, _ in _MONEY)})


def of_unit(unit: str) -> str:
    """The object of a currency."""
    return next((name for name, pattern in _MONEY if pattern.match(unit)), _ANY)


def much_and_little(unit: str) -> tuple[str, str]:
    """Two different objects of a currency: for the larger and for the smaller of two prices."""
    name = of_unit(unit)
    return (name if name != _ANY else _MUCH), _ANY


def is_same(unit: str, other: str) -> bool:
    """Whether two units are the same, perhaps in two spellings: "€" and "euros", "рубль" and "рублей"."""
    pattern = next((pattern for _, pattern in _MONEY if pattern.match(unit)), None)
    is_spelled_so = unit[:_ALIKE] == other[:_ALIKE] and len(other) >= _ALIKE
    return unit == other or is_spelled_so or (pattern is not None and pattern.match(other) is not None)
