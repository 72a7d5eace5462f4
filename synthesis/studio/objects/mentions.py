"""The words of a scene that picture something, with their number and negation."""

from dataclasses import dataclass, replace
from enum import StrEnum

from synthesis.studio.objects import grammar, lexicon, naming, tokens, unspaced, verbs
from synthesis.studio.objects.grammar import Language
from synthesis.studio.objects.lexicon import Lexicon, Meaning, Reason
from synthesis.studio.objects.tokens import Token

# So many words before a noun may be negated with it: "never put the bread".
_REACH = 4
# So many words after a noun may negate it, in languages in which the verb follows.
_REACH_BACK = 3
# Of words such as "no" and "without", only so many: "no white sugar".
_NEAR = 2
# So many words may stand between a number and its noun: "three fresh eggs".
_BETWEEN = 1
# "Sei una mamma" is no number: what counts a noun is not followed by these.
_INDEFINITE = frozenset({"un", "una", "uno", "une", "um", "uma", "ein", "eine", "einen", "een"})
# "Một phần ba bánh mì" is a third, and not three.
_PARTS = frozenset({"phần"})
# A compound has at least so many letters before its main noun, and that one has at least so many.
_LEAST_BEFORE = 3
_LEAST_MAIN = 4
_JOINTS = ("s", "es", "n", "en", "er", "e")

# Words for these are nouns.
_CERTAIN = frozenset({Reason.THING, Reason.NAME})


class Field(StrEnum):
    """Where in a scene a word stands."""

    HEADLINE = "headline"
    ITEMS = "items"
    NARRATION = "narration"
    VISUAL = "visual"


@dataclass(frozen=True)
class Mention:
    """A word that pictures one of several objects. A word of several senses has no meanings yet.

    ``number`` is 0 if the text has none. ``order`` counts the words before it in its field. ``is_modifier``
    is True if the next word is the noun that it belongs to, as in "night bus".
    """

    tag: str
    field: Field
    word: str
    term: str
    meanings: tuple[Meaning, ...]
    order: int
    number: int = 0
    is_plural: bool = False
    is_struck: bool = False
    is_modifier: bool = False


def places_in(text: str, *, tag: str) -> frozenset[str]:
    """The words of a text that are the names of places in it, in lower case."""
    if not text.strip() or not grammar.of(tag).is_spaced:
        return frozenset()
    return frozenset(naming.places_in(tokens.of_text(text, tag=tag), words=lexicon.of(tag)))


def of_text(text: str, *, field: Field, tag: str, places: frozenset[str] = frozenset()) -> list[Mention]:
    """The mentions of a text in order. ``places`` are words that name places in this video."""
    if not text.strip():
        return []
    words = lexicon.of(tag)
    if not grammar.of(tag).is_spaced:
        return [_of_part(part, field=field, tag=tag) for part in unspaced.parts(text, words=words)]
    return _of_words(tokens.of_text(text, tag=tag), words=words, field=field, places=places)


def _of_part(part: unspaced.Part, *, field: Field, tag: str) -> Mention:
    return Mention(
        tag=tag,
        field=field,
        word=part.term,
        term=part.term,
        meanings=part.meanings,
        order=part.start // 2,
        number=part.number,
        is_struck=part.is_struck,
    )


def _of_words(text: list[Token], *, words: Lexicon, field: Field, places: frozenset[str]) -> list[Mention]:
    found: list[Mention] = []
    place = 0
    while place < len(text):
        length, term, meanings = _at(text, place, words, places)
        if (
            length
            and not text[place].is_counter
            and not verbs.is_verb(text, place, length, term=term, meanings=meanings, tag=words.tag)
            and not _is_of_place(text, place, words.tag)
            and not _is_setting(term, field, words.tag)
        ):
            found.append(_mention(text, place, length, term, meanings, words.tag, field))
            place += length
        else:
            place += 1
    if grammar.of(words.tag).negators:
        return _with_modifiers(_once_struck(found, text), text, words.tag)
    # All negations follow their noun, so the nearest noun is the last one before it.
    return _with_modifiers(_once_struck(found[::-1], text)[::-1], text, words.tag)


def _at(
    text: list[Token], place: int, words: Lexicon, places: frozenset[str]
) -> tuple[int, str, tuple[Meaning, ...]]:
    """The longest term that begins at a word: its length, itself and its meanings. The length may be 0."""
    for length in range(_longest(text, place, words), 0, -1):
        part = tuple(token.text for token in text[place : place + length])
        if length == 1 and part[0] in grammar.vague(words.tag) | grammar.negators(words.tag):
            return 0, "", ()
        name = naming.name(text, place, words=words, places=places) if length == 1 else None
        found = name or words.find(part)
        if (
            found
            and found[0] not in grammar.vague(words.tag)
            and (length > 1 or not _is_lower(text[place], found[1], words.tag))
        ):
            return length, *found
    if main := _main_noun(text[place], words):
        return 1, *main
    return 0, "", ()


def _longest(text: list[Token], place: int, words: Lexicon) -> int:
    """The number of words of the longest term that may begin here, within the clause."""
    forms = tokens.forms(text[place].text, tag=words.tag)
    most = max(words.longest.get(tokens.stem(form, tag=words.tag), 1) for form in forms)
    following = text[place : place + most]
    return sum(token.clause == text[place].clause for token in following)


def _is_lower(token: Token, meanings: tuple[Meaning, ...], tag: str) -> bool:
    """Whether a word that must be a noun is not one, because the language writes nouns with a capital."""
    if not grammar.of(tag).has_noun_capitals or token.is_capital:
        return False
    return not any(meaning.reason in {Reason.ACTION, Reason.IDEA, Reason.FACE} for meaning in meanings)


def _main_noun(token: Token, words: Lexicon) -> tuple[str, tuple[Meaning, ...]] | None:
    """The main noun of a compound: "Tasse" of "Kaffeetasse"."""
    language, word = grammar.of(words.tag), token.text
    if not language.has_compounds or (language.has_noun_capitals and not token.is_capital):
        return None
    for start in range(_LEAST_BEFORE, len(word) - _LEAST_MAIN + 1):
        found = words.find((word[start:],)) if _is_known(word[:start], words) else None
        if found and found[1] and found[1][0].reason in _CERTAIN:
            meanings = tuple(meaning._replace(reason=Reason.HEAD) for meaning in found[1])
            return found[0], meanings
    return None


def _is_known(part: str, words: Lexicon) -> bool:
    """Whether the first part of a compound is a word, perhaps with a joint: "Geburts" of "Geburtstag"."""
    forms = (part, *(part.removesuffix(joint) for joint in _JOINTS))
    return any(form in grammar.vague(words.tag) or words.find((form,)) for form in forms if form)


def _is_of_place(text: list[Token], place: int, tag: str) -> bool:
    """Whether the word says of which place the next one is: "Hamburger Hafen"."""
    if not grammar.of(tag).has_noun_capitals or not text[place].text.endswith("er"):
        return False
    after = text[place + 1] if place + 1 < len(text) else None
    return after is not None and after.is_capital and not after.is_first and text[place].is_capital


def _is_setting(term: str, field: Field, tag: str) -> bool:
    return field is Field.VISUAL and term in grammar.of(tag).settings


def _mention(
    text: list[Token],
    place: int,
    length: int,
    term: str,
    meanings: tuple[Meaning, ...],
    tag: str,
    field: Field,
) -> Mention:
    language = grammar.of(tag)
    last = text[place + length - 1].text
    return Mention(
        tag=tag,
        field=field,
        word=" ".join(token.text for token in text[place : place + length]),
        term=term,
        meanings=meanings,
        order=place,
        number=_number(text, place, tag) or _number_after(text, place + length, language, tag),
        is_plural=_is_plural(last, language, tag),
        is_struck=_is_negated(text, place, length, language),
    )


def _is_plural(word: str, language: Language, tag: str) -> bool:
    is_changed = tokens.stem(word, tag=tag) != word
    ends_so = word.endswith(tuple(language.plurals)) or word in language.irregular
    return bool(language.plurals) and is_changed and ends_so and word not in language.singular


def _number(text: list[Token], place: int, tag: str) -> int:
    """The number before a noun if it is from 2 to 6, otherwise 0."""
    for before in range(place - 1, max(place - 2 - _BETWEEN, -1), -1):
        word = text[before]
        if word.clause != text[place].clause or word.text in _INDEFINITE:
            break
        if word.text.isdecimal():
            return int(word.text) if 2 <= int(word.text) <= 6 else 0
        if number := grammar.numbers(tag).get(word.text):
            is_part = before > 0 and text[before - 1].text in _PARTS
            return 0 if is_part else number
        if _is_unit(word.text, tag):
            break
    return 0


def _is_unit(word: str, tag: str) -> bool:
    """Whether a number before the word counts it, and nothing behind it: "five minutes"."""
    found = lexicon.of(tag).find((word,))
    return found is not None and any(meaning.reason is Reason.IDEA for meaning in found[1])


def _number_after(text: list[Token], place: int, language: Language, tag: str) -> int:
    """The number after a noun, in languages in which it may follow."""
    if not language.counts_after or place >= len(text) or text[place].clause != text[place - 1].clause:
        return 0
    word = text[place].text
    return int(word) if word in {"2", "3", "4", "5", "6"} else grammar.numbers(tag).get(word, 0)


def _is_negated(text: list[Token], place: int, length: int, language: Language) -> bool:
    clause = text[place].clause
    before = [token.text for token in text[max(0, place - _REACH) : place] if token.clause == clause]
    after = [token.text for token in text[place + length :] if token.clause == clause]
    if _is_receiver(before, after, language):
        return False
    is_without = any(text[place + length - 1].text.endswith(ending) for ending in language.without)
    return is_without or _is_negated_before(before, language) or _is_negated_after(after, language)


def _is_receiver(before: list[str], after: list[str], language: Language) -> bool:
    """Whether the word is who gets what the next one names."""
    is_given = not set(language.givers).isdisjoint(before[-2:])
    return is_given and bool(after) and after[0] not in (*language.breaks, *language.links)


def _is_negated_before(before: list[str], language: Language) -> bool:
    for distance, word in enumerate(reversed(before)):
        position = len(before) - 1 - distance
        if word in language.breaks or word in language.cancels:
            return False
        pair = " ".join(before[position - 1 : position + 1]) if position else word
        is_near = distance < _NEAR and word in language.negators_near
        if (
            is_near
            and word in language.negators_after
            and position
            and before[position - 1] not in language.breaks
        ):
            # It belongs to the noun before it.
            return False
        if is_near or word in language.negators or pair in language.negators:
            previous = before[position - 1] if position else ""
            is_again = previous in language.negators and language.cancels_twice
            return not (is_again or previous in language.cancels)
    return False


def _is_struck_noun(mention: Mention) -> bool:
    """Whether the word is negated and certainly a noun."""
    return mention.is_struck and bool(mention.meanings) and mention.meanings[0].reason in _CERTAIN


def _is_negated_after(after: list[str], language: Language) -> bool:
    for distance, word in enumerate(after[:_REACH_BACK]):
        if word in language.breaks:
            return False
        if word in language.negators_after:
            is_again = not set(language.negators_after).isdisjoint(after[distance + 1 :])
            return not (is_again and language.cancels_twice)
    return False


def _with_modifiers(found: list[Mention], text: list[Token], tag: str) -> list[Mention]:
    """The mentions, in which a noun directly before another one is its modifier.

    A noun before one that pictures nothing is left out: a coffee table is no coffee.
    """
    found = [one for one in found if not _is_kind(one, text, tag)]
    if not grammar.of(tag).has_noun_modifiers:
        return found
    nouns = {mention.order for mention in found if _is_noun(mention) and not text[mention.order].is_first}
    particles = grammar.of(tag).particles
    return [
        replace(
            one,
            is_modifier=one.order + one.word.count(" ") + 1 in nouns
            and not (particles and one.word != one.term),
        )
        for one in found
    ]


def _is_kind(mention: Mention, text: list[Token], tag: str) -> bool:
    """Whether the word only says of which kind the noun behind it is."""
    end = mention.order + mention.word.count(" ") + 1
    after = text[end] if end < len(text) else None
    is_near = after is not None and after.clause == text[end - 1].clause and not mention.word.count(" ")
    return is_near and after is not None and after.text in grammar.of(tag).heads


def _is_noun(mention: Mention) -> bool:
    """Whether the word is certainly a noun: "bus", but not "sleeps"."""
    words = lexicon.of(mention.tag)
    # A word that usually pictures nothing is often a verb: "phones die".
    if mention.term in words.verbs or "" in words.senses.get(mention.term, ()):
        return False
    return not mention.meanings or mention.meanings[0].reason in _CERTAIN


def _once_struck(found: list[Mention], text: list[Token]) -> list[Mention]:
    """The mentions, in which a negation counts for the first noun after it only: "don't buy a car". One that
    has its own stays struck: "no sugar, no bread".
    """
    kept: list[Mention] = []
    for mention in found:
        language = grammar.of(mention.tag)
        is_second = bool(kept) and _is_struck_noun(kept[-1]) and abs(mention.order - kept[-1].order) < _REACH
        before = text[mention.order - 1].text if mention.order else ""
        is_own = before in (*language.negators, *language.negators_near)
        kept.append(replace(mention, is_struck=mention.is_struck and (is_own or not is_second)))
    return kept
