"""The parts of a sentence that may stand alone: clauses, and pieces that end between two phrases."""

# Letters of other alphabets look like Latin ones.
# ruff: noqa: RUF001

import re
from collections.abc import Iterator

from synthesis.studio.headlines import clause_words, thoughts

SIGN = re.compile(r"(?<=[,;:\u060c])\s+|\s+(?=[\u2013\u2014(-](?:\s|\w))|(?<=[\u2014])(?=\w)")
EDGES = ",;:\u060c\u2013\u2014- "
# After a clause in front, the verb of these languages comes first, as in a question.
VERB_SECOND = frozenset({"de", "nl", "sv", "da", "nb", "no"})
# These languages say their point at the end.
VERB_LAST = frozenset(
    {"hi", "ko", "tr", "bn", "ta", "te", "mr", "ne", "gu", "kn", "ml", "pa", "ur", "si", "az", "uz", "kk"}
)
_PRONOUNS = clause_words.listed("i you we they he she it")
# "my life | more than": a phrase begins there.
_COMPARING = clause_words.listed("more less rather other")
# They belong to the words before them as well as to those behind.
_NO_STARTS = clause_words.listed(
    "almost nearly roughly around about approximately not very presque environ très ne casi muy no se "
    "quasi molto non si quase muito não etwa rund knapp circa ca sehr bijna ongeveer zeer heel prawie "
    "około почти около не очень"
)
_IT_IS_THAT = re.compile(r"^(?:it's|it is|that's) that\s", re.IGNORECASE)
OF = clause_words.listed("of de di do da du des del della dei von vom van der af av d'")
# The same letters are other words elsewhere: Indonesian "di" is "in", Polish "do" is "to".
_WITHOUT_OF = frozenset({"id", "ms", "vi", "pl", "tr", "cs", "hi", "ko", "ru", "uk", "ar"})
_ADVERBS = clause_words.listed("never also then still just always often even only already")
_NUMBERS = clause_words.listed(
    "one two three four five six seven eight nine ten twenty thirty forty fifty sixty seventy eighty "
    "ninety hundred"
)
_CONTRASTS = clause_words.listed("but so yet")
# What stands before a relative clause may be half a clause.
RELATIVES = clause_words.listed(
    "which who whose whom that que qui dont où che cui quien cuyo quem cujo dat die der das który która "
    "które который которая которые який яка які التي الذي som που"
)
# They join words as well as clauses.
_AMBIGUOUS = clause_words.listed(
    "como come comme cómo als wie om som att at että że by για na w o jak что как що أن կ कि जो bahwa rằng "
    "mà si seit afin pour para لو"
)
# Korean verbs that join a clause to the next one.
_JOINING = re.compile(r"(?:고|면|며|지만|는데|니까|어서|아서|해서|려고|위해|위해서|때문에|후에|전에)$")
FEWEST_WORDS = 3
# Letters and signs of a sentence that are considered: a headline is much shorter.
_REACH = 240
_MOST_SIGNS = 12
_MOST_WORDS = 40


def beginnings(sentence: str, language: str) -> Iterator[tuple[str, bool]]:
    """What stands before a comma, colon or dash, or before a conjunction; and whether it is a clause for
    certain.
    """
    known = clause_words.of(language)
    joining = (known.coordinators | known.subordinators) - RELATIVES
    for sign in SIGN.finditer(sentence, 0, _REACH):
        following = thoughts.words_of(sentence[sign.end() : sign.end() + 40])[:1]
        is_comma = sentence[: sign.start()].endswith((",", "\u060c"))
        is_certain = not is_comma or bool(following and following[0] in joining)
        if is_certain or known.verbs:
            yield sentence[: sign.start()].rstrip(EDGES), is_certain and primary(language) != "en"
    yield from _before_conjunctions(sentence[:_REACH].split(), language)


def _before_conjunctions(words: list[str], language: str) -> Iterator[tuple[str, bool]]:
    known = clause_words.of(language)
    is_verb_last = primary(language) in VERB_LAST
    strict = known.subordinators - RELATIVES - _AMBIGUOUS
    for place in range(FEWEST_WORDS, len(words) - 1):
        following = (thoughts.words_of(words[place]) or [""])[0]
        is_strict = following in strict and primary(language) != "en"
        # "so bland" joins nothing.
        is_degree = following == "so" and not thoughts.is_subject(words[place + 1])
        is_joint = following in known.coordinators and not is_degree and (bool(known.verbs) or is_verb_last)
        # "2 hours and 31 minutes" is one figure.
        after = words[place + 1].strip(EDGES).lower()
        is_number = _is_number(after) or " ".join(words[place + 1 : place + 3]).startswith("a half")
        is_figure = is_number and following in known.coordinators - known.subordinators
        if (is_strict or is_joint) and not is_figure:
            # "even though" and "only if" begin with their first word.
            end = place - (words[place - 1].lower() in ("even", "only", "just", "right"))
            yield " ".join(words[:end]).rstrip(EDGES), is_strict or is_verb_last


def ends_with_clause(part: str, language: str) -> bool:
    """False if a list or a relative clause is cut off: "Water, salt", "My mother, who cooks"."""
    *before, tail = re.split(r"[,\u060c]\s", part)
    words = thoughts.words_of(tail)
    if _ends_with_second_verb(words, language):
        return False
    if not before or primary(language) != "en":
        return True
    if not words or words[0] in RELATIVES or not thoughts.has_verb(words, language=language):
        return False
    return len(words) >= FEWEST_WORDS


def _ends_with_second_verb(words: list[str], language: str) -> bool:
    """Whether the object of a second verb is cut off: "they fired rounds and killed"."""
    if primary(language) != "en" or len(words) < FEWEST_WORDS or words[-2] not in ("and", "or"):
        return False
    return words[-1].endswith("ed") or words[-1] in clause_words.of("en").verbs


def later_parts(sentence: str, language: str) -> Iterator[tuple[str, bool]]:
    """The parts behind a sign or conjunction, the longest first, and whether they end before the sentence."""
    signs = list(SIGN.finditer(sentence))[:_MOST_SIGNS]
    for sign in signs:
        is_comma = sentence[: sign.start()].endswith((",", "\u060c"))
        if is_comma and primary(language) in VERB_SECOND:
            continue
        ends = [len(sentence), *(later.start() for later in reversed(signs) if later.start() > sign.end())]
        ends = [end for end in ends if end - sign.end() <= _REACH]
        for end in ends:
            part = _without_conjunction(sentence[sign.end() : end].strip(EDGES), language)
            yield part, end < len(sentence)
    if primary(language) == "en":
        yield from ((part, False) for part in _from_pronouns(sentence))


def _without_conjunction(part: str, language: str) -> str:
    known = clause_words.of(language)
    joining = (known.coordinators - known.subordinators) | (
        {"because"} if primary(language) == "en" else set()
    )
    part = _IT_IS_THAT.sub("", part)
    first, _, rest = part.partition(" ")
    return _without_conjunction(rest, language) if rest and first.lower() in joining else part


def has_subject(part: str, language: str) -> bool:
    """False for a part that begins with a finite verb, whose subject stands before it."""
    verbs = clause_words.of(language).verbs
    words = thoughts.words_of(part)
    is_adverb = len(words) > 1 and (words[0] in _ADVERBS or words[0].endswith("ly"))
    first = words[1] if is_adverb else words[0]
    if primary(language) == "en" and first.endswith("ed"):
        return False
    return first not in verbs or "'" in first or _is_imperative(first)


def _is_imperative(word: str) -> bool:
    """Whether an English verb has its plain form."""
    verbs = clause_words.of("en").verbs
    forms = (f"{word}s", f"{word}es", f"{word[:-1]}ies")
    return (word in verbs and any(form in verbs for form in forms)) or word in ("don't", "let's", "never")


def _from_pronouns(sentence: str) -> Iterator[str]:
    """The main clause behind a subordinate one without a comma, or behind "but"."""
    words = sentence.split()
    known = clause_words.of("en")
    waits = words[0].lower() in known.subordinators
    for place in range(FEWEST_WORDS, len(words) - 1):
        before = words[place - 1].lower()
        is_subject = waits and words[place].lower() in _PRONOUNS and before not in known.dangling
        is_advice = before == "is" and words[0].lower() in ("the", "one", "all", "my", "your", "what")
        if before in _CONTRASTS or is_subject or (is_advice and _is_imperative(words[place].lower())):
            yield " ".join(words[place:])


def of_words(language: str) -> frozenset[str]:
    """The words for "of" in a language."""
    return frozenset() if primary(language) in _WITHOUT_OF else OF


def primary(language: str) -> str:
    return language.lower().split("-")[0] or "en"


def starts_of(words: list[str], language: str, *, before_of: bool = False) -> Iterator[str]:
    """The beginnings that end before another phrase; with ``before_of``, also before "of"."""
    known = clause_words.of(language)
    closed = known.dangling | known.opening | clause_words.LEADING
    words = words[:_MOST_WORDS]
    for place in range(2, len(words)):
        last, following = (thoughts.words_of(words[each])[:1] for each in (place - 1, place))
        if not last or last[0] in closed or _is_half_compared(words, place):
            continue
        is_of = before_of and bool(following) and following[0] in OF
        is_end = _is_phrase_end(words, place, following, known, of_words(language))
        if is_of or is_end:
            yield " ".join(words[:place]).rstrip(EDGES)


def _is_number(word: str) -> bool:
    return thoughts.is_figure(word) or word in _NUMBERS


def _is_half_compared(words: list[str], place: int) -> bool:
    """Whether a beginning ends with "than it", or with a subject as in "the eggs you"."""
    known = clause_words.of("en")
    last, before = words[place - 1].lower(), words[place - 2].lower()
    is_subject = last == "you" and before not in known.verbs | known.dangling
    return is_subject or (last in ("it", "this", "that") and before in ("than", "as", "that"))


def _is_phrase_end(
    words: list[str],
    place: int,
    following: list[str],
    known: clause_words.ClauseWords,
    of: frozenset[str],
) -> bool:
    if words[place - 1][-1] in ",;:\u060c" or not following:
        return True
    last = (thoughts.words_of(words[place - 1]) or [""])[0]
    after = (thoughts.words_of(words[place + 1]) if place + 1 < len(words) else None) or [""]
    is_comparison = (following[0] in _COMPARING and after[0] == "than") or following[0] == "compared"
    # "2 hours and 31 minutes" and "the end of the day" stay together.
    is_number = _is_number(after[0]) or " ".join(words[place + 1 : place + 3]).startswith("a half")
    is_least = following[0] == "at" and after[0] == "least"
    is_joined = is_least or (following[0] in known.coordinators and is_number)
    if following[0] in _PRONOUNS:
        # "the best eggs | you have ever had"
        return last not in known.verbs | known.coordinators | known.subordinators
    if last in known.verbs and (thoughts.is_subject(following[0]) or following[0] in ("to", "from")):
        # "bought | a book", "came | from Spain": the object belongs to its verb.
        return False
    starts = (known.dangling | known.opening) - _NO_STARTS - known.verbs
    begins = following[0] in starts and following[0] not in of and not is_joined
    return is_comparison or begins


def endings_of(words: list[str], language: str) -> Iterator[str]:
    """The ends of the sentence, if possible from behind a comma or, in Korean, a joining verb."""
    places = [
        place
        for place in range(1, len(words) - 1)
        if words[place - 1].endswith(",") or (primary(language) == "ko" and _JOINING.search(words[place - 1]))
    ]
    fitting = [" ".join(words[place:]) for place in places]
    fitting = [piece for piece in fitting if thoughts.fits(piece)]
    yield from fitting or (" ".join(words[place:]) for place in range(1, len(words) - 1))
