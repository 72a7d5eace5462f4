"""The channels of the world: their topics, publishing rhythm and audience."""

import functools
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from sandbox.world import chance, ids, niches
from sandbox.world.niches import Niche

DAY_S = 86_400
EPOCH = datetime(2026, 3, 1, tzinfo=UTC).timestamp()

_DEMO = Path(__file__).parent.parent / "data" / "demo_channels.toml"
_FIRST_DEMO_INDEX = 1000


@dataclass(frozen=True, slots=True, eq=False)
class Channel:
    """One channel, with the habits that shape its videos."""

    index: int
    id: str
    name: str
    handle: str
    about: str
    niche: Niche
    language: str
    country: str
    created_at: float
    base_subscribers: int
    usual_views: float
    spread: float
    shorts_share: float
    every_days: float
    first_day: int
    hour: float
    utc_offset_h: float
    hides_likes: bool
    hides_subscribers: bool
    comments_off: bool
    closes_at: float | None
    odd_every: int | None

    @property
    def uploads_playlist_id(self) -> str:
        return ids.uploads_playlist_id(self.id)

    def is_open(self, at: float) -> bool:
        """True if the channel still exists at that time."""
        return self.closes_at is None or at < self.closes_at

    def subscribers(self, at: float) -> int:
        """The subscriber count, rounded down to three digits, as YouTube publishes it."""
        growth = 1 + 0.0011 * max(0.0, (at - EPOCH) / DAY_S)
        exact = int(self.base_subscribers * growth)
        step = int(10 ** max(0, len(str(exact)) - 3))
        return exact // step * step

    def published_at(self, slot: int) -> int:
        """Return when the channel publishes its ``slot``-th video since the epoch."""
        day_and_part = self.first_day + slot * self.every_days
        day = int(day_and_part)
        later_h = 6.5 if day_and_part - day >= 0.5 and self.every_days < 1 else 0.0
        jitter_s = 7200 * chance.share("minute", self.id, slot) - 3600
        return int(EPOCH + day * DAY_S + (self.hour + later_h) * 3600 + jitter_s)

    def slots_until(self, at: float) -> int:
        """Return how many videos were published up to and including ``at``. Slots count from zero."""
        estimate = int(((at - EPOCH) / DAY_S - self.first_day) / self.every_days) + 2
        while estimate > 0 and self.published_at(estimate - 1) > at:
            estimate -= 1
        return max(0, estimate)


@functools.cache
def every() -> tuple[Channel, ...]:
    """All channels; the position is the channel's index."""
    rows = [(niche, row) for niche in niches.every() for row in niche.channels]
    return tuple(make(index, niche, row) for index, (niche, row) in enumerate(rows))


@functools.cache
def demo() -> tuple[Channel, ...]:
    """The channels a person can sign in with. Search never finds them."""
    by_slug = {niche.slug: niche for niche in niches.every()}
    rows = tomllib.loads(_DEMO.read_text(encoding="utf-8"))["channels"]
    return tuple(
        make(_FIRST_DEMO_INDEX + place, by_slug[row["niche"]], row) for place, row in enumerate(rows)
    )


def by_index(index: int) -> Channel | None:
    """Return the channel with this index in its videos' ids."""
    rows, place = (demo(), index - _FIRST_DEMO_INDEX) if index >= _FIRST_DEMO_INDEX else (every(), index)
    return rows[place] if place < len(rows) else None


def by_id(channel_id: str) -> Channel | None:
    return _by_id().get(channel_id)


def by_handle(handle: str) -> Channel | None:
    """Return the channel with this handle, with or without @ and ignoring case."""
    return _by_handle().get(handle.removeprefix("@").lower())


def by_playlist(playlist_id: str) -> Channel | None:
    """Return the channel whose uploads this playlist contains."""
    return by_id("UC" + playlist_id[2:]) if playlist_id.startswith("UU") else None


def open_at(at: float) -> Iterator[Channel]:
    return (channel for channel in every() if channel.is_open(at))


@functools.cache
def _by_id() -> dict[str, Channel]:
    return {channel.id: channel for channel in every() + demo()}


@functools.cache
def _by_handle() -> dict[str, Channel]:
    return {channel.handle.lower(): channel for channel in every() + demo()}


_OFFSETS = {"US": -5.0, "GB": 0.0, "SE": 1.0, "DE": 1.0, "JP": 9.0, "AE": 4.0, "MX": -6.0}


def make(index: int, niche: Niche, row: Mapping[str, Any]) -> Channel:
    """Return the channel that a row of a data file describes. Its handle decides its habits."""
    random = chance.generator("channel", row["handle"])
    country = row.get("country") or random.choice(["US", "US", "GB"])
    subscribers = int(row["subscribers"])
    every_days = float(row["every_days"])
    offset_h = _OFFSETS.get(country, 0.0)
    return Channel(
        index=index,
        id=ids.channel_id(row["handle"]),
        name=row["name"],
        handle=row["handle"],
        about=row["about"],
        niche=niche,
        language=row.get("language", "en"),
        country=country,
        created_at=EPOCH - random.uniform(300, 3600) * DAY_S,
        base_subscribers=subscribers,
        # Small channels reach beyond their subscribers more than large ones do.
        usual_views=chance.log_uniform(random, 0.5, 1.6) * 6.0 * subscribers**0.72,
        spread=random.uniform(0.32, 0.6),
        shorts_share=row.get("shorts_share", random.choice([0.75, 0.85, 0.9, 1.0])),
        every_days=every_days,
        first_day=random.randrange(max(1, int(every_days) + 1)),
        hour=(random.choice([7.0, 12.0, 16.0, 18.0]) - offset_h) % 16,
        utc_offset_h=offset_h,
        hides_likes=row.get("hides_likes", False),
        hides_subscribers=row.get("hides_subscribers", False),
        comments_off=row.get("comments_off", False),
        closes_at=_midnight(row.get("closes_on")),
        odd_every=row.get("odd_every"),
    )


def _midnight(day: date | None) -> float | None:
    return None if day is None else datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()
