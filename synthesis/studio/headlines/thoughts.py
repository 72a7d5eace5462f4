"""Tells a whole thought from a fragment, by the first and last words of a text."""

import re
import unicodedata
from functools import cache
from itertools import pairwise

from synthesis.assembly.sentences import abbreviations
from synthesis.studio.headlines import clause_words, unspaced

LONGEST = 60
_EDGES = (
    "\"'\u201c\u201d\u2018\u2019\u201e\u00ab\u00bb()[]{}"
    ".,;:!?\u2026\u00bf\u00a1*_\u2013\u2014-\u061f\u060c\u0964"
)
_OPEN_END = re.compile(r"[,;:\u060c\u3001\uff0c\uff1b\uff1a\u2013\u2014(\[/&+=\-$\u00a3\u20ac\u00a5]$")
_FIGURE = re.compile(
    r"[#$\u00a3\u20ac\u00a5\u20b9]?[+-]?\d[\d.,:/\u00a0%]*(?:[kmbx%\u20ac\u00a3\u00a5\u00d7]|bn|st|nd|rd|th)?"
)
_SCALES = clause_words.listed(
    "under nearly million millions billion billions thousand hundred percent per cent milliarden milliarde "
    "mio mrd tausend millionen millones millón mil milliard milliards milioni milione milhões milhão "
    "miljoen miljard prozent pourcent about around over almost up to only just circa rund etwa environ "
    "unos casi quasi cerca k m bn kg km cm mm g l ml s h min % dollars euros pounds euro dollar "
    "ribu juta ratus miliar mil тысяч тысячи тыс bin milyon nghìn triệu"
)
_PAIRS = (
    ("(", ")"),
    ("[", "]"),
    ("\u201c", "\u201d"),
    ("\u300c", "\u300d"),
    ("\u300e", "\u300f"),
    ("\uff08", "\uff09"),
)
_PARTICLES = clause_words.listed("on in over through around by along")
_PHRASAL = clause_words.listed(
    "live lives lived move moves moved go goes went come comes came keep hold log turn switch carry get "
    "put take bring"
)
# They may stand behind their verb: "an app I can't live without".
_STRANDED = clause_words.listed("about with without for to of at from in on into over by")
_OBJECTS = clause_words.listed("it this that them me you him her us one")
_SUBJECTS = clause_words.listed(
    "i you we they he she it this that these those the a an your our my his her their"
)
_FRENCH_OBJECTS = clause_words.listed("vous nous elle elles")
_BEFORE_OBJECTS = clause_words.listed("pour avec sans chez à sur contre par vers devant derrière")
_ASKING = clause_words.listed("what who where which whom whose")
# They begin a clause that waits for another, as a subordinator does.
_WAITS = re.compile(
    r"(?:so )?(?:the )?(?:next|every|each|first|last) time |no matter |as (?:soon|long) as ", re.IGNORECASE
)
# They begin a clause with "que" or "che" behind them, else a phrase of time.
_PREPOSITIONS = clause_words.listed("dopo prima después antes depois après avant pendant dès قبل بعد")
# They begin a clause, or a phrase such as "after the war".
_LOOSE = clause_words.listed("before after since until once as where that who")


def capitalised(text: str) -> str:
    """A text with a capital letter first, unless its first word has one inside, such as "iPhone"."""
    first, _, _ = text.partition(" ")
    return text if any(map(str.isupper, first[1:])) else text[:1].upper() + text[1:]


def is_whole(text: str, *, language: str) -> bool:
    """Whether a text is a whole thought: no figure, title or small word alone, none of them cut off at its
    end, and no clause that waits for another.
    """
    # A semicolon is the question mark of Greek.
    tidy = text.strip().removesuffix(";") if language.startswith("el") else text.strip()
    words = words_of(tidy)
    if not any(character.isalpha() for character in tidy) or _OPEN_END.search(tidy) or not is_balanced(tidy):
        return False
    small = clause_words.of(language).dangling
    if all(is_figure(word) or word in _SCALES or word in small for word in words):
        return False
    if unspaced.applies(tidy):
        return unspaced.is_whole(tidy)
    is_relative = words[1:2] in (["which"], ["whom"])
    return not is_relative and _ends_well(tidy, words, language) and _begins_well(tidy, words, language)


def words_of(text: str) -> list[str]:
    """The words in lower case, without the signs around them."""
    bare = (word.strip(_EDGES).replace("\u2019", "'").lower() for word in text.split())
    return [word for word in bare if word]


def is_figure(word: str) -> bool:
    """Whether a word is a number, with a currency or unit sign or without."""
    return _FIGURE.fullmatch(word) is not None


def is_subject(word: str) -> bool:
    """Whether an English word begins the subject of a clause: a pronoun, article or possessive."""
    return word.lower().strip(_EDGES) in _SUBJECTS


def waits(text: str, *, language: str) -> bool:
    """Whether a text begins with a clause that waits for another: "If you …", "Next time …"."""
    words = words_of(text)
    if not words or words[0] not in clause_words.of(language).subordinators:
        return _is_english(language) and _WAITS.match(text) is not None
    return words[0] not in _LOOSE or (len(words) > 1 and words[1] in _PRONOUNS)


def verbs_in(words: list[str], *, language: str) -> int:
    """The number of finite verbs, as far as the language's list goes."""
    known = clause_words.of(language).verbs
    is_english = _is_english(language)
    count = int(bool(words) and words[0] in known and words[0] not in _PARTICIPLES)
    for before, word in pairwise(words):
        is_regular = is_english and word.endswith("ed") and len(word) > 4
        # "should do" is one verb, and a word behind an article is a noun.
        is_part = before in _AUXILIARIES or before.endswith("n't") or before in _NOUN_FIRST
        count += (word in _AUXILIARIES) or (not is_part and (is_regular or word in known))
    return count


def has_verb(words: list[str], *, language: str) -> bool:
    """Whether one of the words is a finite verb, as far as the language's list goes."""
    return verbs_in(words, language=language) > 0


def is_said(text: str, *, language: str) -> bool:
    """Whether a text holds a verb for its main clause and one for each clause inside it."""
    words = words_of(text)
    subordinators = clause_words.of(language).subordinators
    inside = sum(word in _INNER or (word in subordinators and word not in _LOOSE) for word in words[1:])
    if _is_english(language):
        inside += _without_that(text.lower().split())
    return verbs_in(words, language=language) > inside


def _without_that(tokens: list[str]) -> int:
    """The clauses without "that" in English: a subject behind a noun, as in "the first thing you do"."""
    return sum(
        word in _PRONOUNS and before[-1].isalpha() and before not in _joining() and not before.endswith("ly")
        for before, word in pairwise(tokens)
    )


@cache
def _joining() -> frozenset[str]:
    known = clause_words.of("en")
    return known.verbs | known.coordinators | known.subordinators | known.dangling | {"so", "then"}


def _is_english(language: str) -> bool:
    return language.lower().split("-")[0] in ("en", "")


_AUXILIARIES = clause_words.listed(
    "is are was were has have had can will would could should must may might do does did"
)
# They begin a clause inside another, which has its own verb.
_INNER = clause_words.listed("that who which because if when while where why how what unless although")
_PRONOUNS = clause_words.listed("i you we they he she")
PRONOUNS = _PRONOUNS | {"it", "them", "him", "her", "us", "me"}
# After these words a word is a noun or an adjective: "the use", "a painted wall".
_NOUN_FIRST = clause_words.listed("the a an my your his our their its of in on at by with for from")
# As the first word they begin a participle phrase: "Built in 79 AD, the harbour …".
_PARTICIPLES = clause_words.listed(
    "built made known left found seen given taken born thought told kept held written sold bought lost "
    "taught caught brought led meant spent understood paid said"
)


def is_balanced(text: str) -> bool:
    """Whether every bracket and quotation mark has its partner."""
    pairs = all(text.count(opener) == text.count(closer) for opener, closer in _PAIRS if opener != "\u201c")
    curly = text.count("\u201c") + text.count("\u201e"), text.count("\u201d")
    # German closes with the sign with which English opens.
    is_german = "\u201e" in text and text.count("\u201e") == text.count("\u201c")
    guillemets = text.count("\u00ab") == text.count("\u00bb")
    return pairs and guillemets and (is_german or curly[0] == curly[1]) and text.count('"') % 2 == 0


def _ends_well(text: str, words: list[str], language: str) -> bool:
    last, known = words[-1], clause_words.of(language)
    token = text.split()[-1].strip("\"'\u201c\u201d()[]")
    abbreviated = abbreviations.of(language)
    if token[:1].isupper() and last in abbreviated.never | abbreviated.numbered and len(words) > 1:
        return False
    # "qu'à": French and Italian join small words.
    tail = last.rpartition("'")[2] if language.lower()[:2] in ("fr", "it") else last
    if last not in known.dangling and tail not in known.dangling:
        return True
    if language.lower()[:2] == "fr" and len(words) > 2 and last in _FRENCH_OBJECTS:
        # "pour vous"
        return words[-2] in _BEFORE_OBJECTS
    return len(words) > 2 and _is_stranded(text, words, language)


def _is_stranded(text: str, words: list[str], language: str) -> bool:
    """English sentences may end with a preposition: "Turn it on", "What is it for?"."""
    if not _is_english(language):
        return False
    if words[-1] in _PARTICLES:
        return words[-2] in _OBJECTS | _PHRASAL
    return words[0] in _ASKING and text.endswith("?")


def is_stranded(sentence: str, *, language: str) -> bool:
    """Whether a whole English sentence ends with a preposition: "Three apps I can't live without"."""
    words = words_of(sentence)
    is_preposition = words[-1] in _STRANDED and len(words) > 3
    return _is_english(language) and is_preposition and any(word in _PRONOUNS for word in words[-5:-2])


def _begins_well(text: str, words: list[str], language: str) -> bool:
    joining = clause_words.of(language).coordinators - clause_words.of(language).subordinators
    if words[0] in joining and len(words) > 1:
        # "But when …": the conjunction in front changes nothing.
        words, text = words[1:], re.sub(r"^\w+,?\s+", "", text)
    first = words[0]
    if _is_english(language) and _WAITS.match(text) and "," not in text:
        return False
    if first not in clause_words.of(language).subordinators or "?" in text:
        return True
    if first in _PREPOSITIONS and len(words) > 3 and words[1] not in ("que", "che", "qu'il"):
        return True
    if _is_english(language) and first in _LOOSE and len(words) > 1 and words[1] not in _PRONOUNS | {"it"}:
        # "After the war it grew" has its subject behind the phrase.
        return words[1] not in _SUBJECTS or any(word in _PRONOUNS | {"it"} for word in words[2:])
    if "\u0924\u094b" in words:  # "then" in Hindi: the main clause follows it.
        return True
    rest = re.split(r"[,\u060c:\u2013\u2014]\s", text, maxsplit=1)[1:]
    if rest:
        return len(words_of(rest[0])) >= 2
    return sum(word in _SUBJECTS and word not in ("the", "a", "an") for word in words) >= 2


def fits(text: str) -> bool:
    """Whether a text is short enough for a headline."""
    return width_of(text) <= LONGEST


def width_of(text: str) -> int:
    """The width in letters: an East Asian character takes the room of up to three."""
    return sum(_width(character) for character in text)


def _width(character: str) -> int:
    if "\uac00" <= character <= "\ud7a3":
        return 2
    return 3 if unicodedata.east_asian_width(character) in "WF" else 1
