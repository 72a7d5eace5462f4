"""The videos of the world: title and numbers of the ``slot``-th upload of a channel."""

import functools
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from sandbox.world import chance, channels, ids, wording
from sandbox.world.channels import DAY_S, Channel
from sandbox.world.popularity import Popularity

# One in this many videos goes viral, so that every niche has some in any week.
_OUTLIER_EVERY = 22


@dataclass(frozen=True, slots=True, eq=False)
class Video:
    """One public video, with its constant properties."""

    channel: Channel
    slot: int
    title: str
    tags: tuple[str, ...]
    published_at: int
    duration_s: int
    is_short: bool
    popularity: Popularity
    removed_at: float | None
    haystack: str

    @property
    def id(self) -> str:
        return ids.video_id(self.channel.index, self.slot)

    @property
    def description(self) -> str:
        return wording.description(
            self.channel.niche, self.channel.name, self.tags, self.id, is_short=self.is_short
        )

    def is_public(self, at: float) -> bool:
        """True if it is public at that time."""
        lives = self.removed_at is None or at < self.removed_at
        return lives and self.published_at <= at and self.channel.is_open(at)

    def views(self, at: float) -> int:
        return self.popularity.views(published_at=self.published_at, at=at)


def find(video_id: str, at: float) -> Video | None:
    """Return the public video with this id at that time, or None as for any unknown id."""
    video = at_any_time(video_id)
    return video if video is not None and video.is_public(at) else None


def at_any_time(video_id: str) -> Video | None:
    """Return the video with this id, even if it is removed by now or not published yet."""
    place = ids.read_video_id(video_id)
    channel = channels.by_index(place[0]) if place is not None else None
    return make(channel, place[1]) if place is not None and channel is not None else None


def published_by(channel: Channel, *, until: float, after: float = -math.inf) -> Iterator[Video]:
    """Return a channel's videos, newest first, including removed ones."""
    for slot in range(channel.slots_until(until) - 1, -1, -1):
        video = make(channel, slot)
        if video.published_at < after:
            return
        yield video


def total_views(channel: Channel, at: float) -> int:
    """Return the channel page's total views: these videos and those from before the epoch."""
    earlier = int(channel.usual_views * 180)
    return earlier + sum(video.views(at) for video in published_by(channel, until=at))


@functools.lru_cache(maxsize=60_000)
def make(channel: Channel, slot: int) -> Video:
    """Return the ``slot``-th video of a channel, published or not."""
    random = chance.generator("video", channel.id, slot)
    is_short = random.random() < channel.shorts_share
    title = wording.title(channel, slot, random, is_short=is_short)
    first = slot % len(channel.niche.tags)
    tags = (channel.niche.tags * 2)[first : first + 5]
    published_at = channel.published_at(slot)
    return Video(
        channel=channel,
        slot=slot,
        title=title,
        tags=tags,
        published_at=published_at,
        duration_s=_duration_s(random, is_short=is_short),
        is_short=is_short,
        popularity=_popularity(channel, slot, random, is_short=is_short),
        removed_at=published_at + random.uniform(1, 20) * DAY_S if random.random() < 0.008 else None,
        haystack=normalise(
            " ".join((title, *tags, channel.name, channel.niche.name, *channel.niche.keywords))
        ),
    )


@functools.cache
def about(channel: Channel) -> str:
    """Return the words that find all of a channel's videos."""
    return normalise(
        " ".join((channel.name, channel.niche.name, *channel.niche.keywords, *channel.niche.tags))
    )


def normalise(text: str) -> str:
    """Return the words in lower case, separated by single spaces, with one at each end."""
    return " " + re.sub(r"[^\w]+", " ", text.lower()).strip() + " "


def _duration_s(random: Random, *, is_short: bool) -> int:
    if is_short:
        return int(random.triangular(14, 59, 32)) if random.random() < 0.88 else random.randint(60, 150)
    return int(chance.log_uniform(random, 260, 1900))


def _popularity(channel: Channel, slot: int, random: Random, *, is_short: bool) -> Popularity:
    factor = random.lognormvariate(0, channel.spread)
    block, place = divmod(slot, _OUTLIER_EVERY)
    takes_off = place == int(_OUTLIER_EVERY * chance.share("outlier", channel.id, block))
    at_once = random.random() < 0.7
    return Popularity(
        usual_views=channel.usual_views
        * (max(factor, 0.9) if takes_off else factor)
        * (1.0 if is_short else 0.55),
        pace=random.uniform(0.75, 1.35) * (1.0 if is_short else 1.6),
        takes_off=chance.log_uniform(random, 4, 30) if takes_off else 1.0,
        takes_off_after_h=random.uniform(0, 6) if at_once else random.uniform(24, 144),
        utc_offset_h=channel.utc_offset_h,
        likes_per_view=chance.log_uniform(random, 0.025, 0.085),
        comments_per_view=chance.log_uniform(random, 0.0006, 0.006),
    )
