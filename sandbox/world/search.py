"""Search for videos by words."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

from sandbox.world import channels, videos
from sandbox.world.channels import Channel
from sandbox.world.videos import Video

_ENOUGH_WORDS = 0.6


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """The query. ``after`` and ``before`` bound the time of publication."""

    text: str = ""
    order: str = "relevance"
    after: float = -math.inf
    before: float = math.inf
    channel_id: str | None = None
    duration: str = "any"
    category_id: str | None = None
    language: str | None = None


def find(query: Query, *, at: float) -> list[Video]:
    """Return public videos that match, in the requested order."""
    wanted, unwanted = _words(query.text)
    found: list[tuple[float, Video]] = []
    for video in _eligible(query, wanted, at):
        share = _share_of_words(video.haystack, wanted)
        if share >= _ENOUGH_WORDS and not any(word in video.haystack for word in unwanted):
            found.append((_rank(video, share, wanted, query, at), video))
    found.sort(key=lambda pair: (-pair[0], pair[1].id))
    return [video for _, video in found]


def _eligible(query: Query, wanted: list[str], at: float) -> Iterator[Video]:
    until = min(at, query.before)
    for channel in _likely_channels(query, wanted, at):
        for video in videos.published_by(channel, until=until, after=query.after):
            if video.is_public(at) and _has_length(video, query.duration):
                yield video


def _likely_channels(query: Query, wanted: list[str], at: float) -> list[Channel]:
    """Return channels about the words; if there are none, all channels, whose titles might match."""
    possible = [
        channel
        for channel in channels.open_at(at)
        if query.channel_id in (None, channel.id) and query.category_id in (None, channel.niche.category_id)
    ]
    about = [row for row in possible if _share_of_words(videos.about(row), wanted) >= _ENOUGH_WORDS]
    return about or possible


def _has_length(video: Video, duration: str) -> bool:
    bounds = {"short": (0, 240), "medium": (240, 1200), "long": (1200, math.inf)}
    low, high = bounds.get(duration, (0, math.inf))
    return low <= video.duration_s < high


def _words(text: str) -> tuple[list[str], list[str]]:
    """Return the stems to look for, and those to exclude (written with a minus)."""
    parts = text.replace("|", " ").split()
    wanted = [_stem(word) for part in parts if part[0] != "-" for word in videos.normalise(part).split()]
    unwanted = [_stem(word) for part in parts if part[0] == "-" for word in videos.normalise(part).split()]
    return wanted, unwanted


def _stem(word: str) -> str:
    """Return the word's stem. Scripts without spaces are matched anywhere in the text."""
    if not word.isascii():
        return word
    for ending in ("ing", "es", "ed", "s"):
        if len(word) > len(ending) + 3 and word.endswith(ending):
            word = word.removesuffix(ending)
            break
    return " " + word


def _share_of_words(haystack: str, words: list[str]) -> float:
    if not words:
        return 1.0
    return sum(word in haystack for word in words) / len(words)


def _rank(video: Video, share: float, words: list[str], query: Query, at: float) -> float:
    if query.order == "date":
        return video.published_at
    if query.order == "viewCount":
        return video.views(at)
    if query.order == "rating":
        return video.popularity.likes_per_view
    if query.order == "title":
        return -_alphabetical(video.title)
    title = videos.normalise(video.title)
    in_title = sum(word in title for word in words) / max(1, len(words))
    days = (at - video.published_at) / channels.DAY_S
    same_language = 0.6 if query.language in (None, video.channel.language) else 0.0
    return 2 * share + in_title + same_language + math.log10(1 + video.views(at)) / 5 + math.exp(-days / 30)


def _alphabetical(title: str) -> float:
    """Return a number that sorts as the first letters of the title do."""
    letters = [min(ord(letter), 0xFFFF) for letter in title.lower()[:6].ljust(6)]
    return sum(letter * 2.0 ** (-16 * (place + 1)) for place, letter in enumerate(letters))
