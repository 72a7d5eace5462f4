"""Words, reduced to stems: enough to see whether a text is about something the library knows."""

import re
import tomllib
from functools import cache
from pathlib import Path

_FILE = Path(__file__).parent / "words.toml"
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_SUFFIXES = ("ingly", "ness", "ings", "ing", "ers", "er", "ies", "ied", "ed", "es", "ly", "s", "e", "y")
_FEWEST_LETTERS = 3

# "In 10 seconds" is a promise, and not a frame.
_LIMITED = re.compile(
    r"\d[\d.,]*[\s-]?(?:%|percent|seconds?|secs?|s\b|minutes?|mins?|hours?|hrs?|days?|weeks?|months?|years?|"
    r"kg|kilos?|pounds?|lbs?|k\b|x\b|times|dollars?|euros?)|[$€£]\s?\d[\d.,]*|\bovernight\b|"
    r"\bper day\b|\ba day\b",
    re.IGNORECASE,
)
# "The best way to" promises advice; "the best" of something promises a choice.
_BEST_WAY = re.compile(
    r"\b(?:best|top)\s(?=(?:\d+\s)?(?:ways?|tips?|tricks?|advice|practices?|rules?)\b)", re.IGNORECASE
)
# What titles add for emphasis. It says nothing about the topic and promises nothing.
_EMPHASIS = re.compile(
    r"\b(?:(?:that |which )?(?:almost )?(?:everyone|everybody|nobody|no one|most people) "
    r"(?:makes?|gets? wrong|does|do|knows?|tells? you|told me|shows you|talks? about|notices?)(?: about)?"
    r"|(?:that |which )?(?:you|i|we) (?:make|do|see) every (?:day|morning|week)"
    r"|(?:that |which )?you don't (?:even )?(?:notice|know you make)"
    r"|(?:that |which )(?:secretly |silently )?costs? you (?:money|time|dearly|a fortune)"
    r"|before (?:everyone|everybody|anyone) else"
    r"|i wish i(?:'d| had)? (?:knew|known)(?: sooner| earlier| before)?"
    r"|i (?:never|no longer) change|(?:that )?i made for years)\b",
    re.IGNORECASE,
)
_WITHOUT = re.compile(r"\bwithout\s(?:an?\s|any\s|the\s|your\s)?[\w-]+", re.IGNORECASE)
_COUNT = re.compile(r"^\s*(?:the\s|my\s|top\s)*\d{1,2}\s", re.IGNORECASE)


@cache
def words_of(name: str) -> frozenset[str]:
    """One of the lists of words."""
    lists: dict[str, str] = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return frozenset(lists[name].split())


def stem_list(text: str) -> list[str]:
    """The stems of all words of the text, in order."""
    return [_stem(word) for word in _WORD.findall(text.lower().replace("’", "'"))]


def stems_of(text: str) -> frozenset[str]:
    """The stems of all words of the text."""
    return frozenset(stem_list(text))


def content_stems(text: str) -> frozenset[str]:
    """The stems of the words that say what the text is about, and the promises that it makes."""
    plain = _EMPHASIS.sub("", _BEST_WAY.sub("", text.replace("\u2019", "'")))
    without_count = plain if _LIMITED.match(plain.strip()) else _COUNT.sub("", plain)
    return stems_of(without_count) - FRAME | promises_in(without_count)


def promises_in(text: str) -> frozenset[str]:
    """The promises of a text beyond its topic: numbers with a unit, and what it does without."""
    found = [*limits(text), *(match[0] for match in _WITHOUT.finditer(text))]
    return frozenset(" ".join(promise.lower().split()) for promise in found)


def limits(text: str) -> list[str]:
    """The numbers that a title promises, with their units: "10 seconds", "$20", "overnight"."""
    return [_plain(match[0].strip()) for match in _LIMITED.finditer(text)]


def _plain(limit: str) -> str:
    """ "5-minute" as "5 minutes"."""
    number, hyphen, unit = limit.partition("-")
    return f"{number} {unit.removesuffix('s')}s" if hyphen and number.isdigit() and len(unit) > 2 else limit


def _stem(word: str) -> str:
    word = word.removesuffix("'s")
    for suffix in _SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) >= _FEWEST_LETTERS:
            word = word[: -len(suffix)]
            break
    return word[:-1] if len(word) > _FEWEST_LETTERS and word[-1] == word[-2] else word


FRAME = frozenset(_stem(word) for word in words_of("frame"))
