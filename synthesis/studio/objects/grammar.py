"""What the choice of objects knows of the grammar of a language, from its file in ``grammars``."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict

_FOLDER = Path(__file__).with_name("grammars")


def _words(value: object) -> object:
    """A string of words is a tuple of words. An underscore stands for a space within a word."""
    return tuple(word.replace("_", " ") for word in value.split()) if isinstance(value, str) else value


Words = Annotated[tuple[str, ...], BeforeValidator(_words)]


class Language(BaseModel):
    """The grammar of a language.

    ``head`` is where the main noun of a name is. ``has_noun_modifiers`` is True if a noun may stand before
    the one that it belongs to; ``cancels_twice`` if two negations cancel out; ``counts_after`` if numbers
    may follow their noun.

    ``prefixes`` and ``particles`` are written together with a word; ``suffixes`` are left out of its stem, or
    replaced ("ies>y"), ``rounds`` times at most. ``letters`` and ``irregular`` make stems alike. ``endings``
    are pairs of last letters that forms of the same word may have, if it ends with one of these letters.
    ``only_grows`` is True if all forms of a word begin with it.

    ``negators`` come before a noun, ``negators_near`` directly before it or its adjective, ``negators_after``
    after it, and ``without`` are endings. ``cancels`` revoke a negation, such as "skip" in "never skip", and
    ``breaks`` end it.

    ``nouns`` are words that are verbs as well: after one of ``subjects``, or before one of ``determiners``.
    ``guarded`` are such words that are nouns only directly after one of ``articles`` or a number. ``modals``
    are subjects that may begin a question. In scripts without spaces, ``determiners`` are measure words.

    A noun directly after one of ``pronouns`` is a verb, and so is one at the beginning before one of
    ``openers``. ``imperatives`` are always verbs there.
    ``places`` are nouns that are the names of places as well: after one of ``toward``, or before one of these
    or of ``onward`` and another name, but not after one of ``contracted``, which hold an article. Between two
    capitals, ``of_names`` join a name: "Porto de Galinhas".

    ``givers`` are verbs whose first noun may be the one who gets the second: "never feed your dog grapes".
    ``links`` are words that no second noun follows: "never feed bread to ducks". ``settings`` are words that
    in a visual prompt only say where something is. ``heads`` are nouns without a picture: the noun directly
    before one only says of which kind it is, as in "coffee table".
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    head: Literal["first", "last"] = "last"
    is_spaced: bool = True
    has_compounds: bool = False
    has_noun_capitals: bool = False
    has_noun_modifiers: bool = False
    cancels_twice: bool = False
    counts_after: bool = False
    only_grows: bool = False
    splits_apostrophes: bool = True
    least_letters: int = 3
    rounds: int = 1
    prefixes: Words = ()
    particles: Words = ()
    without: Words = ()
    suffixes: Words = ()
    letters: dict[str, str] = {}
    irregular: dict[str, str] = {}
    endings: Words = ()
    plurals: Words = ()
    vague: Words = ()
    nouns: Words = ()
    givers: Words = ()
    guarded: Words = ()
    articles: Words = ()
    links: Words = ()
    settings: Words = ()
    heads: Words = ()
    singular: Words = ()
    determiners: Words = ()
    subjects: Words = ()
    modals: Words = ()
    pronouns: Words = ()
    openers: Words = ()
    imperatives: Words = ()
    places: Words = ()
    toward: Words = ()
    onward: Words = ()
    of_names: Words = ()
    contracted: Words = ()
    breaks: Words = ()
    negators: Words = ()
    negators_near: Words = ()
    negators_after: Words = ()
    cancels: Words = ()
    numbers: dict[str, Words] = {}


@cache
def of(tag: str) -> Language:
    """The grammar of a language of the index."""
    file = _FOLDER / f"{tag}.toml"
    return Language.model_validate(tomllib.loads(file.read_text(encoding="utf-8")))


@cache
def negators(tag: str) -> frozenset[str]:
    """All words of the language that negate others."""
    language = of(tag)
    return frozenset((*language.negators, *language.negators_near, *language.negators_after))


@cache
def vague(tag: str) -> frozenset[str]:
    """Words of the language that picture nothing."""
    return frozenset(of(tag).vague)


@cache
def numbers(tag: str) -> dict[str, int]:
    """The numbers from 2 to 6 by their words."""
    return {word: int(number) for number, words in of(tag).numbers.items() for word in words}
