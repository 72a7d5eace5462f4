"""Abbreviations and initials: "Dr.", "vs.", "e.g.", "U.S."."""

import re
from collections.abc import Mapping
from re import Match

from synthesis.assembly.speech.normalization import figures
from synthesis.assembly.speech.normalization.language import Language, Rule

INITIALS = r"(?<![\w.])(?:[A-ZÀ-Ý]\.){2,}"
PAIR_OF_INITIALS = r"(?<![\w.])(?P<first>[A-Z])\. (?P<last>[A-Z])\.(?= [A-Z][a-z])"
NEXT_WORD = re.compile(r"[\"'”’»)\]]*(?P<gap>\s*)[\"'“\u2018«(¿¡]?(?P<word>\w*)")


def rules(language: Language) -> tuple[Rule, ...]:
    """The rules for abbreviations with full stops."""
    found = [Rule(re.compile(PAIR_OF_INITIALS), _pair)]
    if language.abbreviations:
        found.append(Rule(_pattern(language.abbreviations), _abbreviation))
    if language.closing_abbreviations:
        found.append(Rule(_pattern(language.closing_abbreviations), _closing))
    return (*found, Rule(re.compile(INITIALS), _initials))


def ends_sentence(match: Match[str], *, starters: tuple[str, ...] = ()) -> bool:
    """Whether a sentence ends after the match: at the end of a paragraph, or before a capital.

    With ``starters``, a capital counts only on one of these words: "the U.S. Army" goes on.
    """
    following = NEXT_WORD.match(match.string, match.end())
    if following is None:
        return False
    gap, word = following["gap"], following["word"]
    if "\n" in gap or (not word and following.end() == len(match.string)):
        return True
    if not gap or not word:
        return False
    return word in starters if starters else word[0].isupper()


def keeps_stop(match: Match[str], language: Language) -> bool:
    """Whether the full stop at the end of the match ends a sentence as well: "It costs 5 Mio."."""
    starters = language.sentence_starters if language.are_nouns_capitalised else ()
    return match[0].endswith(".") and ends_sentence(match, starters=starters)


def _pattern(abbreviations: Mapping[str, str]) -> re.Pattern[str]:
    written = sorted(abbreviations, key=len, reverse=True)
    forms = "|".join(_in_any_case(form) for form in written)
    return re.compile(rf"(?<![\w.{figures.MARKS}])(?P<written>{forms})(?!\w)")


def _abbreviation(match: Match[str], language: Language) -> str | None:
    return _words(match["written"], language.abbreviations)


def _closing(match: Match[str], language: Language) -> str | None:
    words = _words(match["written"], language.closing_abbreviations)
    return f"{words}." if words and keeps_stop(match, language) else words


def _in_any_case(form: str) -> str:
    # The form may start a sentence, and may have lost the space inside: "z.B.".
    first, rest = form[0], re.escape(form[1:]).replace(r"\ ", "[ \u00a0\u202f]?")
    return (f"[{first}{first.upper()}]" if first.islower() else re.escape(first)) + rest


def _words(written: str, abbreviations: Mapping[str, str]) -> str | None:
    compact = "".join(written.split())
    known = {"".join(form.split()): words for form, words in abbreviations.items()}
    if compact in known:
        return known[compact]
    words = known.get(compact[0].lower() + compact[1:], "")
    return words[:1].upper() + words[1:] or None


def _pair(match: Match[str], language: Language) -> str:
    return figures.letters(match["first"] + match["last"])


def _initials(match: Match[str], language: Language) -> str:
    letters = figures.letters(match[0].replace(".", ""))
    return f"{letters}." if ends_sentence(match, starters=language.sentence_starters) else letters
