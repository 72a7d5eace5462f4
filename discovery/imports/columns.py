"""The columns of an imported file, by their heads: our names, and those of common exports."""

import re
import tomllib
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from discovery.imports import records

DELIMITERS = (",", ";", "\t")
# By column, the heads that name it. Compared without case, spaces and punctuation.
HEADS: Mapping[str, Sequence[str]] = {
    "url": ("url", "link", "video link", "video url", "post link", "post url", "permalink", "share url"),
    "video_id": ("video id", "id", "post id", "item id", "content id", "content"),
    "title": ("title", "video title", "post title", "caption", "video description", "description", "text"),
    "channel": (
        "channel", "creator", "account", "username", "user name", "author", "handle", "profile",
        "channel title", "channel name", "account name", "creator username",
    ),
    "published_at": (
        "published at", "published", "publish date", "publish time", "video publish time", "post time",
        "post date", "posted", "posted at", "create time", "created at", "date posted",
    ),
    "views": (
        "views", "view count", "total views", "video views", "plays", "total plays", "play count",
    ),
    "likes": ("likes", "like count", "total likes", "diggs", "hearts"),
    "comments": ("comments", "comment count", "total comments", "comments added"),
    "shares": ("shares", "share count", "total shares"),
    "duration_s": ("duration s", "duration", "duration in seconds", "video duration", "length"),
    "observed_at": ("observed at", "observed", "as of", "measured at", "export date", "exported at"),
    "platform": ("platform", "network"),
}  # fmt: skip
# The same in other languages.
_TRANSLATED: Mapping[str, Sequence[str]] = tomllib.loads(
    Path(__file__).with_name("heads.toml").read_text(encoding="utf-8")
)
_BY_HEAD = {
    head: column for named in (HEADS, _TRANSLATED) for column, heads in named.items() for head in heads
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """The delimiter, the position of each column that the file has, and the heads of all others."""

    delimiter: str
    positions: Mapping[str, int]
    unread: Sequence[str]

    def values(self, cells: Sequence[str]) -> dict[str, str]:
        """Return a record's cells by column, without outer spaces. Missing cells are empty."""
        return {
            column: cells[position].strip() if position < len(cells) else ""
            for column, position in self.positions.items()
        }


def layout_of(line: str) -> Layout | None:
    """Return the layout from the line of heads, with the delimiter that finds most; None without a video."""
    found = [_layout(records.cells_of(line, delimiter=each), each) for each in DELIMITERS]
    best = max(found, key=lambda layout: len(layout.positions))
    return best if {"url", "video_id"} & best.positions.keys() else None


def _layout(heads: Sequence[str], delimiter: str) -> Layout:
    positions = _positions(heads)
    unread = [head.strip() for at, head in enumerate(heads) if at not in positions.values() and head.strip()]
    return Layout(delimiter=delimiter, positions=positions, unread=unread)


def _positions(heads: Sequence[str]) -> dict[str, int]:
    positions: dict[str, int] = {}
    for position, head in enumerate(heads):
        column = _BY_HEAD.get(_plain(head))
        if column is not None:
            positions.setdefault(column, position)
    return positions


def _plain(head: str) -> str:
    text = unicodedata.normalize("NFKC", head).casefold()
    return " ".join(re.findall(r"[^\W_]+", text))
