"""Words that are verbs in a text, and not the nouns of the same letters."""

from collections.abc import Iterable

from synthesis.studio.objects import grammar, tokens
from synthesis.studio.objects.grammar import Language
from synthesis.studio.objects.lexicon import Meaning, Reason
from synthesis.studio.objects.tokens import Token

# Words for these are verbs themselves, or adjectives.
_NO_NOUNS = frozenset({Reason.ACTION, Reason.IDEA, Reason.FACE})
# "Books you should read", "Ducks can swim": the first word is no verb.
_PERSONS = frozenset({"i", "you", "we", "they", "he", "she", "it"})


def is_verb(
    text: list[Token], place: int, length: int, *, term: str, meanings: Iterable[Meaning], tag: str
) -> bool:
    """Whether a word that is a noun or a verb is a verb here: after "to" or "you", or before "the".

    ``term`` is what it was found as.
    """
    language = grammar.of(tag)
    word = text[place].text
    before = text[place - 1] if place and text[place - 1].clause == text[place].clause else None
    if length > 1:
        return False
    if text[place].is_opening and word in language.imperatives:
        return True
    if word in language.guarded:
        return before is None or not _is_article(before.text, language, tag)
    # "Streich die Wand": "streichen" itself is pictured.
    is_listed = term in (f"{word}en", f"{word}n", f"{word.removesuffix('e')}en")
    if not is_listed and _is_called(text, place, before, meanings, language):
        return True
    if not {word, tokens.stem(word, tag=tag)} & set(language.nouns):
        return False
    if before is not None and before.text in language.subjects:
        return not (before.is_first and before.text in language.modals)
    after = text[place + 1].text if place + 1 < len(text) else ""
    is_several = word != tokens.stem(word, tag=tag) and after in (*_PERSONS, *language.modals)
    is_object_next = (after in language.determiners or after in language.subjects) and not is_several
    # A plural before it is its subject: "vaccines train your body".
    is_subject = before is not None and before.text.endswith(tuple(language.plurals))
    return is_object_next and (before is None or before.text in language.breaks or is_subject)


def _is_called(
    text: list[Token], place: int, before: Token | None, meanings: Iterable[Meaning], language: Language
) -> bool:
    """Whether a noun stands where only a verb can: "Coupe le pain", "Miete ein Rad", "elle cuisine".

    At the beginning of a sentence an article or a pronoun follows the verb, which a noun has before it.
    """
    if any(meaning.reason in _NO_NOUNS for meaning in meanings):
        return False
    if before is not None:
        return before.text in language.pronouns
    after = text[place + 1] if place + 1 < len(text) else None
    is_near = after is not None and after.clause == text[place].clause and not after.is_capital
    return text[place].is_first and is_near and after is not None and after.text in language.openers


def _is_article(word: str, language: Language, tag: str) -> bool:
    return word in language.articles or word.isdecimal() or word in grammar.numbers(tag)
