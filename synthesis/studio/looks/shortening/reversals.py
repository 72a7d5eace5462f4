"""Phrases that say the opposite of the sentence that they are from."""

import re

from synthesis.studio.headlines import parts, thoughts
from synthesis.studio.looks.shortening import grammar, worth

# Worth more than any phrase.
REVERSED = 12.0
# What follows is replaced by what comes after it.
INSTEAD = re.compile(
    r"(?<!\w)(?:(?:instead of|rather than|(?:an)?statt|au lieu d[eu]|plutôt que|en vez de|en lugar de|"
    r"invece (?:di|del\w*)|em vez d[eo]|em lugar d[eo]|in plaats van|вместо|замість|zamiast|i stället för)"
    r"(?!\w)|au lieu d'|plutôt qu')",
    re.IGNORECASE,
)


def of(text: str, sentence: str, *, language: str) -> float:
    """How much worth a phrase of a sentence loses because it says the opposite."""
    words, said = thoughts.words_of(text), thoughts.words_of(sentence)
    if not words:
        return 0.0
    is_reversed = _is_lesser(words, sentence, language) or _is_denied(text, words, said, language)
    return REVERSED * (is_reversed or _is_replaced(words, sentence))


def _is_lesser(words: list[str], sentence: str, language: str) -> bool:
    """Whether it is the worse of two: "three hours" in "20 minutes are better than three hours"."""
    tokens = [token for token in sentence.split() if thoughts.words_of(token)]
    said, known = thoughts.words_of(sentence), grammar.of(language).than
    than = next((place for place, word in enumerate(said) if word in known), 0)
    if not than or not _is_comparison(said[:than], language):
        return False
    rest = range(than, len(said))
    end = next((place for place in rest if tokens[place].endswith((",", ";", ":"))), len(said))
    begins = next((place for place in range(len(said)) if said[place : place + len(words)] == words), 0)
    return than <= begins <= end


def _is_replaced(words: list[str], sentence: str) -> bool:
    """Whether it is only what is replaced: "a taxi" in "Instead of a taxi, take the train"."""
    found = INSTEAD.search(sentence.replace("\u2019", "'"))
    if found is None:
        return False
    replaced, comma, _ = sentence[found.start() :].partition(",")
    if comma:
        return " ".join(words) in " ".join(thoughts.words_of(replaced))
    # Without a comma, it is what follows directly, perhaps behind an article.
    instead, after = len(found[0].split()), thoughts.words_of(replaced)
    starts = (0, instead, instead + 1)
    return len(words) < len(after) and any(after[start : start + len(words)] == words for start in starts)


def _is_comparison(before: list[str], language: str) -> bool:
    comparatives = grammar.of(language).comparatives
    has_ending = parts.primary(language) in ("de", "nl") and before[-1].endswith("er")
    return not comparatives or bool(comparatives & set(before)) or has_ending


def _is_denied(text: str, words: list[str], said: list[str], language: str) -> bool:
    """Whether only a reason is denied: "Plants do not die" in "Plants do not die because you forget them".

    A command is still one without its reason.
    """
    is_told = said[0] in _subjects(language) and not worth.is_negated(said[0], language)
    reason = next((place for place, word in enumerate(said) if place and word in worth.REASONS), 0)
    return is_told and reason > 0 and worth.is_negated(text, language) and not set(words) & worth.REASONS


def _subjects(language: str) -> frozenset[str]:
    """Words that begin a subject, and some that begin a denied command."""
    known = grammar.of(language)
    return known.articles | known.beginners | thoughts.PRONOUNS
