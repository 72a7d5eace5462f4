"""Figures as a text writes them: counted up, read as numbers, and written in a language's style."""

import re
import unicodedata

# Signs between groups of digits: also the apostrophe, spaces, and the Arabic signs.
_SIGN = "[.,'\u2019\u00a0\u202f\u2009 \u066b\u066c]"
_SPACES = "\u00a0\u202f\u2009 "
# Words are not figures: spaces divide groups of three digits only.
_FIGURE = re.compile(
    rf"\d{{1,3}}(?:[{_SPACES}]\d{{3}})+(?!\d)(?:[.,]\d+)?|\d+(?:[.,'\u2019\u066b\u066c]\d+)*"
)
_ALWAYS_GROUPS = frozenset("'\u2019\u066c" + _SPACES)
# The sign between thousands, by language; all others have a comma.
_POINT = frozenset({"de", "es", "it", "pt", "nl", "da", "id", "tr", "el", "ro", "vi", "hr", "sl", "sr"})
_SPACE = frozenset({"fr", "ru", "uk", "pl", "cs", "sk", "sv", "no", "nb", "fi", "hu", "bg", "lt", "lv", "et"})
_NARROW = "\u202f"
_GROUP, _INDIAN_GROUP = 3, 2
_LEAST_GROUPED = 1000


def counted(figure: str, share: float) -> str:
    """A figure as written, counted up to ``share`` of itself: ``$54k`` at a half is ``$27k``.

    Its signs, digits, decimals and groups stay. Text without exactly one figure stays as it is.
    """
    found = _FIGURE.findall(figure)
    if share >= 1 or len(found) != 1:
        return figure
    whole, point, decimals = _split(found[0])
    amount = int(_plain(whole) + decimals) * max(0.0, share)
    digits = str(int(amount)).rjust(len(decimals) + 1, "0")
    body, tail = (digits[: -len(decimals)], digits[-len(decimals) :]) if decimals else (digits, "")
    written = _like(found[0], _grouped(body, like=whole) + (point if tail else "") + tail)
    return figure.replace(found[0], written, 1)


def number(text: str) -> float | None:
    """The only figure of a text as a number; None without one, with several, or with a unit such as k."""
    found = _FIGURE.findall(text)
    if len(found) != 1 or any(letter.isalpha() for letter in text):
        return None
    whole, _, decimals = _split(found[0])
    return float(f"{_plain(whole)}.{decimals or 0}")


def written(amount: float, *, language: str) -> str:
    """A number with its thousands in groups, as the language writes it."""
    plain = f"{amount:.10g}"
    whole, _, decimals = plain.partition(".")
    if "e" in plain:
        return plain
    base = language.split("-")[0].lower()
    sign = "." if base in _POINT else _NARROW if base in _SPACE else ","
    later = _INDIAN_GROUP if base in {"hi", "bn", "mr", "ta", "te"} else _GROUP
    minus, digits = ("-", whole[1:]) if whole.startswith("-") else ("", whole)
    grouped = _divided(digits, sign=sign, later=later) if abs(amount) >= _LEAST_GROUPED else digits
    point = "." if sign == "," else ","
    return minus + grouped + (point + decimals if decimals else "")


def _split(figure: str) -> tuple[str, str, str]:
    """The part before the decimal sign, the sign, and the digits after it."""
    signs = [(match.start(), match[0]) for match in re.finditer(_SIGN, figure)]
    if not signs:
        return figure, "", ""
    place, sign = signs[-1]
    tail = figure[place + 1 :]
    # Groups of three digits after a sign are thousands, unless another sign divides the thousands.
    others = {each for _, each in signs[:-1]}
    is_group = len(tail) == _GROUP and sign != "\u066b" and others <= {sign} and not figure.startswith("0")
    if is_group or sign in _ALWAYS_GROUPS:
        return figure, "", ""
    return figure[:place], sign, tail


def _plain(whole: str) -> str:
    return re.sub(_SIGN, "", whole)


def _grouped(digits: str, *, like: str) -> str:
    """Digits divided where another figure is, counted from the end."""
    places = {len(_plain(like[match.end() :])): match[0] for match in re.finditer(_SIGN, like)}
    parts = [
        digit + (places.get(len(digits) - number - 1, "") if number < len(digits) - 1 else "")
        for number, digit in enumerate(digits)
    ]
    return "".join(parts)


def _divided(digits: str, *, sign: str, later: int) -> str:
    """Digits in groups: three at the end, and ``later`` in each before."""
    groups = [digits[-_GROUP:]]
    rest = digits[:-_GROUP]
    while rest:
        groups.insert(0, rest[-later:])
        rest = rest[:-later]
    return sign.join(groups)


def _like(figure: str, plain: str) -> str:
    """The digits of a figure's own script."""
    first = next(letter for letter in figure if letter.isdigit())
    zero = ord(first) - int(unicodedata.digit(first))
    if zero == ord("0"):
        return plain
    return "".join(chr(zero + int(letter)) if letter in "0123456789" else letter for letter in plain)
