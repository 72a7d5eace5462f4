"""The phrase around a figure: "more than 22,000 dollars", "8 minutes and 20 seconds"."""

import re
from itertools import pairwise

from synthesis.studio import headlines
from synthesis.studio.headlines import clause_words, parts, thoughts
from synthesis.studio.looks.shortening import grammar

_DIGITS = re.compile(r"^[$€£¥₹₽]?[+-]?\d[\d.,\u00a0]*[%$€£¥₹₽kmb×x]?$", re.IGNORECASE)
_YEAR = re.compile(r"^(?:1\d{3}|20\d{2})$")
_EDGES = '.,;:!?\u2026\u061f\u060c()"\u201c\u201d\u00ab\u00bb'
_SIGNS = "$€£¥₹₽%"
_FIGURE_AND_UNIT = 2
_OUT_OF = frozenset({"sur", "su"})
_INFLECTED = frozenset({"ru", "uk", "pl"})
_THOUSANDS = re.compile(r"\d{3}")
_HOUR = re.compile(r"(?:[ap]\.?m\b|uhr|h\b|o'clock|बजे|утра|вечера)", re.IGNORECASE)
_IN_YEAR = re.compile(r"\d*(?:[015-9]|1\d)\s(?:года|году|року|році|roku)\b", re.IGNORECASE)
_RANGE = frozenset({"do", "до", "auf", "till", "tot", "naar", "hasta", "até", "fino", "sampai"})
_JOIN = frozenset({"and", "und", "et", "y", "e", "en", "и", "i", "och"})


def is_figure(word: str, language: str) -> bool:
    """True for an amount: no year, ordinal or measure such as "1x8". Also for number words."""
    bare = word.strip(_EDGES)
    if bare.casefold() in grammar.of(language).numbers:
        return True
    return bool(_DIGITS.match(bare)) and not _YEAR.match(bare)


def is_year(word: str) -> bool:
    """Whether a word is a year in digits."""
    return _YEAR.match(word.strip(_EDGES)) is not None


def holds(text: str, language: str) -> bool:
    """Whether one of the words is an amount."""
    return any(is_figure(word, language) for word in text.split())


def _is_number_word(word: str, language: str) -> bool:
    return word.casefold() in grammar.of(language).numbers


def phrases(clause: str, *, language: str, most: int) -> list[str]:
    """The figures of a clause with what they count. One that counts nothing is left out, as in "level 15"."""
    words = clause.split()
    found: list[str] = []
    for place, word in enumerate(words):
        is_time = bool(_HOUR.match(" ".join(words[place + 1 : place + 2])))
        # "79 года" is a year, "32 года" are years.
        is_time |= bool(_IN_YEAR.match(" ".join(words[place : place + 2])))
        # Without a list of its verbs, a language has no end of what a number word counts.
        is_told = bool(clause_words.of(language).verbs) or any(map(str.isdigit, word))
        if (
            is_told
            and is_figure(word, language)
            and not (is_time or _is_rest(words, place))
            and (text := _phrase(words, place, language, most))
        ):
            found.append(text)
    return found


def _is_rest(words: list[str], place: int) -> bool:
    """Whether a word continues a number: "10 | 000"."""
    before = words[place - 1] if place else ""
    is_first = bool(re.fullmatch(r"[$€£¥₹₽]?\d{1,3}", before))
    return is_first and _THOUSANDS.fullmatch(words[place].strip(_EDGES)) is not None


def _phrase(words: list[str], place: int, language: str, most: int) -> str:
    if place and _belongs_before(words, place, language):
        return ""
    start, end = _start(words, place, language), _end(words, place, language)
    if start < 0 or _is_part(words, start, end, language):
        return ""
    is_complete = end - place > 1 or words[place].strip(_EDGES)[-1] in _SIGNS or words[place][0] in _SIGNS
    while end - start > most and start < place:
        start += 1
    while end - start > most and end > place + 2:
        end -= 1
    found = words[start:end]
    while len(found) > 1 and not _may_end(found, language):
        found.pop()
    is_counted = len(found) > place - start + 1 or any(sign in found[-1] for sign in _SIGNS)
    if not is_complete or not is_counted or len(found) > most:
        return ""
    return headlines.capitalised(" ".join(found).strip(_EDGES))


def _belongs_before(words: list[str], place: int, language: str) -> bool:
    """Whether a figure belongs to the word before it: "dua | puluh", "при | 18 градусах", "sur | deux"."""
    before = (thoughts.words_of(words[place - 1]) or [""])[0]
    # Its case belongs to the preposition.
    is_led = before in clause_words.of(language).dangling and parts.primary(language) in _INFLECTED
    is_share = before in _OUT_OF and words[place].isalpha()
    return is_led or is_share or _is_number_word(words[place - 1], language)


def _is_part(words: list[str], start: int, end: int, language: str) -> bool:
    """Whether a figure is one of several that belong together: "two years, two months and five days"."""
    is_before = start > 1 and words[start - 1].endswith(",") and is_figure(words[start - 2], language)
    joining = _JOIN | {"to", "a", "à", "bis", "or", "oder", "o", "ou"}
    is_range = start > 1 and words[start - 1].casefold() in joining and is_figure(words[start - 2], language)
    is_range |= start > 0 and words[start].casefold() in _RANGE and is_figure(words[start - 1], language)
    known = clause_words.of(language).dangling
    is_led = (
        start > 0 and words[start - 1].casefold() in known and parts.primary(language) not in parts.VERB_LAST
    )
    # "fällt von 20 auf 9": one end of a range, cut off from its preposition.
    is_from = is_led and any(
        word.casefold() in joining | _RANGE and is_figure(after, language)
        for word, after in pairwise(words[start + 1 : end + 1])
    )
    if is_from:
        return True
    is_after = words[end - 1].endswith(",") and end < len(words) and is_figure(words[end], language)
    return is_before or is_range or (is_after and end - start == _FIGURE_AND_UNIT)


def _may_end(found: list[str], language: str) -> bool:
    last, before = found[-1].strip(_EDGES).casefold(), found[-2].casefold()
    if last in grammar.of(language).leaning and not clause_words.of(language).verbs:
        return False
    if last in grammar.of(language).closings:
        # "30 % less", "120 euros de más".
        if found[-2][:1].isupper() and parts.primary(language) == "de":
            return True
        return (
            before in _SIGNS
            or before[-1] in _SIGNS
            or before in parts.of_words(language) | {"percent", "times"}
        )
    return headlines.is_telling(last, language=language)


def _start(words: list[str], place: int, language: str) -> int:
    """Where the words before a figure begin that limit it: "more than", "only", "not"."""
    known = grammar.of(language).quantifiers
    for size in (3, 2, 1):
        before = " ".join(words[max(0, place - size) : place]).casefold()
        if size <= place and before in known:
            return -1 if _is_modifier(words, place - size) else place - size
    return place


def _is_modifier(words: list[str], start: int) -> bool:
    """Whether a figure only describes the noun before it: "Emails under 125 words"."""
    before = words[start - 1].casefold() if start else ""
    is_noun = bool(before) and before not in clause_words.of("en").verbs | clause_words.of("en").dangling
    return is_noun and words[start].casefold() == "under" and before.isalpha()


def _end(words: list[str], place: int, language: str) -> int:
    """Where the words end that a figure counts."""
    end = place + 1
    # "260 000 euros"
    while end < len(words) and words[place].isdigit() and _THOUSANDS.fullmatch(words[end].strip(_EDGES)):
        end, place = end + 1, place + 1
    while end < len(words) and not words[end - 1].endswith(tuple(",;:.!?")):
        if _goes_on(words, end, place, language) or (end == place + 1 and words[end].strip(_EDGES) in _SIGNS):
            end += 1
        else:
            break
    return end


def _goes_on(words: list[str], end: int, place: int, language: str) -> bool:
    word = words[end].strip(_EDGES).casefold()
    following = words[end + 1].strip(_EDGES).casefold() if end + 1 < len(words) else ""
    rated = _is_rate(words, end, place, language)
    if rated is not None:
        return rated
    if parts.primary(language) == "de" and end > place + 1 and words[end - 1][:1].isupper():
        # German nouns have capitals: behind one, the phrase ends.
        is_unit = end == place + 2 and words[end].isalpha() and words[end][:1].isupper()
        return word == "lang" or is_unit
    if (
        parts.primary(language) in ("es", "fr", "it", "pt", *_INFLECTED, "id")
        and end == place + 2
        and word not in parts.of_words(language) | _JOIN
    ):
        # Behind the noun, only what ends the clause is certainly no verb.
        is_ordinal = words[end - 1].casefold().startswith(("prim", "premi", "últim", "ultim", "derni"))
        return is_ordinal or end + 1 == len(words) or word in grammar.of(language).closings
    if parts.primary(language) == "ar" and word.startswith("\u0648") and len(word) > 2:
        return False
    if word in parts.of_words(language):
        return bool(following)
    if word in _JOIN and end > place + 1:
        return is_figure(following, language)
    return _is_thing(word, words[end - 1].casefold(), language)


def _is_rate(words: list[str], end: int, place: int, language: str) -> bool | None:
    """Whether a word belongs to a rate, as in "a year"; nothing if there is no rate."""
    known, rates = clause_words.of(language), grammar.of(language).rates
    if end > place + 1 and words[end - 1].casefold() in rates:
        return words[end].casefold() not in known.dangling
    if end > place + 2 and words[end - 2].casefold() in rates:
        return False
    following = words[end + 1].strip(_EDGES).casefold() if end + 1 < len(words) else ""
    if end > place + 1 and words[end].casefold() in rates and following:
        return following not in known.dangling and not is_figure(following, language)
    return None


def _is_thing(word: str, before: str, language: str) -> bool:
    """Whether a word is no small word and no verb; a figure only behind "and" or "of"."""
    known, table = clause_words.of(language), grammar.of(language)
    if is_figure(word, language):
        # "dua puluh persen"
        return before in _JOIN | parts.of_words(language) or before in table.numbers
    is_small = word in table.modals and not known.verbs
    is_small |= (
        word in table.joints | known.dangling | known.opening | known.subordinators | thoughts.PRONOUNS
    )
    return not is_small and word not in known.verbs
