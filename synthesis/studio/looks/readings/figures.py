"""One figure: single numbers and counted things."""

import re

from synthesis.choices import Layout
from synthesis.studio import headlines
from synthesis.studio.headlines import clause_words, parts, thoughts
from synthesis.studio.looks import amounts, shortening, spacing
from synthesis.studio.looks.cues import Cue
from synthesis.studio.looks.readings import tables
from synthesis.studio.looks.readings.base import Fields, Reader, Reading, all_pictured, pictured
from synthesis.studio.looks.subjects import Subject
from synthesis.studio.scripts.pasting import points

_MOST_COUNTED = 6
_LONGEST_FIGURE, _LONGEST_MAIN = 9, 14
# Worth less than words alone, also where the scenes beside it show words alone.
_HALF, _FALSE = 3.0, -9.0
_SHORTEST_NAME, _LONGEST_WIDE, _MOST_WORDS_OF_LABEL = 2, 10, 3
_MOST_WORDS_BEFORE = 4
_NUMBER = re.compile(r"\d[\d.,]*")
_LARGE = 1000
# Of negations, those that only limit a figure: "in less than 20 minutes".
_BOUNDS = frozenset(
    ("less", "fewer", "menos", "moins", "weniger", "meno", "minder", "without", "sin", "sans", "ohne",
     "senza", "sem", "zonder")
)  # fmt: skip
_COUNTED = re.compile(
    r"([\d.,]+)\s(?!(?:million|billion|trillion|thousand|mill|milli|mil\b|млн|млрд|тыс))([^\W\d_]{3,})",
    re.IGNORECASE,
)
_WIDE_VERB = re.compile(r"(?:大约|大概|大約|只要|约|約|花|要|是|为|為|需|およそ|たった|[はがをにでもの])+$")
# "運動後30分以内", "布団に入る1時間前": without a particle, what stands before the figure is a part of it.
_WIDE_NAME = re.compile(r"(?:は|が|の|を|約|およそ|たった)$|^[^\u3040-\u309f]+$")
_KANA = re.compile(r"[\u3040-\u30ff]")
_CLAUSE_START = re.compile(r"[.!?;:\u3002]\s*|,\s")
_VERB_SECOND = frozenset({"de", "nl", "sv", "da", "no", "nb"})
_EDGES = " ,.:;-\u2013\u2014"
WORD_NUMBERS = {
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "ten": 10,
    "thirty": 30,
    "sixty": 60,
}


def _number(subject: Subject) -> Reading | None:
    scene = subject.scene
    figure, label = scene.figure, scene.figure_label
    found = points.figure(scene.headline, scene.narration, language=subject.language)
    is_found = not figure or (found is not None and figure == found.text)
    if figure and is_found and (main := _of_main_clause(subject)):
        figure, label = main
    if not figure:
        if found is None or len(found.text) > _LONGEST_FIGURE:
            return _lone_number(subject)
        figure, label = _of_main_clause(subject) or (found.text, found.label)

    def fields(cue: Cue) -> Fields:
        number, unit = _without_unit(_with_sign(figure))
        headline = beside(subject, figure)
        return {
            "figure": number,
            "figure_label": _counted_by(subject, unit=unit, label=label, beside=headline),
            "headline": headline,
            "objects": all_pictured(subject, cue),
            "reaction_s": cue(figure),
        }

    score = 7.2 if scene.figure else 5.6
    if tables.found_in(subject) is not None:
        score = _HALF
    if is_found and (_is_one_of_two(subject, figure) or _is_denied(subject, figure)):
        score = _FALSE
    return Reading(Layout.NUMBER, score, f"one figure is its point: {figure}", fields)


def _is_one_of_two(subject: Subject, figure: str) -> bool:
    """Whether a clause compares the figure with another of its unit: "8 euros can beat 40 euros".

    Large numbers without a unit count, too: "from 4 million to 3 million".
    """
    for clause in _CLAUSE_START.split(subject.text):
        here = [amount for amount in amounts.find(clause) if amount.unit or amount.value >= _LARGE]
        if figure in clause and len(here) > 1 and len({amount.unit for amount in here}) == 1:
            return True
    return False


def _is_denied(subject: Subject, figure: str) -> bool:
    """Whether the words before the figure say that it is not so, and those beside it do not: "The rent" would
    stand beside the 20% of "The rent did not rise by 20%".
    """
    before, _ = _around(subject.text, figure)
    words = " ".join(word for word in before.split() if word.casefold() not in _BOUNDS)
    is_denied = shortening.is_negated(words, subject.language)
    return is_denied and not shortening.is_negated(beside(subject, figure), subject.language)


def _of_main_clause(subject: Subject) -> tuple[str, str] | None:
    """The figure of the main clause behind a condition: "If you save 100 a month, you end with 260 000"."""
    condition, comma, main = subject.text.partition(", ")
    first = (thoughts.words_of(condition) or [""])[0]
    table, waiting = amounts.find(main), clause_words.of(subject.language).subordinators
    if not comma or first not in waiting or len(table) != 1 or not amounts.find(condition):
        return None
    found = points.figure(main, language=subject.language)
    return (found.text, found.label) if found and len(found.text) <= _LONGEST_MAIN else None


def beside(subject: Subject, figure: str) -> str:
    """What the figure is of: the headline without it, what stands before it or after it, or the topic."""
    is_other = figure in subject.text and not is_beside(subject, figure)
    is_wide = spacing.is_unspaced(subject.text)
    if is_other and not subject.has_own_headline and not is_wide:
        return _named(subject, *_around(subject.text, figure))
    if figure not in subject.head and (subject.has_own_headline or not spacing.is_unspaced(subject.head)):
        is_named = subject.has_own_headline or _is_name(subject.head, subject.language)
        return subject.head if is_named else subject.topic
    if subject.has_own_headline or figure not in subject.text:
        own = " ".join(subject.head.replace(figure, " ").split()).strip(_EDGES)
        return own if len(own) > _SHORTEST_NAME else subject.topic
    before, after = _around(subject.text, figure)
    if spacing.is_unspaced(subject.text):
        if said := _said_of(subject.head, figure):
            return said
        is_part = not _WIDE_NAME.search(before) or before.endswith(("後", "前"))
        before = _WIDE_VERB.sub("", before)
        is_whole = headlines.is_whole_thought(before, language=subject.language)
        is_name = is_whole and 1 < len(before) <= _LONGEST_WIDE and not is_part
        return before if is_name else subject.topic or subject.head
    return _named(subject, before, after)


def _said_of(head: str, figure: str) -> str:
    """A Japanese headline without the figure; empty if it needs it.

    "同じ部位は48時間休ませる" becomes "同じ部位は休ませる".
    """
    if not _KANA.search(head):
        return ""
    first, _, rest = head.partition("、")
    if figure not in head or (figure in first and rest):
        return rest or head
    found = re.fullmatch(
        rf"(.+[はがをにで])(?:約|およそ|たった)?{re.escape(figure)}(?![以後前間ごしもにをがの])(.{{2,}})",
        head,
    )
    if found is None:
        ending = re.fullmatch(rf"(.+?)[のはが]?(?:約|およそ|たった)?{re.escape(figure)}", head)
        return ending[1] if ending else ""
    return f"{found[1]}{found[2]}"


def is_beside(subject: Subject, figure: str) -> bool:
    """Whether the headline is part of the clause that has the figure."""
    clause = next((each for each in _CLAUSE_START.split(subject.text) if figure in each), subject.text)
    return figure in subject.head or subject.head.casefold().rstrip("?!.") in clause.casefold()


def _is_name(head: str, language: str) -> bool:
    """Whether a headline says enough to stand above a figure: three words, or two that carry meaning."""
    telling = [each for each in head.split() if headlines.is_telling(each, language=language)]
    return len(telling) > 1 or len(head.split()) > _SHORTEST_NAME


def _named(subject: Subject, before: str, after: str) -> str:
    """The subject before a figure, what follows it, or the topic."""
    primary = subject.language.split("-")[0]
    name = shortening.subject_of(before, language=subject.language)
    if len(name.split()) > shortening.MOST_WORDS:
        # "In Naples the oven has 450 degrees, and the pizza bakes in": the last clause.
        last = amounts.parts(before, language=subject.language)[-1]
        name = shortening.subject_of(last, language=subject.language)
    if primary in parts.VERB_LAST:
        return subject.topic
    if name and _is_noun(name, subject.language):
        short = shortening.shortened(name, language=subject.language, otherwise=subject.title)
        return headlines.capitalised(name if len(name.split()) <= shortening.MOST_WORDS else short)
    rest = shortening.trimmed(after, language=subject.language)
    # In German, a verb follows a figure at the beginning.
    is_fit = (not name or _is_vague(name, subject.language)) and len(rest.split()) > 1
    is_fit = is_fit and primary not in _VERB_SECOND
    return headlines.capitalised(rest) if is_fit else subject.topic


def _is_vague(name: str, language: str) -> bool:
    return shortening.is_vague(name, language=language)


def _is_noun(name: str, language: str) -> bool:
    """False for a mere verb: in German, every noun has a capital letter; no pronoun names anything."""
    is_german = language.startswith("de")
    # "Die ersten" needs a noun.
    if is_german and " " in name and not any(word[:1].isupper() for word in name.split()[1:]):
        return False
    if name[0].isdigit() or name.casefold() in _BOUNDS | {"more"}:
        return False
    return not shortening.is_vague(name, language=language) and not (is_german and name == name.lower())


def _around(text: str, figure: str) -> tuple[str, str]:
    """What stands before and after a figure in its clause."""
    start = text.find(figure)
    before = _CLAUSE_START.split(text[:start])[-1]
    after = _CLAUSE_START.split(text[start + len(figure) :])[0]
    return before.strip(_EDGES), after.strip(_EDGES)


def _counted_by(subject: Subject, *, unit: str, label: str, beside: str) -> str:
    """What the figure counts, in a few words that the headline does not say."""
    label = _without_verb(label, subject.language)
    if len(label.split()) > _MOST_WORDS_OF_LABEL:
        short = " ".join(label.split()[:_MOST_WORDS_OF_LABEL])
        # The words keep their letters: in German, nouns have capitals.
        label = short[: len(shortening.trimmed(short, language=subject.language))]
    if subject.language.split("-")[0] in parts.VERB_LAST:
        return unit
    is_said = not label or label.casefold() in beside.casefold() or beside.casefold() in label.casefold()
    return unit if is_said else " ".join(dict.fromkeys(part for part in (unit, label) if part))


def _without_verb(label: str, language: str) -> str:
    """The label up to its verb or another clause: "percent beats almost" is "percent"."""
    words, joining = label.split(), clause_words.of(language).subordinators
    end = next(
        (
            place
            for place, word in enumerate(words)
            if thoughts.has_verb([word.casefold()], language=language)
            or (place and word.casefold() in joining)
        ),
        len(words),
    )
    return " ".join(words[:end])


def _with_sign(figure: str) -> str:
    """A percentage with its sign: "16 percent" is "16%"."""
    number = _NUMBER.search(figure)
    is_percentage = any(each.text == figure and each.unit == "%" for each in amounts.find(figure))
    return f"{number[0]}%" if number and is_percentage else figure


def _without_unit(figure: str) -> tuple[str, str]:
    """A figure without the word for what it counts: "16 hours" is "16" and "hours"."""
    found = _COUNTED.fullmatch(figure)
    return (found[1], found[2]) if found else (figure, "")


def _lone_number(subject: Subject) -> Reading | None:
    """The only number of the scene, at the end of a short clause: "The rule of 72: …"."""
    numbers = amounts.find(subject.text)
    first = amounts.parts(subject.text, language=subject.language)[:1]
    if len(numbers) != 1 or not first or len(numbers[0].text) < 2 or not first[0].endswith(numbers[0].text):
        return None
    before = first[0].removesuffix(numbers[0].text).strip()
    is_named = any(headlines.is_telling(word, language=subject.language) for word in before.split())
    if not is_named or len(before.split()) > _MOST_WORDS_BEFORE:
        return None

    def fields(cue: Cue) -> Fields:
        return {
            "figure": _with_sign(numbers[0].text),
            "headline": before,
            "objects": all_pictured(subject, cue),
            "reaction_s": cue(numbers[0].text),
        }

    return Reading(Layout.NUMBER, 6.4, f"one figure is its point: {numbers[0].text}", fields)


def _count(subject: Subject) -> Reading | None:
    counted = [
        thing
        for thing in subject.things
        if 2 <= thing.count <= _MOST_COUNTED and not thing.is_struck and _is_said(subject, thing.count)
    ]
    if not counted:
        return None
    thing = counted[0]
    number = str(thing.count)
    others = [other for other in subject.things if other != thing]

    def fields(cue: Cue) -> Fields:
        # The figure says the number, in digits or as a word.
        said = "|".join([number, *(word for word, value in WORD_NUMBERS.items() if value == thing.count)])
        bare = re.sub(rf"(?<!\w)(?:{said})(?!\w)\s*", "", subject.head, flags=re.IGNORECASE).strip()
        head = headlines.capitalised(bare) or subject.head
        shown = [pictured(each, cue) for each in (thing, *others)][:2]
        return {"figure": number, "headline": head, "objects": shown}

    return Reading(Layout.COUNT, 7.8, f"it counts {number} things", fields)


def _is_said(subject: Subject, count: int) -> bool:
    text = f"{subject.scene.headline} {subject.text}"
    return re.search(rf"(?<![\d.,$€£:]){count}(?![\d.,:%])", text) is not None or any(
        value == count and re.search(rf"\b{word}\b", text, re.IGNORECASE)
        for word, value in WORD_NUMBERS.items()
    )


READERS: tuple[Reader, ...] = (_number, _count)
