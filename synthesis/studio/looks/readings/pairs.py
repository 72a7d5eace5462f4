"""Labelled things that a text names in a row: "Snake plant: every 3 weeks. Fern: every 4 days."."""

# Letters of other alphabets look like Latin ones.
# ruff: noqa: RUF001

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from synthesis.assembly import sentences
from synthesis.studio import headlines
from synthesis.studio.headlines import thoughts
from synthesis.studio.looks import amounts, spacing
from synthesis.studio.looks.readings import series

NAMED, ORDER = "named", "order"
# Families whose labels only count.
STEPS = ("steps", ORDER)
COUNTING = (*STEPS, "points")
_FEWEST_NAMED, _FEWEST_BARE, _SHORTEST_DAY = 3, 3, 4
_LONGEST_LABEL, _LONGEST_WIDE_LABEL, _MOST_WORDS = 30, 12, 4
_LONGEST_VALUE = 90
# Of the parts behind the first label, at least this share must have one.
_SHARE = 0.6
_EDGES = " \t\n.,;:!\u3002\u3001\uff0c\uff1b\u061b\u060c\u0964\u2013\u2014-\u00b7\u2022"
# A colon, dash or arrow between a label and its value; a time of day has a colon, too.
_MARK = (
    r"(?:\s?(?<!\d)[:\uff1a]\s*|\s?[:\uff1a](?!\d)\s*|\s?\uff1a\s*|\s*[\u2192\u21d2]\s*|\s*=\s*|"
    r"\s[\u2013\u2014-]{1,2}\s|\s?\u2014\s?)"
)
_LABELLED = re.compile(rf"^(?P<label>[^:\uff1a=\u2192]+?){_MARK}(?P<value>\S.*)$", re.DOTALL)
# A row of a table: "Tofu, 8 g".
_CELLS = re.compile(r"^(?P<label>[^,:\d]+),\s(?P<value>[$\u20ac\u00a3]?\d[^,]*)$")
_START = (
    r"(?:^|(?<=[.!?;,:\u3002\uff01\uff1f\uff1b\uff0c\uff1a\u3001\u0964\u2026\u061b\u060c\n\u2022\u00b7|/]))"
)
_BULLET = r"[\s\u2022\u00b7*\u2013\u2014-]*"
_COMMAS = re.compile(r"\s*(?:(?<!\d),|,(?!\d)|[\u3001\uff0c\u060c])\s*")
# Also behind what may be an abbreviation: "10,000 km. Tires: …".
_STOPS = re.compile(r"[.!]\s+|[\u3002\u0964\uff01]\s*|\n")
_SEMICOLONS = re.compile(r"\s*[;\uff1b\u061b\n]\s*")
_POLITE = re.compile(r"(?:です|でした|だ|입니다|이에요|예요|에요)$")
# A measure in one word: "30 g", "120 ml".
_MEASURE = (
    r"\d[\d.,]*(?:\s?[\u2013-]\s?\d[\d.,]*)?\s?(?:k?g|mg|[mcd]?l|kcal|cal|oz|lbs?|[kcm]?m|min\.?|h|s|sec|cm|cups?|tbsp|tsp|"
    r"EL|TL|ч|мин|кг|мг|г|мл|л|см|км|м|ккал|ग्राम|मिली|किलो|غ|جم|جرام|غرام|مل|كغ|γρ|克|毫升|千卡|グラム|ミリ|그램)(?!\w)"
)  # fmt: skip
_MEASURED = re.compile(rf"^(?P<label>[^\d:]+?)\s*(?P<value>{_MEASURE})$", re.IGNORECASE)
_MEASURE_OF = re.compile(
    rf"^(?P<value>{_MEASURE})\s*(?:of\s|de\s|d'|di\s|의\s)?(?P<label>[^\d:]+)$", re.IGNORECASE
)
_LEAD = re.compile(r"^(?P<lead>[^:\uff1a]+)[:\uff1a]\s*(?P<rest>.+)$")
# "Cats sleep 14 hours"
_STATED = re.compile(
    r"^(?P<label>[^\d:]+?)\s(?P<verb>[^\d\s]+)\s(?P<value>(?:about\s)?\d[\d.,]*\s?[^\W\d][^\s\d]{0,11})$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Pair:
    """A label and what the text says of it, both as they are written."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Found:
    """Two pairs or more. ``family`` is that of their labels, or ``NAMED``; ``lead`` is what stands before."""

    family: str
    pairs: tuple[Pair, ...]
    lead: str = ""

    @property
    def is_timed(self) -> bool:
        return self.family in series.TIMES


@lru_cache(maxsize=256)
def find(text: str, *, language: str) -> Found | None:
    """The labelled things of a text, or nothing. Each has its value, and no label occurs twice."""
    return (
        _in_series(text, language)
        or _ordered(text, language)
        or _named(text, language)
        or _measured(text, language)
    )


def _in_series(text: str, language: str) -> Found | None:
    """Things whose labels follow each other, such as days: the family that begins first."""
    found = [
        each
        for family, label in series.of(language).labels.items()
        if (each := _of_family(text, family, label, language))
    ]
    return min(found, key=lambda each: (len(each.lead), -len(each.pairs)), default=None)


def _of_family(text: str, family: str, label: re.Pattern[str], language: str) -> Found | None:
    starts, joining = _starts(family, language), _joining(language)
    places = [each for each in starts.finditer(text) if _is_label(each, family)]
    # "Cactus: every 3 weeks": a label behind another one is its value.
    if sum(text[: each.start()].rstrip().endswith((":", "\uff1a")) for each in places) > 1:
        return None
    marked = [each for each in places if each["mark"]]
    places = marked if len(marked) > 1 else places
    fewest = 2 if marked or family in ("clock", "times", "steps") else _FEWEST_BARE
    if len(places) < fewest:
        return _behind(text, family, label, language) if family in ("clock", "weekdays") else None
    ends = [*(each.start() for each in places[1:]), len(text)]
    rests = [text[each.end() : end] for each, end in zip(places, ends, strict=True)]
    if any(_has_other_label(rest, language) for rest in rests):
        return None
    pairs = tuple(
        Pair(_bare(each["label"]), _value(rest, language, joining))
        for each, rest in zip(places, rests, strict=True)
    )
    return Found(family, pairs, text[: places[0].start()].strip()) if _are_whole(pairs) else None


@cache
def _starts(family: str, language: str) -> re.Pattern[str]:
    """A label of a family at the beginning of a clause, with the small words and the mark around it."""
    table, joining = series.of(language), _joining(language)
    label = table.labels[family].pattern
    begins = rf"(?:{_START}{_BULLET}(?:(?:{joining})\s+)?|(?<=\s)(?:{joining})\s+)(?:(?:{table.before})\s*)?"
    # Words between the label and a colon belong to it, as in "Friday evening".
    named = rf"(?P<label>(?:{label})(?:(?:\s[^\W\d_]+){{1,2}}(?=\s?[:\uff1a]\s))?)"
    ends = rf"(?P<mark>{_MARK})?(?P<after>\s*(?:{table.after}))?(?=[\s,]|(?<=[^\s\w])|(?<=\W)|[^\x00-\u02ff])"
    return re.compile(begins + named + ends, re.IGNORECASE)


def _joining(language: str) -> str:
    """What joins two clauses, in the language or in English."""
    return "|".join(filter(None, (amounts.joining(language), "and")))


def _bare(label: str) -> str:
    """A label without the full stop behind its number: "Day 1."."""
    return re.sub(r"(?<=\d)\.$", "", label.strip())


def _behind(text: str, family: str, label: re.Pattern[str], language: str) -> Found | None:
    """Things whose labels stand behind them: "chest on Monday, back on Wednesday, legs on Friday"."""
    before = series.of(language).before
    at_end = re.compile(rf"^(?P<value>\D+?)\s(?:(?:{before})\s)(?P<label>{label.pattern})$", re.IGNORECASE)
    parts = [part.strip(" ,;:!") for part in amounts.parts(text, language=language)]
    found = [at_end.match(part) or at_end.match(part.rstrip(".")) for part in parts]
    several = tuple(Pair(each["label"], each["value"].strip()) for each in found if each)
    is_all = len(several) == len(parts) >= _FEWEST_BARE
    return Found(family, several) if is_all and _are_whole(several) else None


def _ordered(text: str, language: str) -> Found | None:
    """Steps that begin with words such as "first", "then" and "finally". Their labels are these words."""
    table = series.of(language)
    joining = _joining(language)
    words = rf"(?P<first>{table.first.pattern})|{table.then.pattern}"
    end = r"(?:\s*[,:\u3001\uff0c\uff1a\u060c]\s*|\s+|(?<=[\u3040-\u30ff\u4e00-\u9fff])(?=\S))"
    starts = re.compile(rf"{_START}{_BULLET}(?:(?:{joining})\s+)?(?P<label>{words}){end}", re.IGNORECASE)
    found = list(starts.finditer(text))
    # "第一、先洗手": the second word belongs to the step.
    places = [each for each in found if each.start() not in {other.end() for other in found}]
    if len(places) < _FEWEST_NAMED or not places[0]["first"]:
        return None
    ends = [*(each.start() for each in places[1:]), len(text)]
    steps = tuple(
        Pair(each["label"], _value(text[each.end() : end], language, joining))
        for each, end in zip(places, ends, strict=True)
    )
    is_whole = all(any(map(str.isalnum, pair.value)) for pair in steps)
    return Found(ORDER, steps, text[: places[0].start()].strip()) if is_whole else None


def _has_other_label(rest: str, language: str) -> bool:
    """Whether a label that the family does not know stands behind a value, or a part of its own before it."""
    said = sentences.split(rest.strip(_EDGES), language=language)
    return any(_LABELLED.match(sentence.text) for sentence in said)


def _is_label(found: re.Match[str], family: str) -> bool:
    # 水 is water as well as Wednesday, and "sun" the sun.
    label = found["label"]
    is_short = family == "weekdays" and len(label) < (_SHORTEST_DAY if label.isascii() else 2)
    return bool(found["mark"]) or not is_short


def _value(text: str, language: str, joining: str) -> str:
    """What stands behind a label: one sentence at most, without what joins it to the next label."""
    said = sentences.split(text.strip(_EDGES), language=language)
    first = said[0].text if said else ""
    first = re.sub(rf"\s+(?:{joining}|then)$", "", first.strip(_EDGES), flags=re.IGNORECASE)
    return _POLITE.sub("", first.strip(_EDGES)).strip()


def _are_whole(pairs: Sequence[Pair]) -> bool:
    labels = [pair.label.casefold() for pair in pairs]
    return len(set(labels)) == len(labels) and all(
        any(map(str.isalnum, pair.value)) and len(pair.value) <= _LONGEST_VALUE for pair in pairs
    )


def _named(text: str, language: str) -> Found | None:
    """Things with names: sentences, clauses or parts between commas that begin with a label."""
    said = [sentence.text for sentence in sentences.split(text, language=language)]
    for parts in (said, _STOPS.split(text), _SEMICOLONS.split(text), _COMMAS.split(text)):
        matched = [(place, _labelled(part)) for place, part in enumerate(parts)]
        labelled = [(place, pair) for place, pair in matched if pair is not None]
        if not labelled or len(labelled) < _SHARE * (len(parts) - labelled[0][0]):
            continue
        pairs = tuple(pair for _, pair in labelled)
        family = _family_of(pairs, language)
        fewest = 2 if family != NAMED or all(map(_has_figure, pairs)) else _FEWEST_NAMED
        if len(pairs) >= fewest and _are_whole(pairs) and not any(map(_is_spoken, pairs)):
            return Found(family, pairs, " ".join(parts[: labelled[0][0]]))
    return None


def _family_of(found: Sequence[Pair], language: str) -> str:
    """The family that all labels begin with: "Monday 7 a.m.", "Tip #1"."""
    for family, label in series.of(language).labels.items():
        if all(label.match(pair.label) for pair in found):
            return family
    return NAMED


def _is_spoken(pair: Pair) -> bool:
    """True for what somebody says or asks: the label names the speaker."""
    words = thoughts.words_of(pair.value)
    return "?" in pair.value or (bool(words) and words[0] in thoughts.PRONOUNS)


def _labelled(part: str) -> Pair | None:
    found = _LABELLED.match(part.strip(_EDGES)) or _CELLS.match(part.strip(_EDGES))
    if found is None or not is_label(found["label"].strip()):
        return None
    label = headlines.without_number(found["label"].strip())[0]
    value = found["value"].strip(_EDGES)
    # A list within the part has labels of its own.
    return None if _LABELLED.match(value) else Pair(label, _POLITE.sub("", value))


def is_label(text: str) -> bool:
    """True for a few words that name something."""
    is_wide = spacing.is_unspaced(text)
    longest = _LONGEST_WIDE_LABEL if is_wide else _LONGEST_LABEL
    return 0 < len(text) <= longest and len(text.split()) <= _MOST_WORDS and any(map(str.isalpha, text))


def _has_figure(pair: Pair) -> bool:
    return any(map(str.isdigit, pair.label + pair.value))


def _measured(text: str, language: str) -> Found | None:
    """Things with measures: "protein 30 g, carbs 40 g and fat 10 g", or "30 g of protein, …"."""
    for sentence in sentences.split(text, language=language):
        lead, rest = _behind_lead(sentence.text)
        parts = [part.strip(_EDGES) for part in amounts.parts(rest.strip(_EDGES), language=language)]
        for pattern in (_MEASURED, _MEASURE_OF):
            matched = [pattern.match(part) for part in parts]
            found = tuple(Pair(each["label"].strip(), each["value"].strip()) for each in matched if each)
            if len(found) == len(parts) and _are_named(found):
                return Found(NAMED, found, lead)
    return _parallel(text, language)


def _behind_lead(sentence: str) -> tuple[str, str]:
    found = _LEAD.match(sentence)
    return (found["lead"], found["rest"]) if found is not None else ("", sentence)


def _are_named(found: Sequence[Pair]) -> bool:
    is_list = len(found) >= _FEWEST_NAMED and all(is_label(pair.label) for pair in found)
    return is_list and _are_whole(found)


def _parallel(text: str, language: str) -> Found | None:
    """Clauses that say the same of several things: "Cats sleep 14 hours. Dogs sleep 11 hours. …"."""
    parts = [part.strip(_EDGES) for part in amounts.parts(text, language=language)]
    matched = [_STATED.match(part) for part in parts]
    said = [each for each in matched if each is not None]
    if len(said) < len(parts) or len({each["verb"].casefold() for each in said}) > 1:
        return None
    found = tuple(Pair(each["label"].strip(), each["value"].strip()) for each in said)
    is_named = not any(pair.label.casefold() in thoughts.PRONOUNS for pair in found)
    return Found(NAMED, found) if is_named and _are_named(found) else None
