"""Rows of the Discover list, cached by content."""

import functools
from dataclasses import dataclass, fields
from datetime import datetime
from urllib.parse import urlsplit

from django.http import QueryDict
from django.utils import timezone
from django.utils.safestring import SafeString

from discovery.explanations import STALE_AFTER
from discovery.listings import Line
from foundation import ages, pages

ROW, CARD = "discovery/_candidate_row.html", "discovery/_candidate_card.html"
# About 5 KB each.
_MOST_KEPT = 4096


@dataclass(frozen=True, slots=True, kw_only=True)
class Row(Line):
    """A line as it looks now. Ages are text, so that rows with the same appearance are equal."""

    published_ago: str
    observed_ago: str
    is_stale: bool
    # Why the trail falls; empty if it does not.
    correction_words: str
    # The time zone of the dates shown.
    time_zone: str


_OF_LINE = tuple(field.name for field in fields(Line))


def row_of(line: Line) -> Row:
    """Return the line with its ages."""
    observed_at = line.observed_at
    return Row(
        **{name: getattr(line, name) for name in _OF_LINE},
        published_ago=_published(line),
        observed_ago=ages.ago(observed_at) if observed_at else "",
        is_stale=line.has_numbers and _is_stale(observed_at),
        correction_words=line.correction.sentence if line.correction else "",
        time_zone=timezone.get_current_timezone_name(),
    )


def _is_stale(observed_at: datetime | None) -> bool:
    return observed_at is None or observed_at < timezone.now() - STALE_AFTER


def _published(line: Line) -> str:
    """When it was published, or else added."""
    ago = ages.ago(line.published_at)
    return ago if line.is_dated else f"added {ago}"


def template_for(url: str) -> str:
    """The template of the list at that URL: rows, or cards."""
    return CARD if QueryDict(urlsplit(url).query).get("view") == "cards" else ROW


@functools.lru_cache(maxsize=_MOST_KEPT)
def html_of(row: Row, template: str = ROW) -> SafeString:
    """Render the row. The template gets nothing else, so a cached entry is never stale or foreign."""
    return pages.part(template, row=row)
