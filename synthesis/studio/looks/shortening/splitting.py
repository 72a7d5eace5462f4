"""Sentences of a text and clauses of a sentence, without list numbers and the marks between them."""

# Letters of other alphabets look like Latin ones.
# ruff: noqa: RUF001

import re

from synthesis.assembly import sentences
from synthesis.studio import headlines
from synthesis.studio.headlines import clause_words, parts, thoughts
from synthesis.studio.looks.shortening import figures, grammar, verb_first

EDGES = " ,;:\u2013\u2014-.\u0964\u06d4\u2026"
_COMMA = re.compile(r"[,\u060c][\u201d\u2019\u00bb\"]?\s+")
_CLAUSE = re.compile(
    r"(?<=[?])[\u201d\u2019\u00bb\"]?\s+|[;:!…\u2013\u2014]+[\u201d\u2019\u00bb\"]?\s+|\s+[\u2013\u2014-]\s+|\s+[:;!]\s+"
)
_AND_YOU = re.compile(r",?\s(?:and|but|so)\s(?=(?:you|it|we|they|he|she|i)(?:'\w+)?\s\w)", re.IGNORECASE)
_QUOTATION = re.compile('[\u201c\u201d\u201e\u00ab\u00bb"]')
_QUOTED_WHOLE = re.compile(
    '^[\u201c\u201e\u00ab"]\\s?[^\u201c\u201d\u201e\u00ab\u00bb"]+[\u201d\u201c\u00bb"]$'
)
# "In 1519, Cortés came": nothing is lost without the year.
_IN_YEAR = re.compile(
    r"^(?:in|by|since|around|en|em|nel|en el año|desde|dès|в|у|w|i|pada|pada tahun|sejak|năm|vào năm)\s"
    r"(?:1\d{3}|20\d{2})"
    r"(?:\s(?:году|році|roku))?,?\s+(?=\S+\s\S)",
    re.IGNORECASE,
)
_WHAT = frozenset({"co", "wat", "was"})
_LONGEST_MEMBER, _WORDS_PER_SYLLABLE = 4, 0.62


def split(text: str, *, language: str) -> list[str]:
    """The sentences of a text, without list numbers and full stops."""
    several = (sentence.text.strip() for sentence in sentences.split(text, language=language))
    bare = (headlines.without_number(sentence)[0].strip().rstrip(EDGES) for sentence in several)
    return [sentence for sentence in bare if any(map(str.isalnum, sentence))]


def clauses(text: str, *, language: str) -> list[str]:
    """The clauses of a sentence. The things of a list stay together."""
    found: list[str] = []
    for part in _CLAUSE.split(text):
        found += at_commas(part or "", language=language)
    split_twice = (
        [piece for part in found for piece in _AND_YOU.split(part)]
        if parts.primary(language) == "en"
        else found
    )
    bare = (unquoted(part).strip(EDGES) for part in split_twice)
    return [clause for clause in bare if any(map(str.isalnum, clause))]


def joined(several: list[str], *, language: str) -> list[str]:
    """The first of two German or Dutch commands in each clause: "Spül die Kette ab | und öl sie ein"."""
    if parts.primary(language) not in ("de", "nl"):
        return []
    known = clause_words.of(language)
    joining = known.coordinators - known.subordinators
    found = []
    for clause in several:
        words = clause.split()
        place = next((number for number, word in enumerate(words) if number and word in joining), 0)
        found += [" ".join(words[:place])] if place else []
    return found


def length_of(text: str, *, language: str) -> float:
    """How many words long a text is. Outside English, up to two words of one or two letters count half.

    Vietnamese writes each syllable apart, so that three of them count as two words.
    """
    words = ["".join(filter(str.isalnum, word)) for word in text.split()]
    count, tag = sum(map(bool, words)), parts.primary(language)
    if tag == "vi":
        return count * _WORDS_PER_SYLLABLE
    small = sum(0 < len(word) < parts.FEWEST_WORDS for word in words)
    return float(count) if tag == "en" else count - min(small, 2) / 2


def most_tokens(most: int, *, language: str) -> int:
    """How many words between spaces are ``most`` words: more syllables in Vietnamese."""
    return int(most / _WORDS_PER_SYLLABLE) if parts.primary(language) == "vi" else most


def unquoted(text: str) -> str:
    """The text without marks of a quotation that surround it, or begin or end outside it."""
    if _QUOTED_WHOLE.match(text.strip()) or not thoughts.is_balanced(text):
        return _QUOTATION.sub("", text)
    return text


def without_lead(clause: str, *, language: str) -> str:
    """The clause without a conjunction or a year in front of it.

    Where the verb comes second, it would come first without the year: "In 1850 waren ze klein".
    """
    is_second = parts.primary(language) in parts.VERB_SECOND
    bare = _without_conjunction(clause, language=language)
    return headlines.capitalised(bare if is_second else _IN_YEAR.sub("", bare))


def _without_conjunction(clause: str, *, language: str) -> str:
    words = clause.split()
    is_led = len(words) >= parts.FEWEST_WORDS and words[0].casefold() in grammar.of(language).leads
    return " ".join(words[1:]) if is_led and not verb_first.would_ask(words, language=language) else clause


def at_commas(text: str, *, language: str) -> list[str]:
    """The text cut at its commas, except at those between the things of a list."""
    pieces = _COMMA.split(text)
    joined = pieces[:1]
    for piece in pieces[1:]:
        if _is_member(joined[-1], piece, language):
            joined[-1] = f"{joined[-1]}, {piece}"
            while len(joined) > 1 and _is_thing(pieces[len(joined) - 1], language):
                last = joined.pop()
                joined[-1] = f"{joined[-1]}, {last}"
        else:
            joined.append(piece)
    return joined


def _goes_on(earlier: list[str], words: list[str], language: str) -> bool:
    """Whether a piece says what the one before it names: "…, c'est la radio", "то, что осталось"."""
    table = grammar.of(language)
    joining = clause_words.of(language).subordinators | parts.RELATIVES | _WHAT
    is_presented = bool(words) and words[0] in table.presenting and len(earlier) <= _LONGEST_MEMBER + 1
    is_relative = bool(words) and words[0] in joining and earlier[-1:] != [] and earlier[-1] in table.leaning
    # "Ein Hund muss lernen, allein zu bleiben"
    is_infinitive = parts.primary(language) == "de" and words[-2:-1] == ["zu"]
    return is_presented or is_relative or is_infinitive


def _is_thing(piece: str, language: str) -> bool:
    """Whether a piece only names something, as the middle of a list does."""
    words = thoughts.words_of(piece)
    is_said = thoughts.has_verb(words, language=language) or not words or words[0] in thoughts.PRONOUNS
    return len(words) <= _LONGEST_MEMBER and not is_said


def _is_member(before: str, piece: str, language: str) -> bool:
    """Whether a piece goes on with a list: "Chocolate, grapes and onions are poison"."""
    known = clause_words.of(language)
    words, earlier = thoughts.words_of(piece), thoughts.words_of(before)
    if _goes_on(earlier, words, language):
        return True
    if words and figures.is_figure(words[0], language) and figures.holds(" ".join(earlier[-2:-1]), language):
        # "two years, two months and five days"
        return True
    places = [place for place, word in enumerate(words) if word in known.coordinators - known.subordinators]
    if not places or not 0 < places[0] <= _LONGEST_MEMBER or not earlier:
        return False
    head = words[: places[0]]
    has_own_verb = thoughts.has_verb(head, language=language) or head[0] in thoughts.PRONOUNS
    if has_own_verb or (places[0] + 1 < len(words) and words[places[0] + 1] in thoughts.PRONOUNS):
        return False
    if not known.verbs:
        return len(earlier) <= _LONGEST_MEMBER or len(head) < parts.FEWEST_WORDS
    return len(earlier) <= _LONGEST_MEMBER or thoughts.has_verb(earlier, language=language)
