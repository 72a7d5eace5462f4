"""The clips and photos of the stock library, and what a search finds."""

import re
import tomllib
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from sandbox.world import chance

_DATA = Path(__file__).parent.parent / "data" / "pexels_topics.toml"
_FIRST_ID = 9_100_001
_LANGUAGES = ("es", "fr", "de", "it", "pt", "ja", "zh")
_UNSPACED = ("ja", "zh")
_VIEWS = ("{}, close up", "{} in soft light")
_CREATORS = (
    "Ada Example", "Bento Sample", "Cleo Placeholder", "Dario Fictional", "Emi Imaginary", "Farah Invented",
    "Goran Standin", "Hana Madeup", "Ivo Pretend", "Juno Notreal", "Kofi Sandbox", "Lena Testcase",
)  # fmt: skip
_LONGEST_S, _SHORTEST_S = 20, 5
# Shares of the clips: in landscape, without a large rendition, and in ultra high definition.
_LANDSCAPE, _SMALL, _LARGE = 0.2, 0.15, 0.25
# Words of a title count more than those of its topic.
_IN_TITLE, _IN_TOPIC = 3, 1
_SHORTEST_STEM = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """What a group of clips shows. ``words`` are English; the others are by language."""

    name: str
    subject: str
    palette: tuple[str, ...]
    words: tuple[str, ...]
    by_language: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One clip or photo. ``duration_s`` is 0 for a photo."""

    id: int
    is_photo: bool
    topic: Topic
    title: str
    width_px: int
    height_px: int
    duration_s: int
    creator: str

    @property
    def slug(self) -> str:
        """The last part of its page's URL."""
        return f"{re.sub(r'[^a-z0-9]+', '-', self.title.lower()).strip('-')}-{self.id}"

    @property
    def creator_id(self) -> int:
        """The creator's number."""
        return 700 + _CREATORS.index(self.creator)

    @property
    def orientation(self) -> str:
        """As the API names it."""
        return "portrait" if self.height_px > self.width_px else "landscape"


@cache
def clips() -> tuple[Entry, ...]:
    """Every clip."""
    return tuple(
        _clip(topic, view.format(thing).capitalize(), _FIRST_ID + number)
        for number, (topic, thing, view) in enumerate(
            (topic, thing, view) for topic, things in _topics() for thing in things for view in _VIEWS
        )
    )


@cache
def photos() -> tuple[Entry, ...]:
    """Every photo."""
    pairs = [(topic, thing) for topic, things in _topics() for thing in things]
    return tuple(
        Entry(
            id=_FIRST_ID + number,
            is_photo=True,
            topic=topic,
            title=thing.capitalize(),
            width_px=4000 if number % 5 else 6000,
            height_px=6000 if number % 5 else 4000,
            duration_s=0,
            creator=_creator("photo", number),
        )
        for number, (topic, thing) in enumerate(pairs)
    )


def find(*, entry_id: int, is_photo: bool) -> Entry | None:
    """The clip or photo of that id."""
    return next((each for each in (photos() if is_photo else clips()) if each.id == entry_id), None)


def search(query: str, *, is_photo: bool, orientation: str, locale: str) -> list[Entry]:
    """The matches, best first. ``orientation`` and ``locale`` may be empty; without a locale, words are
    English.
    """
    language = locale.split("-")[0].lower()
    scored = [(_score(query, entry, language), entry) for entry in (photos() if is_photo else clips())]
    found = [(score, entry) for score, entry in scored if score and orientation in {"", entry.orientation}]
    found.sort(key=lambda pair: (-pair[0], chance.share("order", pair[1].id)))
    return [entry for _, entry in found]


@cache
def _topics() -> tuple[tuple[Topic, tuple[str, ...]], ...]:
    document = tomllib.loads(_DATA.read_text(encoding="utf-8"))
    return tuple((_topic(row), tuple(row["things"])) for row in document["topic"])


def _topic(row: dict[str, str]) -> Topic:
    return Topic(
        name=row["name"],
        subject=row["subject"],
        palette=tuple(row["palette"]),
        words=tuple(row["words"].split()),
        by_language={each: tuple(_folded(row[each]).split()) for each in _LANGUAGES},
    )


def _clip(topic: Topic, title: str, entry_id: int) -> Entry:
    share = chance.share("sharpness", entry_id)
    long_px, short_px = (1280, 720) if share < _SMALL else (1920, 1080)
    if share > 1 - _LARGE:
        long_px, short_px = 3840, 2160
    is_wide = chance.share("orientation", entry_id) < _LANDSCAPE
    return Entry(
        id=entry_id,
        is_photo=False,
        topic=topic,
        title=title,
        width_px=long_px if is_wide else short_px,
        height_px=short_px if is_wide else long_px,
        duration_s=chance.generator("length", entry_id).randint(_SHORTEST_S, _LONGEST_S),
        creator=_creator("clip", entry_id),
    )


def _creator(*parts: object) -> str:
    return chance.generator("creator", *parts).choice(_CREATORS)


def _score(query: str, entry: Entry, language: str) -> int:
    asked = _words(query)
    title = _words(entry.title)
    score = sum(
        _IN_TITLE if _matches(word, title) else _IN_TOPIC if _matches(word, entry.topic.words) else 0
        for word in asked
    )
    known = entry.topic.by_language.get(language, ())
    if language in _UNSPACED:
        return score + sum(_IN_TOPIC for word in known if word in query)
    return score + sum(_IN_TOPIC for word in asked if _matches(word, known))


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", _folded(text))


def _folded(text: str) -> str:
    """In lower case, without accents."""
    if not text.isascii() and re.search(r"[\u3040-\u30ff\u4e00-\u9fff]", text):
        return text
    split = unicodedata.normalize("NFD", text.lower().replace("œ", "oe"))
    return "".join(letter for letter in split if not unicodedata.combining(letter))


def _matches(word: str, words: Sequence[str]) -> bool:
    """Whether one of the words is the same, or differs only in its ending."""
    if word in words:
        return True
    return any(
        word[:stem] == each[:stem]
        for each in words
        if (stem := min(len(word), len(each)) - 1) >= _SHORTEST_STEM and abs(len(word) - len(each)) <= 2
    )
