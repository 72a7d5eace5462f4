"""Warnings about a plan: two posts of a channel close together, and days over a platform's limit."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from publishing import platforms, submissions
from publishing.calendar import entries, rules
from publishing.calendar.entries import Entry
from publishing.models import Connection, Publication, PublicationStatus

# With an hour to spare, when clocks are put back.
_LONGEST_DAY = timedelta(hours=26)
_IGNORED = frozenset((PublicationStatus.FAILED, PublicationStatus.CANCELED))


@dataclass(frozen=True, slots=True, kw_only=True)
class DayOverCap:
    """A day of a platform with more posts than it accepts. ``at`` is the first post over the limit."""

    day: date
    at: datetime
    planned: int
    cap: platforms.DayCap
    subject: str

    @property
    def text(self) -> str:
        """The warning, as a sentence."""
        return f"{self.planned} posts to {self.subject} on {self.day:%-d %B}. {self.cap.text}"


def marked(found: Sequence[Entry], *, overlap: timedelta) -> list[Entry]:
    """Return the entries, with a warning on each movable one that is too close to another of its channel."""
    words: dict[str, list[str]] = defaultdict(list)
    for earlier, later in _neighbours(found):
        gap = _between(earlier, later)
        if gap < overlap:
            length = "At the same time as" if gap < timedelta(minutes=1) else ""
            apart = submissions.in_words(gap)
            words[earlier.id].append(f"{length or f'{apart} before'} “{later.title}” on the same channel.")
            words[later.id].append(f"{length or f'{apart} after'} “{earlier.title}” on the same channel.")
    return [
        replace(entry, warnings=tuple(words[entry.id])) if entry.is_movable and entry.id in words else entry
        for entry in found
    ]


def days_over_cap(found: Iterable[Entry]) -> list[DayOverCap]:
    """Return the days on which more posts are planned or were sent than a platform accepts."""
    counted: dict[tuple[str, str, date], list[Entry]] = defaultdict(list)
    for entry in found:
        cap = platforms.of(entry.connection).day_cap
        if cap is not None and entry.at is not None and entry.status not in _IGNORED:
            day = entry.at.astimezone(ZoneInfo(cap.time_zone)).date()
            key = entry.connection.pk if cap.per_account else ""
            counted[(entry.connection.platform, key, day)].append(entry)
    over = [_over(day, posts) for (_, _, day), posts in counted.items()]
    return sorted((each for each in over if each is not None), key=lambda each: each.at)


def of_time(*, publication: Publication, at: datetime) -> list[str]:
    """Return the warnings about this time for this publication, as sentences. Three queries."""
    workspace, day = publication.workspace, _LONGEST_DAY
    found = entries.between(
        workspace=workspace,
        since=at - day,
        until=at + day,
        connections=entries.connections_of(workspace),
    )
    overlap = timedelta(minutes=rules.of(workspace).overlap_min)
    mine = [entry for entry in marked(found, overlap=overlap) if entry.id == publication.pk]
    texts = [text for entry in mine for text in entry.warnings]
    for over in days_over_cap(found):
        zone = ZoneInfo(over.cap.time_zone)
        if (
            over.subject == _subject(publication.connection, over.cap)
            and at.astimezone(zone).date() == over.day
        ):
            texts.append(over.text)
    return texts


def _neighbours(found: Sequence[Entry]) -> Iterator[tuple[Entry, Entry]]:
    by_channel: dict[str, list[Entry]] = defaultdict(list)
    for entry in found:
        if entry.at is not None and entry.status not in _IGNORED:
            by_channel[entry.connection.pk].append(entry)
    for posts in by_channel.values():
        yield from pairwise(posts)


def _between(earlier: Entry, later: Entry) -> timedelta:
    return later.at - earlier.at if earlier.at and later.at else timedelta.max


def _over(day: date, posts: list[Entry]) -> DayOverCap | None:
    connection = posts[0].connection
    cap = platforms.of(connection).day_cap
    if cap is None or len(posts) <= cap.posts:
        return None
    first = posts[cap.posts].at
    if first is None:
        return None
    return DayOverCap(day=day, at=first, planned=len(posts), cap=cap, subject=_subject(connection, cap))


def _subject(connection: Connection, cap: platforms.DayCap) -> str:
    return connection.channel_title if cap.per_account else connection.platform_name
