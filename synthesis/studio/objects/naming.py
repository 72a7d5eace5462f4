"""Proper names of the same letters as a thing: Apple, Essen, Natal, Turkey."""

from collections.abc import Iterator

from synthesis.studio.objects import grammar
from synthesis.studio.objects.grammar import Language
from synthesis.studio.objects.lexicon import Known, Lexicon, Meaning, Reason
from synthesis.studio.objects.tokens import Token

# Of a text that is no title, at most this share of the words begin with a capital.
_MOST_CAPITALS = 0.6
# "Es riecht nach Essen": the preposition belongs to the verb.
_SENSED = ("riech", "schmeck", "duft", "such", "frag", "greif", "verlang", "hunger", "sehn")


def name(text: list[Token], place: int, *, words: Lexicon, places: frozenset[str]) -> Known | None:
    """A word that is a proper name here, such as "Apple" in "the new Apple chip", with its meaning.

    In a full name, such as "Freddie Mercury", it has none. ``places`` are the names of places of the video.
    """
    token, before = text[place], _before(text, place)
    if is_place(text, place, words=words) or (
        token.is_capital and token.text in places and not _has_article(before, grammar.of(words.tag))
    ):
        return _known(token, words.names.get(token.text, ""))
    if not token.is_capital or token.text not in words.names or _is_title(text):
        return None
    is_thing = not token.is_opening and _has_article(before, grammar.of(words.tag))
    is_full = _is_full(text, place, words.tag)
    if not is_full and (token.is_opening or is_thing):
        return None
    return _known(token, "" if is_full else words.names[token.text])


def _known(token: Token, shown: str) -> Known:
    # With its capital, so that it is not the term of several senses.
    return token.text.capitalize(), (Meaning(shown, Reason.THING),) if shown else ()


def places_in(text: list[Token], *, words: Lexicon) -> Iterator[str]:
    """The words of a text that are certainly the names of places in it."""
    for place, token in enumerate(text):
        if token.is_capital and is_place(text, place, words=words):
            yield token.text


def is_place(text: list[Token], place: int, *, words: Lexicon) -> bool:
    """Whether a word names a place: by its capital with its ending, a preposition, or its neighbours."""
    token, language = text[place], grammar.of(words.tag)
    if not token.is_capital:
        return False
    if token.is_suffixed or _is_joined(text, place, language):
        return True
    before, after = _before(text, place), text[place + 1] if place + 1 < len(text) else None
    is_listed = token.text in language.places
    if _has_article(before, language):
        return False
    is_there = before is not None and before.text in language.toward and not _is_sensed(text, place)
    if language.has_noun_capitals:
        return is_listed and (is_there or _is_on_the_way(text, place, language))
    if _is_title(text):
        return is_listed and is_there and (after is None or not after.is_capital or after.is_first)
    if is_there and not token.is_opening:
        return is_listed or not words.knows(token.text)
    return is_listed and (
        not token.is_opening or _is_on_the_way(text, place, language) or _is_of_region(text, place)
    )


def _is_joined(text: list[Token], place: int, language: Language) -> bool:
    """Whether a small word joins two names: "Porto de Galinhas", "de Recife a Natal"."""
    if place < 2 or text[place - 1].text not in language.of_names or _is_title(text):
        return False
    return text[place - 2].is_capital and text[place - 2].clause == text[place].clause


def _before(text: list[Token], place: int) -> Token | None:
    """The word before, in the same clause."""
    return text[place - 1] if place and text[place - 1].clause == text[place].clause else None


def _has_article(before: Token | None, language: Language) -> bool:
    return before is not None and before.text in (language.contracted or language.determiners)


def _is_title(text: list[Token]) -> bool:
    """Whether the text is a title, or its language begins nouns with a capital."""
    return sum(token.is_capital for token in text) > _MOST_CAPITALS * len(text)


def _is_sensed(text: list[Token], place: int) -> bool:
    clause = text[place].clause
    return any(token.text.startswith(_SENSED) for token in text if token.clause == clause)


def _is_on_the_way(text: list[Token], place: int, language: Language) -> bool:
    """Whether another name follows with a preposition: "Hamm nach Ulm", "Natal a Recife"."""
    following = text[place + 1 : place + 3]
    return (
        len(following) > 1
        and following[0].text in (*language.toward, *language.onward)
        and following[1].is_capital
        and following[1].clause == text[place].clause
    )


def _is_of_region(text: list[Token], place: int) -> bool:
    """Whether its region follows behind a comma: "Mobile, Alabama"."""
    after = text[place + 1] if place + 1 < len(text) else None
    return after is not None and after.is_capital and after.is_first and not after.is_opening


def _is_full(text: list[Token], place: int, tag: str) -> bool:
    """Whether another name stands beside it: "Freddie Mercury"."""
    token, vague = text[place], grammar.vague(tag)
    before = text[place - 1] if place and not token.is_opening else None
    after = text[place + 1] if place + 1 < len(text) else None
    return any(
        other and other.is_capital and other.clause == token.clause and other.text not in vague
        for other in (before, after)
    )
