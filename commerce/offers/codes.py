"""The codes of links and discounts. They are typed, printed and spoken, so no two characters look alike."""

import hashlib
import hmac
import re
import secrets
import unicodedata
from collections.abc import Iterator

from django.conf import settings

from commerce.platforms import LINK_LENGTH, LINK_LETTERS

# Words with these digits are clear when they are spoken, too.
_DIGITS = "23456789"
_SHORTEST_WORD, _LONGEST_WORD = 3, 10
_LONGEST_CODE = 24
_FALLBACK = "SAVE"
_IS_LINK = re.compile(rf"[{LINK_LETTERS}]{{{LINK_LENGTH}}}")
_IS_DISCOUNT = re.compile(rf"[A-Z0-9]{{3,{_LONGEST_CODE}}}")
_WORD = re.compile(r"[A-Z]+")
# What follows says more about the thing that was named before: "Mug with a lid", "Kettle, 1 l", "Jug (blue)".
_MORE = re.compile(
    r"[,;:(|\[–—]| [-/] | (?:with|for|by|from|in|of|mit|für|von|aus|avec|pour|con|para|de)\s", re.IGNORECASE
)
# Words of a title that say little about a product.
_EMPTY_WORDS = frozenset(
    ("THE", "AND", "FOR", "WITH", "SET", "NEW", "PACK", "OUR", "YOUR", "VON", "DER", "DIE", "DAS", "LES")
)


def link_code(*, seed: str = "") -> str:
    """Return a code for a link: random, or the same one for the same ``seed``."""
    digest = _digest("link", seed) if seed else secrets.token_bytes(32)
    number = int.from_bytes(digest, "big")
    letters = []
    for _ in range(LINK_LENGTH):
        number, at = divmod(number, len(LINK_LETTERS))
        letters.append(LINK_LETTERS[at])
    return "".join(letters)


def read_link_code(typed: str) -> str:
    """Return the code that was typed, in lower case; empty if no link has such a code."""
    code = typed.lower()
    return code if _IS_LINK.fullmatch(code) else ""


def discount_code(*, title: str, digits: int = 4, seed: str = "") -> str:
    """Return a code for a discount on the product ``title``: a word and ``digits`` digits.

    The digits are random, or the same ones for the same ``seed``.
    """
    number = int.from_bytes(_digest("discount", seed) if seed else secrets.token_bytes(32), "big")
    tail = "".join(_DIGITS[number >> (3 * n) & 7] for n in range(digits))
    return f"{word_of(title)}{tail}"


def spoken_codes(*, title: str) -> Iterator[str]:
    """Yield codes for a scene, the shortest first: they are spoken, and few share a word."""
    for digits in (2, 2, 3, 3, 4, 4, 5, 6):
        yield discount_code(title=title, digits=digits)


def read_discount_code(typed: str) -> str:
    """Return the code that a person chose, in upper case; empty if it is not one."""
    code = typed.strip().upper()
    return code if _IS_DISCOUNT.fullmatch(code) else ""


def word_of(title: str) -> str:
    """Return a word of the title in capitals: the last one before its details, which usually names the thing.

    A title without such a word in Latin letters gets a word that fits any discount.
    """
    named = _MORE.split(title.strip(), maxsplit=1)[0]
    plain = unicodedata.normalize("NFKD", named).encode("ascii", "ignore").decode().upper()
    found: list[str] = _WORD.findall(plain)
    words = [word for word in found if len(word) >= _SHORTEST_WORD and word not in _EMPTY_WORDS]
    fitting = [word for word in words if len(word) <= _LONGEST_WORD]
    return (fitting or [word[:_LONGEST_WORD] for word in words] or [_FALLBACK])[-1]


def _digest(kind: str, seed: str) -> bytes:
    key: str = settings.SECRET_KEY
    return hmac.new(key.encode(), f"commerce.{kind}:{seed}".encode(), hashlib.sha256).digest()
