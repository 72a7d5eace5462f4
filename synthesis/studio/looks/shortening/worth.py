"""What a phrase of a clause is worth as a headline: nothing if it is a fragment or says something else."""

import re

from synthesis.studio import headlines
from synthesis.studio.headlines import clause_words, complements, parts, thoughts
from synthesis.studio.looks.shortening import cuts, figures, grammar

NOTHING = 10.0
QUESTIONS = ("?", "\u061f", ";")
_OPEN, _VERB_LAST, _CUT = 4.5, 3.5, 2.0
_LOST_MISTAKE = 4.0
_LOST_NEGATION, LOST_FIGURE, _VAGUE, _WAITING, _ALONE, _LEAD = 7.0, 0.5, 2.5, 3.0, 3.0, 3.0
REASONS = clause_words.listed(
    "because since weil denn da parce car porque perché poiché pois потому bo ponieważ omdat want karena"
)
# "Today it lasts 24": the unit stands in another clause.
_BARE = 5.0
# "blue and not violet", "without knowing it": the first part stands without the second.
_CONTRAST = re.compile(
    r"\s(?:(?:and|or|but|und|y|e|et|ou|en|и)\s(?:not|never|nicht|no|pas|non|não|niet|не)|without|sin|sans|ohne|"
    r"senza|sem|zonder|без|bez)\s.*$",
    re.IGNORECASE,
)


def faults(text: str, source: str, *, language: str) -> float:
    """How much worth a phrase of a clause loses."""
    words, known = thoughts.words_of(text), clause_words.of(language)
    if not words or not headlines.is_whole_thought(text, language=language):
        return NOTHING
    is_lost = is_negated(_main(source, text, language), language) and not is_negated(text, language)
    lost = _LOST_NEGATION * is_lost
    is_asked = text.endswith(QUESTIONS)
    is_counted = figures.holds(source, language) and not figures.holds(text, language)
    lost += (_WAITING if is_asked else LOST_FIGURE) * is_counted
    lost += _OPEN * (len(words) > 1 and words[-2] in _DEGREES and text != source and not is_asked)
    vague = grammar.of(language).vague
    lost += _VAGUE * (is_vague(text, language) or words[0] in known.coordinators)
    lost += 1.0 * (words[-1] in vague - thoughts.PRONOUNS)
    lost += _LEAD * _is_cut_count(words, language) + _BARE * is_bare(words, language)
    lost += _OPEN * _is_announcing(words, language)
    lost += _LOST_MISTAKE * (
        bool(grammar.mistake_in(source, language)) and not grammar.mistake_in(text, language)
    )
    return lost + _emptiness(text, words, language) + _ALONE * (len(words) == 1)


def _main(source: str, text: str, language: str) -> str:
    """The clause, or the text if a relative clause or a reason follows it: "A story | that nobody knows"."""
    if not source.casefold().startswith(text.casefold()):
        return source
    following = set(thoughts.words_of(source[len(text) :])[:1])
    last = thoughts.words_of(text)[-1]
    relatives = parts.RELATIVES if parts.primary(language) not in ("de", "nl") else frozenset()
    is_relative = bool(following & relatives) and last not in clause_words.of(language).verbs
    return text if is_relative or following & REASONS else source


def _is_announcing(words: list[str], language: str) -> bool:
    """Whether what somebody says or knows is missing: "My therapist told me"."""
    plain = words[:-1] if words[-1] in thoughts.PRONOUNS and len(words) > 1 else words
    return complements.is_waiting(plain, language=language)


def is_vague(text: str, language: str) -> bool:
    """Whether a text begins with a word that points at something else: "it", "that's", but not "Das Mehl"."""
    first, second = (*text.split()[:2], "", "")[:2]
    vague, word = grammar.of(language).vague, (thoughts.words_of(first) or [""])[0]
    is_article = parts.primary(language) == "de" and word in _GERMAN_ARTICLES and second[:1].isupper()
    # "Ce qui l'a sauvée" names something.
    is_relative = word in _BEFORE_RELATIVES and second in parts.RELATIVES
    # "Het huismerk"
    is_noun = parts.primary(language) == "nl" and second not in clause_words.of("nl").verbs
    is_article |= is_noun and word in _DUTCH_ARTICLES
    return (
        not is_article
        and not is_relative
        and (word in vague or ("'" in word and word.partition("'")[0] in vague))
    )


def is_unnamed(text: str, language: str) -> bool:
    """Whether a text lacks what it says something of: "C'est le bon dosage", "É o dobro do preço"."""
    words = thoughts.words_of(text)
    is_romance = parts.primary(language) in ("es", "it", "pt")
    is_predicate = is_romance and not text.endswith(QUESTIONS) and words[0] in grammar.of(language).copulas
    return is_predicate or is_vague(text, language)


def _emptiness(text: str, words: list[str], language: str) -> float:
    """A phrase of small words says nothing, except as a question."""
    if text.endswith(QUESTIONS):
        return 0.0
    vague = grammar.of(language).vague
    telling = [word for word in words if headlines.is_telling(word, language=language) and word not in vague]
    return _WAITING * (not telling) + 1.5 * (len(telling) < 2)


def _is_cut_count(words: list[str], language: str) -> bool:
    """Whether a number counts what stands before it, or only time: "four you can touch", "two years ago"."""
    if not figures.is_figure(words[0], language):
        return False
    return words[-1] in ("ago", "later", "earlier") or bool(set(words[1:2]) & thoughts.PRONOUNS)


def is_bare(words: list[str], language: str) -> bool:
    """Whether a text ends with a number behind its verb, without what it counts: "Today it lasts 24"."""
    is_number = words[-1].isdigit() and figures.is_figure(words[-1], language)
    return is_number and len(words) > 1 and words[-2] in clause_words.of(language).verbs


def is_negated(text: str, language: str) -> bool:
    """Whether a text says that something is not so."""
    known = grammar.of(language).negations
    words = thoughts.words_of(_CONTRAST.sub("", text.replace("\u2019", "'")))
    return any(word in known or word.endswith("n't") or word.startswith("n'") for word in words)


def of_start(start: str, rest: list[str], *, language: str) -> float:
    """What the beginning of a clause is worth that ends before another phrase, ``rest``."""
    words, known = thoughts.words_of(start), clause_words.of(language)
    following = (thoughts.words_of(rest[0]) or [""])[0] if rest else ""
    if cuts.is_cut(words, thoughts.words_of(" ".join(rest)), language=language):
        return -_CUT
    if following in parts.of_words(language):
        return NAMED - 1.0 * (len(words) < _LONG_NAME)
    if not known.verbs:
        return BEGUN - 1.0 if len(words) > 3 else NAMED + 0.5
    is_open = _is_open(words, following, language)
    if not thoughts.has_verb(words, language=language):
        # Only English has most of its verbs listed: elsewhere, this may be a command.
        is_english = parts.primary(language) == "en"
        is_half = is_english and following in known.coordinators - known.subordinators
        # "A red sky | in the morning means rain": what is said of it is missing.
        is_subject = is_english and words[0] in grammar.of("en").articles and _says_more(rest)
        return -_OPEN * is_subject / 3 + _of_name(words, language) - _OPEN * (is_half or is_open)
    # "needs dry heat" has its verb before the last word.
    is_verb = words[-1] in known.verbs and not thoughts.has_verb(words[:-2], language=language)
    waits = _OPEN * is_open or _VERB_LAST * is_verb
    return BEGUN - waits - 1.0 * (words[0] in leading(language))


def limiting(language: str) -> frozenset[str]:
    """Words that limit what a negated clause before them denies: "unless", "before", "without"."""
    table, waiting = grammar.of(language), clause_words.of(language).subordinators - REASONS
    return (waiting | table.without | table.until) - parts.RELATIVES


def _says_more(rest: list[str]) -> bool:
    return thoughts.has_verb(thoughts.words_of(" ".join(rest)), language="en")


def _is_open(words: list[str], following: str, language: str) -> bool:
    """Whether what follows belongs to the last word: an object, or the rest of a relative clause."""
    if _takes_object(words[-1], following, language) or _lacks_object(words, following, language):
        return True
    # "mistakes that age | you faster"
    if words[-2:-1] and words[-2] in parts.RELATIVES and following in thoughts.PRONOUNS:
        return True
    # "Pasta that holds | on to its sauce"
    is_relative = bool(parts.RELATIVES & set(words[1:-1]))
    return is_relative and words[-1] in clause_words.of(language).verbs and following in _AFTER_VERBS


BEGUN, NAMED = 7.0, 4.0
_LONG_NAME, _SHORT_NAME = 4, 1.5
_GERMAN_ARTICLES = frozenset({"das", "dem", "den", "der", "die", "dies", "dieser"})
_BEFORE_RELATIVES = frozenset({"ce", "dat"})
_DUTCH_ARTICLES = frozenset({"het", "dit", "dat"})
_PARTICLES = frozenset({"out", "up", "off", "down", "away"})
_DETERMINERS = frozenset({"each", "every", "this", "that", "these", "those", "some", "any", "all"})
_AFTER_VERBS = frozenset({"at", "to", "for", "into", "of", "on", "with", "like", "as", "from", "about"})
# "how lonely", "so good": a word of degree opens a clause.
_DEGREES = frozenset({"how", "so", "too", "as", "wie", "cómo", "tan", "si", "così", "tão"})


def _lacks_object(words: list[str], following: str, language: str) -> bool:
    """Whether the first thing of a Romance clause follows: "Non mettere mai | i vestiti"."""
    table = grammar.of(language)
    things = table.articles | table.beginners | table.numbers
    is_romance = parts.primary(language) in ("es", "fr", "it", "pt")
    is_first = not any(word in things or word[0].isdigit() for word in words[1:])
    return is_romance and words[0] not in table.articles and following in table.articles and is_first


def leading(language: str) -> frozenset[str]:
    """Words that begin a phrase in front of a subject: prepositions, above all."""
    known = clause_words.of(language)
    return (known.dangling | known.opening) - grammar.of(language).beginners


def _of_name(words: list[str], language: str) -> float:
    """A beginning without a known verb: a name with its figure, a command, or a mere name."""
    known = clause_words.of(language)
    if words[0] in leading(language):
        return 1.0
    if figures.holds(" ".join(words), language) and len(words) > 2:
        return BEGUN - 0.8
    is_bare = words[0] not in known.dangling | known.opening | clause_words.LEADING
    is_command = is_bare and parts.primary(language) != "en" and len(words) > 2
    return BEGUN - 1.0 if is_command else NAMED - _SHORT_NAME * (len(words) < parts.FEWEST_WORDS)


def _takes_object(last: str, following: str, language: str) -> bool:
    """Whether a verb is cut off from its object: "isn't giving | you", "patented | his"."""
    if parts.primary(language) in ("pt", "es", "it"):
        return last.endswith(("ando", "endo", "indo")) and following in grammar.of(language).articles
    if parts.primary(language) != "en":
        return False
    is_particle = last in _PARTICLES
    is_verb = is_particle or last.endswith(("ing", "ed")) or last in clause_words.of("en").verbs
    objects = thoughts.PRONOUNS | grammar.of("en").articles | _DETERMINERS
    is_phrasal = (is_particle or last.endswith("ed")) and following in _AFTER_VERBS
    return (is_verb and following in objects) or is_phrasal
