"""Removes HTML and Markdown from a pasted text, and tells headings, list items and separators from text."""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto

from synthesis.studio.scripts.pasting import cues


class Kind(Enum):
    """What a line is."""

    BLANK = auto()
    TEXT = auto()
    HEADING = auto()
    BULLET = auto()
    NUMBERED = auto()
    RULE = auto()


@dataclass(frozen=True, slots=True)
class Line:
    """A line without markup. A numbered item keeps its number, an image its description in brackets."""

    kind: Kind
    text: str = ""
    is_indented: bool = False


_HIDDEN = re.compile(r"<!--.*?-->|<(script|style)\b[^>]*>.*?</\1\s*>", re.DOTALL | re.IGNORECASE)
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_TITLE = re.compile(r"<h[1-6]\b[^<>]*>", re.IGNORECASE)
_ITEM = re.compile(r"<li\b[^<>]*>", re.IGNORECASE)
_BLOCK = re.compile(
    r"</?(?:p|div|section|article|header|footer|h[1-6]|ul|ol|table|tr|blockquote|pre|hr|figure|"
    r"main)\b[^<>]*>",
    re.IGNORECASE,
)
_TAG = re.compile(
    r"</?(?:a|abbr|b|bdi|big|cite|code|em|font|i|img|ins|kbd|li|mark|q|s|small|span|strike|strong|sub|sup|"
    r"tbody|td|th|thead|time|tt|u|var|html|body|head|meta|title|del|svg|button|input|label)\b[^<>]*>",
    re.IGNORECASE,
)
_ENTITY = re.compile(r"&(?:[a-zA-Z]{2,8}|#\d{2,6}|#x[0-9a-fA-F]{2,5});")
_FENCE = re.compile(r"\s*(?:```|~~~)\s*[\w+-]*\s*")
_DEFINITION = re.compile(r"\s*\[\^[^\]]+\]:\s.*|\s*\[[^\]]+\]:\s+<?(?:https?:|www\.)\S+.*")
_RULE = re.compile(
    r"\s*(?:-{3,}|\*{3,}|_{3,}|={3,}|~{3,}|[\u2014\u2013]{2,}|"
    r"(?:[-*_\u2022\u00b7]\s+){2,}[-*_\u2022\u00b7])\s*"
)
_HEADING = re.compile(r"\s{0,3}#{1,6}\s+(.*?)\s*#*\s*")
_TITLE_LINE = re.compile(
    r"\s*[*_]{0,3}(?:title|titel|t\u00edtulo|titre|titolo|\u30bf\u30a4\u30c8\u30eb|\u6807\u9898|"
    r"\u6a19\u984c|\uc81c\ubaa9)\s?[:\uff1a][*_]{0,3}\s*(\S.*)",
    re.IGNORECASE,
)
_BOLD_LINE = re.compile(r"\s*(\*\*|__)([^*_]{1,60}?)(\1:?|:\1)\s*")
_QUOTED = re.compile(r"^\s*(?:>\s?)+(?=\S)")
_BULLET = re.compile(
    r"\s*(?:[-*+\u2022\u00b7\u2023\u25e6\u25aa\u25cf\u25cb\u2713\u2714]|[\u2705\u274c\u2716]\ufe0f?|\u2714\ufe0f|\u27a1\ufe0f?|"
    r"\u25b6\ufe0f?|\U0001f449|\U0001f538|\U0001f539)\s+(?:\[[ xX]\]\s+)?(?=\S)"
)
_NUMBER = re.compile(r"\s*\(?(?:\d{1,2}[.)]\s+|\d{1,2}(?:\uff0e\s*|\u3001)(?!\d)|[\u2460-\u2473]\s*)(?=\S)")
_KEYCAP = re.compile(r"(\d)\ufe0f?\u20e3\s*")
_ROW = re.compile(r"\s*\|.*\|\s*")
_ROW_RULE = re.compile(r"\s*\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?\s*")

_IMAGE = re.compile(r"!\[([^\]]*)\]\([^)\s]*(?:\s+[\"'][^)]*)?\)")
_LINK = re.compile(r"\[([^\[\]]+)\]\(\s*<?[^)\s]*>?(?:\s+[\"'][^)]*)?\)")
_REFERENCE = re.compile(r"\[([^\[\]]+)\]\[[^\[\]]*\]")
_FOOTNOTE = re.compile(r"\s?\[\^[^\]]+\]|(?<=[\w.,!?\u3002])\s?\[\d{1,3}\]")
_AUTOLINK = re.compile(r"<((?:https?://|mailto:)[^<>\s]+)>")
_CODE = re.compile(r"(`{1,2})(?!`)(.+?)(?<!`)\1(?!`)")
# Emphasis; not the signs of "2 * 3", "5*3", "snake_case" or "a == b".
_EMPHASIS = (
    re.compile(r"(\*{2,3})(?=[^\s*])(.+?)(?<=[^\s*])\1"),
    re.compile(r"(?<![A-Za-z0-9_])(_{2,3})(?=[^\s_])(.+?)(?<=[^\s_])\1(?![A-Za-z0-9_])"),
    re.compile(r"(~~|==)(?=[^\s~=])(.+?)(?<=[^\s~=])\1(?![\w=])"),
    re.compile(r"(?<![A-Za-z0-9*])(\*)(?=[^\s*])([^*\n]+?)(?<=[^\s*])\1(?![A-Za-z0-9*])"),
    re.compile(r"(?<![A-Za-z0-9_])(_)(?=[^\s_])([^_\n]+?)(?<=[^\s_])\1(?![A-Za-z0-9_])"),
)
_LEFT_OVER = re.compile(r"(?<![\w)*])\*{2,}(?=[^\s*])|(?<=[^\s*])\*{2,}(?![\w(*])|(?<!`)`{3}(?!`)")
# A direction between sentences: "*sighs* I don't know."
_ASIDE = re.compile(r"(?:(?<=^)|(?<=[.!?\u2026]\s))\*([^*\n]{2,40})\*(?=\s|$)")
# Escaped signs are held in the private use area until the markup is gone.
_HELD = 0xE000
_ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+\-.!|>~])")


def lines(text: str) -> Iterator[Line]:
    """The lines of a text without HTML and Markdown."""
    rows = _without_html(text).splitlines()
    for number, row in enumerate(rows):
        following = rows[number + 1] if number + 1 < len(rows) else ""
        before = rows[number - 1] if number else ""
        if _FENCE.fullmatch(row) or _DEFINITION.fullmatch(row) or (_ROW_RULE.fullmatch(row) and "|" in row):
            continue
        if _is_underline(row, before, rows[number - 2] if number > 1 else ""):
            continue
        yield _line(row, is_underlined=_is_underline(following, row, before))


def _without_html(text: str) -> str:
    text = _HIDDEN.sub(" ", text)
    text = _TITLE.sub("\n\n## ", _BREAK.sub("\n", text))
    text = _BLOCK.sub("\n\n", _ITEM.sub("\n- ", text))
    return _ENTITY.sub(lambda found: html.unescape(found[0]), _TAG.sub("", text))


def _is_underline(row: str, before: str, further: str) -> bool:
    """Whether a row of signs below a short line without a full stop makes that line a heading."""
    if not re.fullmatch(r"\s*(?:={3,}|-{3,})\s*", row) or further.strip():
        return False
    title = before.strip()
    is_plain = bool(title) and not _BULLET.match(before) and not _RULE.fullmatch(before)
    return is_plain and len(title) <= 60 and title[-1] not in ".!?:,\u3002\uff01\uff1f\u0964"


def _line(row: str, *, is_underlined: bool) -> Line:
    if not row.strip():
        return Line(Kind.BLANK)
    if _RULE.fullmatch(row):
        return Line(Kind.RULE)
    row = _QUOTED.sub("", row)
    heading = _heading_of(row)
    if heading or is_underlined:
        return Line(Kind.HEADING, inline(heading or row))
    if _ROW.fullmatch(row):
        cells = [cell.strip() for cell in row.strip().strip("|").split("|")]
        return Line(Kind.BULLET, inline(", ".join(cell for cell in cells if cell)))
    bullet = _BULLET.match(row)
    if bullet:
        return Line(Kind.BULLET, inline(row[bullet.end() :]))
    row = _KEYCAP.sub(r"\1. ", row)
    kind = Kind.NUMBERED if _NUMBER.match(row) else Kind.TEXT
    return Line(kind, inline(row.strip()), is_indented=row[:2] in ("  ", "\t"))


def _heading_of(row: str) -> str:
    heading = _HEADING.fullmatch(row)
    heading = heading or _TITLE_LINE.fullmatch(row)
    if heading:
        return heading[1]
    bold = _BOLD_LINE.fullmatch(row)
    is_title = bold is not None and bold[2][-1] not in ".!?,\u3002\uff01\uff1f\u0964\u2026"
    return bold[2] if bold is not None and is_title else ""


def inline(text: str) -> str:
    """The text without Markdown inside the line. A direction in asterisks gets brackets."""
    text = _ESCAPE.sub(lambda found: chr(_HELD + ord(found[1])), text)
    text = _FOOTNOTE.sub("", _IMAGE.sub(lambda found: f"[{found[1]}]" if found[1] else "", text))
    text = _REFERENCE.sub(r"\1", _LINK.sub(r"\1", text))
    text = _CODE.sub(r"\2", _AUTOLINK.sub(r"\1", text))
    text = _ASIDE.sub(_bracketed, text)
    for emphasis in _EMPHASIS:
        text = emphasis.sub(r"\2", text)
    # A backslash at the end of a line is a line break.
    plain = _LEFT_OVER.sub("", text).rstrip("\\ ").strip()
    return "".join(chr(ord(sign) - _HELD) if _HELD <= ord(sign) < _HELD + 128 else sign for sign in plain)


def _bracketed(found: re.Match[str]) -> str:
    return f"[{found[1]}]" if cues.MANNER.fullmatch(found[1].strip()) else found[0]
