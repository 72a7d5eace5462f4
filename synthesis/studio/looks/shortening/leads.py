"""Clauses that announce the next one: "The truth is simple: …", "Le truc que personne ne dit : …"."""

import re

from synthesis.studio import headlines
from synthesis.studio.headlines import parts, thoughts
from synthesis.studio.looks.shortening import grammar, splitting

_COLON = re.compile('^[\u201d\u2019\u00bb"]?\\s*(?:[:\uff1a]|[\u2013\u2014-]\\s)')
_REACH, _MOST_WORDS = 40, 9


def told(text: str, *, language: str) -> list[str]:
    """The clauses of a sentence without those that only announce the next one.

    What a clause calls a mistake keeps that word: "The worst mistake: selling in a crash" becomes "Mistake:
    selling in a crash".
    """
    head, colon, rest = text.partition(": ")
    if "," in head and colon and is_lead(head.strip(), ":", language=language):
        # It has a comma: "Первое, что бросается в глаза".
        first, *others = told(rest, language=language) or [rest]
        return [_behind(head, first, language), *others]
    several = splitting.clauses(text, language=language)
    found: list[str] = []
    lead, place = "", 0
    for number, clause in enumerate(several):
        start = text.find(clause, place)
        place = start + len(clause) if start >= 0 else place
        if number < len(several) - 1 and is_lead(clause, text[place:], language=language):
            lead = clause
            continue
        found.append(_behind(lead, clause, language) if lead else clause)
        lead = ""
    return found


def is_lead(clause: str, after: str, *, language: str) -> bool:
    """Whether a clause announces what follows it, which is ``after``."""
    table, words = grammar.of(language), thoughts.words_of(clause)
    if not words:
        return False
    following = (thoughts.words_of(after[:_REACH]) or [""])[0]
    # "Ce qui compte, ce n'est pas …"
    is_presented = following in table.presenting or (parts.primary(language) == "fr" and following == "ce")
    if after.startswith(",") and not is_presented and len(words) < parts.FEWEST_WORDS + 2:
        # "En büyük hata, ay sonunda …", "Der größte Fehler ist, …"
        is_said = words[-1] in table.copulas and bool(grammar.mistake_in(clause, language))
        return is_said or words[-1] in table.mistakes
    if len(words) > _MOST_WORDS or not (_COLON.match(after) or is_presented):
        return False
    if table.presenting & set(words[1:]):
        # What it announces is in it: "Le coupable, c'est le démarrage automatique".
        return False
    is_opened = clause.casefold().startswith(tuple(f"{each} " for each in table.announcers))
    return is_opened or bool(_names(words, table.announcing | table.mistakes))


def _behind(lead: str, clause: str, language: str) -> str:
    """What is announced: without "it is", and with the word for a mistake."""
    first, _, rest = clause.partition(" ")
    table = grammar.of(language)
    plain = rest if rest and first.casefold() in table.presenting else clause
    first, _, rest = plain.partition(" ")
    # "…, c'est que le pain en contient"
    plain = rest if plain != clause and rest and first.casefold() in table.said else plain
    return called(plain, lead, language=language)


def called(text: str, lead: str, *, language: str) -> str:
    """A text with the word for a mistake in front of it, if ``lead`` calls it one."""
    mistake = grammar.mistake_in(lead, language)
    if not mistake:
        return headlines.capitalised(text)
    space = "\u00a0" if parts.primary(language) == "fr" else ""
    return f"{headlines.capitalised(mistake)}{space}: {text}"


def _names(words: list[str], known: frozenset[str]) -> str:
    """The first of the known nouns that is among the words; empty if none is."""
    plain = (word.rpartition("'")[2] for word in words)
    said = f" {' '.join(plain)} "
    return next((each for each in sorted(known, key=len, reverse=True) if f" {each} " in said), "")
