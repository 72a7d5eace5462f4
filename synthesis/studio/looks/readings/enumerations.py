"""What a sentence enumerates: "You need flour, eggs, milk and a pinch of salt."."""

# Letters of other alphabets look like Latin ones.
# ruff: noqa: RUF001

import re
from collections.abc import Sequence

from synthesis.assembly import sentences
from synthesis.studio import headlines
from synthesis.studio.headlines import clause_words, thoughts
from synthesis.studio.looks import amounts, shortening, spacing
from synthesis.studio.looks.readings import series

_FEWEST, _MOST = 3, 6
_LONGEST, _MOST_WORDS, _LONGEST_WIDE = 30, 4, 10
_LEAD = re.compile(r"^(?P<lead>[^:\uff1a]{2,60})[:\uff1a]\s*(?P<rest>[^:\uff1a]+)$")
_EDGES = " .,;:!\u3002\u3001\uff0c\u060c\u0964"
_DELIMITER = r"\s*(?:(?<!\d),|,(?!\d)|[;\uff1b\u061b\u3001\uff0c\u060c])\s*"
# What joins the last two things where it is no word of its own, or only between the last two.
_LAST = {
    "zh": r"(?<=..)(?:和|及|与|與|以及)(?=.)",
    "ja": r"(?<=..)(?:と|や|、そして)(?=[^\u3040-\u309f])",
    "ko": r"(?:(?<=\S)(?:와|과|랑|이랑|하고)|\s그리고)\s",
    "ar": r"\s+و\s*(?=\S)",
    "he": r"\s+ו(?=\S)",
}
_FIRST_SEVERAL = re.compile(r"^(?:to|zu)\s", re.IGNORECASE)
_ABOUT = re.compile(r"[?\u061f\uff1f]")


def listed(text: str, *, language: str) -> tuple[str, ...]:
    """The things that a sentence enumerates, three to six; else nothing."""
    for sentence in sentences.split(text, language=language):
        if _ABOUT.search(sentence.text):
            continue
        for rest in _rests(sentence.text.strip(_EDGES), language):
            things = _things(rest, language)
            is_list = _FEWEST <= len(things) <= _MOST and all(_is_thing(each, language) for each in things)
            if is_list and not _is_first_denied(things, language):
                return tuple(headlines.capitalised(each) for each in things)
    return ()


def _rests(sentence: str, language: str) -> Sequence[str]:
    """The parts of a sentence that may be an enumeration: behind a colon or a word of need, or before one."""
    table = series.of(language)
    rests: list[str] = []
    said = _LEAD.match(sentence)
    if said is not None:
        rests.append(said["rest"])
    before = table.need.search(sentence)
    is_denied = before is not None and shortening.is_negated(sentence[: before.start()], language)
    if before is not None and not is_denied and _is_early(sentence[: before.start()], language):
        rests.append(table.need_after.sub("", sentence[before.end() :]))
    after = table.need_after.search(sentence)
    if after is not None and after.start() > 0:
        rests.append(table.lead_end.sub("", sentence[: after.start()], count=1))
        rests.append(sentence[: after.start()])
    return rests


def _is_first_denied(things: list[str], language: str) -> bool:
    """Whether one negation is for all things: "nie Brot, Eier oder Milch"."""
    denied = [shortening.is_negated(each, language) for each in things]
    return denied[0] and not all(denied)


def _is_early(text: str, language: str) -> bool:
    """True for the beginning of a sentence, or a phrase in front: "For this cake"."""
    words = thoughts.words_of(text)
    if not words or text.rstrip().endswith((",", "\uff0c", "\u060c")):
        return True
    return len(words) <= _MOST_WORDS and words[0] in clause_words.of(language).dangling


def _things(text: str, language: str) -> list[str]:
    joining = amounts.joining(language)
    parts = [part.strip(_EDGES) for part in re.split(_DELIMITER, text)]
    if joining:
        words = re.compile(rf"^(?:{joining})\s+|\s+(?:{joining})\s+", re.IGNORECASE)
        parts = [each.strip(_EDGES) for part in parts for each in words.split(part)]
    primary = language.split("-")[0]
    if primary == "ar" and len(parts) == 1:
        # Without commas, each thing but the first has the joining letter.
        parts = re.split(_LAST[primary], parts[0])
    elif len(parts) > 1 and (last := _LAST.get(primary)):
        # A word that begins with the joining letter is cut nowhere else.
        parts = [*parts[:-1], *re.split(last, f" {parts[-1]}", maxsplit=1)]
    if primary == "de" and parts:
        # "Pack … ein": the end of the verb.
        parts[-1] = re.sub(r"(?<=\w)\s(?:ein|mit|dazu|hinzu)$", "", parts[-1])
    return [part.strip(_EDGES) for part in parts if part.strip(_EDGES)]


def _is_thing(text: str, language: str) -> bool:
    """True for a few words that name something: no clause, no pronoun alone."""
    if spacing.is_unspaced(text):
        return 0 < len(text) <= _LONGEST_WIDE
    words = thoughts.words_of(text)
    known, table = clause_words.of(language), series.of(language)
    is_clause = not words or words[0] in (known.subordinators - known.coordinators) | thoughts.PRONOUNS
    # "Take the photo, take one step closer" is no list of things.
    is_said = any(word.match(text) for word in (table.first, table.then, table.need))
    return (
        not is_clause
        and not is_said
        and not _FIRST_SEVERAL.match(text)
        and len(text) <= _LONGEST
        and len(words) <= _MOST_WORDS
        and any(headlines.is_telling(word, language=language) for word in words)
    )
