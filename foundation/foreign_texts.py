"""Texts of other systems, made fit for the database and the page.

Postgres stores no NUL. A lone surrogate, which is half of a character such as an emoji, cannot be encoded.
"""

import re

# Control characters besides the line feed and the tab, and marks that change the direction of surrounding
# text, so that a title could rearrange its page.
_UNWANTED = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]+")
_LINE_END = re.compile(r"\r\n?|[\x0b\x0c\x85]")
# In JSON, characters of more than 16 bits are escaped as a pair of surrogates.
_ESCAPE = re.compile(
    rb"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}"
    rb"|(?P<nul>\\u0000)"
    rb"|(?P<lone>\\u[dD][89a-fA-F][0-9a-fA-F]{2})"
    rb"|\\.",
    re.DOTALL,
)


def lines(value: object) -> str:
    """Return text on one or several lines; empty for anything that is not text.

    Surrogate pairs are joined, and lone surrogates replaced by U+FFFD.
    """
    if not isinstance(value, str):
        return ""
    whole = value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return _UNWANTED.sub("", _LINE_END.sub("\n", whole)).strip()


def line(value: object, *, most: int | None = None) -> str:
    """Return the text in one line of at most ``most`` characters."""
    return " ".join(lines(value).split())[:most]


def storable_json(document: bytes) -> bytes:
    """Return the document in UTF-8, with U+FFFD in place of lone surrogates and without NUL in its texts.

    Strict parsers, such as pydantic's, refuse a document with a lone surrogate as a whole.
    """
    whole = document.decode("utf-8", "replace").encode("utf-8")
    return _ESCAPE.sub(_storable, whole)


def _storable(escape: re.Match[bytes]) -> bytes:
    if escape["nul"]:
        return b""
    return b"\\ufffd" if escape["lone"] else escape[0]
