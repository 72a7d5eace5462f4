"""Fractions, ratios and scores: "1/3", "2½", "8/10", "16:9"."""

import re
import unicodedata
from re import Match

from synthesis.assembly.speech.normalization import figures, numerals
from synthesis.assembly.speech.normalization.figures import GAP, UNIT_END
from synthesis.assembly.speech.normalization.language import Language, Rule

VULGAR = "½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞⅐⅑⅒"
SCORES = {10, 100}


def rules(language: Language) -> tuple[Rule, ...]:
    """The rules for parts of a whole."""
    if language.fraction is None:
        return ()
    unit = rf"(?:{GAP}(?P<unit>{figures.one_of(language.units)}){UNIT_END})?"
    found = [
        Rule(re.compile(rf"(?<!\d)(?:(?P<whole>\d{{1,6}}){GAP})?(?P<vulgar>[{VULGAR}]){unit}"), _vulgar),
        Rule(
            re.compile(
                r"(?<![\w/.,])(?:(?P<whole>\d{1,4}) )?(?P<above>\d{1,3})/(?P<below>\d{1,4})"
                rf"(?![\d/]|[.,]\d){unit}(?!\w)"
            ),
            _written,
        ),
    ]
    if language.half_after is not None:
        halves = rf"(?<![\w/.,])(?P<whole>\d{{1,6}})(?:{GAP}½| 1/2) (?P<noun>[^\W\d_]+)"
        found.insert(0, Rule(re.compile(halves), _half_after_noun))
    if language.half_before is not None:
        is_unit = rf"(?:{figures.one_of(language.units)}){UNIT_END}"
        half = rf"(?<![\w/.,])(?<!\d )(?:½|1/2)(?= (?!{is_unit})(?P<noun>[^\W\d_]{{2,}}))"
        found.insert(0, Rule(re.compile(half), _half_before_noun))
    if language.words.ratio:
        found.append(
            Rule(re.compile(r"(?<![\w:.,])(?P<above>\d{1,3}):(?P<below>\d{1,3})(?![\w:]|[.,]\d)"), _ratio)
        )
    return tuple(found)


def _vulgar(match: Match[str], language: Language) -> str | None:
    above, _, below = unicodedata.normalize("NFKC", match["vulgar"]).partition("\u2044")
    words = _mixed(match["whole"], int(above), int(below), language)
    return words and _with_unit(words, match, language)


def _with_unit(words: str, match: Match[str], language: Language) -> str:
    if match["unit"] is None:
        return words
    noun = figures.noun_form(language.units[match["unit"]], language=language, category="one")
    return figures.joined(words, noun, language=language)


def _written(match: Match[str], language: Language) -> str | None:
    above, below = int(match["above"]), int(match["below"])
    words = _in_words(match["whole"], above, below, language)
    return words and _with_unit(words, match, language)


def _in_words(whole: str | None, above: int, below: int, language: Language) -> str | None:
    if whole:
        return _mixed(whole, above, below, language) if 0 < above < below else None
    is_score = below in SCORES and bool(language.words.out_of)
    if above == below and below not in SCORES:
        return _pair(above, below, "", language)  # "50/50"
    words = None if is_score or not above or not below else _fraction(above, below, language)
    return words or _pair(above, below, language.words.out_of, language)


def _half_after_noun(match: Match[str], language: Language) -> str | None:
    if language.half_after is None:
        return None
    noun = match["noun"]
    gender = language.gender_before(noun, int(match["whole"][-3:])) if language.gender_before else ""
    number = numerals.whole(match["whole"], language=language, gender=gender)
    return figures.joined(number, noun, language.half_after(noun), language=language)


def _half_before_noun(match: Match[str], language: Language) -> str | None:
    return language.half_before(match["noun"]) if language.half_before else None


def _mixed(whole: str | None, above: int, below: int, language: Language) -> str | None:
    fraction = _fraction(above, below, language)
    if not whole or fraction is None:
        return fraction
    number = numerals.whole(whole, language=language)
    if (above, below) == (1, 2) and language.half:
        return figures.joined(number, language.half, language=language)
    return figures.joined(number, language.mixed, fraction, language=language)


def _fraction(above: int, below: int, language: Language) -> str | None:
    return language.fraction(above, below) if language.fraction and below > 1 else None


def _ratio(match: Match[str], language: Language) -> str:
    return _pair(int(match["above"]), int(match["below"]), language.words.ratio, language)


def _pair(above: int, below: int, word: str, language: Language) -> str:
    if "{" in word:
        first, last = (numerals.cardinal(n, language=language) for n in (above, below))
        return word.format(first, last)
    parts = (numerals.cardinal(above, language=language), word, numerals.cardinal(below, language=language))
    return figures.joined(*parts, language=language)
