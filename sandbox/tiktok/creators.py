"""The accounts of the simulated TikTok, and their videos: a pure function of absolute time."""

import functools
import hashlib
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sandbox.world import chance, channels, niches, videos
from sandbox.world.channels import Channel
from sandbox.world.videos import Video

WIDTH_PX, HEIGHT_PX = 576, 1024
_DATA = Path(__file__).parent.parent / "data" / "tiktok_creators.toml"
# Apart from the indexes of YouTube's channels.
_FIRST_INDEX = 2000
_MAGIC = 0x5B
_TITLE_LENGTH = 150


@dataclass(frozen=True, slots=True, eq=False)
class Creator:
    """One account. Its habits are those of a channel."""

    place: int
    username: str
    channel: Channel
    following: int
    is_verified: bool
    signs_in: bool

    @property
    def open_id(self) -> str:
        """The account's id for one application. The sandbox has one for all."""
        return f"-000{_digest(self.username)[:32]}"

    @property
    def union_id(self) -> str:
        return _digest(f"union:{self.username}")[:36]

    def followers(self, at: float) -> int:
        days = max(0.0, (at - channels.EPOCH) / channels.DAY_S)
        return int(self.channel.base_subscribers * (1 + 0.0011 * days))

    def posts(self, *, at: float) -> Iterator["Post"]:
        """The account's public videos, newest first."""
        for video in videos.published_by(self.channel, until=at):
            if video.is_public(at):
                yield Post(self, video)


@dataclass(frozen=True, slots=True, eq=False)
class Post:
    """One video of an account."""

    creator: Creator
    video: Video

    @property
    def id(self) -> str:
        """Nineteen digits. As at TikTok, the upper half is the time of the post."""
        low = (_MAGIC << 24) | (self.creator.place << 16) | self.video.slot
        return str((self.video.published_at << 32) | low)

    @property
    def title(self) -> str:
        hashtags = " ".join("#" + tag.replace(" ", "").replace("-", "") for tag in self.video.tags[:3])
        return f"{self.video.title.removesuffix(' #shorts')} {hashtags}"[:_TITLE_LENGTH]

    @property
    def is_aigc(self) -> bool:
        """True if it has the label for AI-generated content."""
        return False

    def views(self, at: float) -> int:
        return self.video.views(at)

    def likes(self, at: float) -> int:
        return self.video.popularity.likes(self.views(at))

    def comments(self, at: float) -> int:
        return self.video.popularity.comments(self.views(at))

    def shares(self, at: float) -> int:
        random = chance.generator("shares", self.id)
        return int(self.views(at) * chance.log_uniform(random, 0.0008, 0.012))


@functools.cache
def every() -> tuple[Creator, ...]:
    """All accounts; the position is part of their videos' ids."""
    by_slug = {niche.slug: niche for niche in niches.every()}
    rows = tomllib.loads(_DATA.read_text(encoding="utf-8"))["creators"]
    return tuple(
        Creator(
            place=place,
            username=row["username"],
            # Another handle than on YouTube, so that an account has other videos than a channel of that name.
            channel=channels.make(
                _FIRST_INDEX + place,
                by_slug[row["niche"]],
                {**row, "handle": f"tiktok/{row['username']}", "shorts_share": 1.0},
            ),
            following=row["following"],
            is_verified=row.get("is_verified", False),
            signs_in=row.get("signs_in", False),
        )
        for place, row in enumerate(rows)
    )


def signing_in() -> tuple[Creator, ...]:
    """The accounts whose owners can sign in."""
    return tuple(creator for creator in every() if creator.signs_in)


def named(username: str) -> Creator | None:
    """Return the account with this name, with or without @ and ignoring case."""
    wanted = username.removeprefix("@").lower()
    return next((creator for creator in every() if creator.username == wanted), None)


def by_open_id(open_id: str) -> Creator | None:
    return next((creator for creator in every() if creator.open_id == open_id), None)


def find(post_id: str, *, at: float) -> Post | None:
    """Return the public video with this id at that time."""
    post = at_any_time(post_id)
    return post if post is not None and post.video.is_public(at) else None


def at_any_time(post_id: str) -> Post | None:
    """Return the video with this id, even if it is removed by now or not posted yet."""
    number = int(post_id) if post_id.isascii() and post_id.isdigit() and len(post_id) < 20 else 0
    place, slot = (number >> 16) & 0xFF, number & 0xFFFF
    if (number >> 24) & 0xFF != _MAGIC or place >= len(every()):
        return None
    creator = every()[place]
    post = Post(creator, videos.make(creator.channel, slot))
    return post if post.id == post_id else None


def _digest(text: str) -> str:
    return hashlib.blake2b(f"tiktok:{text}".encode(), digest_size=20).hexdigest()
