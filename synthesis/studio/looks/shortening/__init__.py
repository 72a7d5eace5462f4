"""Headlines of about five words: whole thoughts in the words of the script, with what matters in them."""

import re
from collections.abc import Iterator

from synthesis.studio import headlines
from synthesis.studio.headlines import clause_words, parts, thoughts
from synthesis.studio.looks import spacing
from synthesis.studio.looks.shortening import (
    asides,
    candidates,
    cuts,
    eastern,
    figures,
    grammar,
    leads,
    splitting,
    starts,
    wide,
    worth,
)
from synthesis.studio.looks.shortening.leads import is_lead
from synthesis.studio.looks.shortening.phrases import Candidate
from synthesis.studio.looks.shortening.worth import is_negated

__all__ = [
    "MOST_WORDS",
    "is_lead",
    "is_negated",
    "is_short",
    "is_telling",
    "is_vague",
    "is_written",
    "own",
    "repeats",
    "shortened",
    "subject_of",
    "trimmed",
]

MOST_WORDS = 5
_LEAST_WORTH = 4.0
# A phrase worth less than this gives way to a whole sentence of a few words more.
_SURE, _LEAST_OF_TITLE, _LEAST_OWN, _WHOLE = 5.0, 3.0, 3.3, 7.5
_NOTHING, _LONGEST_TITLE, _LONGEST_OF_WORDS = 2.5, 40, 40
_MOST_WORDS_OF_SENTENCE, _LONGEST_SENTENCE, _MOST_FAULTS_OF_SENTENCE = 7, 46, 1.5
_MOST_SYLLABLES, _MOST_FAULTS_OF_WHOLE = 10, 3.5
# English only: other languages keep their number words.
_NUMBERS = {
    "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9",
    "ten": "10",
}  # fmt: skip
# Words that wait for another one.
_OPEN = frozenset(
    {"too", "so", "very", "more", "most", "as", "zu", "sehr", "mehr", "trop", "très", "muy", "más"}
)
_TO_WRITE = re.compile(r"\{[^{}]*\}")
_BEEN = frozenset({"been", "be", "being", "to"})
_FIGURE = re.compile(r"[$€£¥₹%]|\d[.,:]\d|\d{4}")
_EDGES = " ,;:\u2013\u2014-\u3001\uff0c\u3002."


def shortened(
    text: str, *, language: str, narration: str = "", otherwise: str = "", most: int = MOST_WORDS
) -> str:
    """A headline of at most ``most`` words: the text, or a whole phrase of it or of the narration.

    Up to seven words that are short in letters, where fewer would not be whole.

    If the captions would show the same, what matters in it: "Crack three eggs into a cold pan" becomes
    "3 eggs, cold pan". ``otherwise`` is used if no part of the text can stand alone.
    """
    tidy = " ".join(text.split()).strip(_EDGES)
    if is_written(tidy, narration=narration, language=language):
        # A person or a writer meant these words.
        return headlines.capitalised(tidy)
    if _has_own_grammar(tidy, language, most):
        return _eastern(tidy, narration, language, otherwise)
    if not narration and 0 < len(tidy.split()) <= most:
        return headlines.capitalised(tidy)
    if not narration and not otherwise:
        return _of_label(tidy, language=language, most=most)
    found = _best(_sources(tidy, narration, language), language=language, most=most, is_headline=True)
    if narration and (terse := _differing(tidy, found.text, narration, language=language, most=most)):
        return terse
    longer = _longer(tidy, narration, language) if found.worth < _SURE and most >= MOST_WORDS else ""
    return longer or _or_title(found, tidy, otherwise, language=language, most=most)


def _of_label(tidy: str, *, language: str, most: int) -> str:
    """A title or a label in few words; a long one stays whole if no phrase of it can stand alone."""
    found = _title(tidy, language=language, most=most)
    if found.worth > _LEAST_WORTH / 2:
        return found.text
    is_whole = most > MOST_WORDS and thoughts.fits(tidy)
    return headlines.capitalised(tidy) if is_whole else _start(tidy, language=language, most=most)


def _or_title(found: Candidate, tidy: str, otherwise: str, *, language: str, most: int) -> str:
    """The phrase if it can stand alone, or the title, or the whole text if a layout holds it."""
    if found.worth >= _LEAST_WORTH:
        return found.text
    instead = _title(" ".join(otherwise.split()).strip(_EDGES), language=language, most=most)
    if instead.worth >= _LEAST_WORTH:
        return instead.text
    weaker = next((each for each in (found, instead) if each.worth > _LEAST_WORTH / 2), None)
    if weaker:
        return weaker.text
    is_whole = thoughts.fits(tidy)
    return headlines.capitalised(tidy) if is_whole else _start(tidy, language=language, most=most)


def _has_own_grammar(text: str, language: str, most: int) -> bool:
    """Whether a text is in a language whose phrases the grammar of spaced words does not find."""
    return spacing.is_unspaced(text) or (most >= MOST_WORDS and eastern.applies(text, language=language))


def _eastern(tidy: str, narration: str, language: str, otherwise: str) -> str:
    """A short text of a person as it is, or the best phrase of the text, or of all that is said."""
    if not eastern.applies(tidy, language=language):
        return wide.shortened(tidy)
    is_said = bool(narration) and _folded(tidy) in _folded(narration)
    found = headlines.headline_of(text=narration, language=language).strip(_EDGES)
    is_found = is_said and (tidy == found or _folded(tidy) == _folded(narration))
    if narration and not is_found and eastern.is_short(tidy, language=language):
        return tidy
    said = splitting.split(narration if is_said else tidy, language=language)
    return eastern.shortened(said, language=language, otherwise=otherwise) or wide.shortened(tidy)


def is_written(headline: str, *, narration: str, language: str) -> bool:
    """Whether a headline says something that the narration does not begin with, in as much as a layout holds.

    What begins a narration, or is the headline that it gets by itself, is to be shortened.
    """
    folded, said = _folded(headline), _folded(narration)
    if not folded or not said or not thoughts.fits(headline):
        return False
    is_part = folded in said
    is_given = said.startswith(folded) or headline == headlines.headline_of(text=narration, language=language)
    return not is_part or not is_given


def _best(sources: list[str], *, language: str, most: int, is_headline: bool = False) -> Candidate:
    """The best phrase of several sentences, in the order of the sentences."""
    found = candidates.of(sources, language=language, most=most)
    fitting = (each for each in found if is_headline or not each.is_longer)
    return next(fitting, Candidate("", 0.0))


def _title(title: str, *, language: str, most: int) -> Candidate:
    """The title: a whole clause of it, or if it is short, all of it rather than a beginning."""
    found = _best(splitting.split(title, language=language), language=language, most=most)
    is_scrap = found.worth < _LEAST_OF_TITLE or len(found.text.split()) < parts.FEWEST_WORDS
    longest = _LONGEST_SENTENCE if is_scrap else _LONGEST_TITLE
    is_whole = is_short(title, language=language, most_letters=longest) or (
        found.worth < _NOTHING and len(title) <= _LONGEST_OF_WORDS
    )
    if (found.worth < _WHOLE or is_scrap) and most >= MOST_WORDS and title and is_whole:
        return Candidate(headlines.capitalised(title), _SURE)
    return found


def own(text: str, *, language: str, narration: str = "") -> str:
    """The best phrase of a text, even a weak one, or a whole sentence if a layout holds it; else empty."""
    tidy = " ".join(text.split()).strip(_EDGES)
    if _has_own_grammar(tidy, language, MOST_WORDS):
        return _eastern(tidy, narration, language, "")
    sources = _sources(tidy, narration, language)
    found = _best(sources, language=language, most=MOST_WORDS, is_headline=True)
    longer = _longer(tidy, narration, language) if found.worth < _SURE else ""
    if longer or found.worth >= _SURE:
        return longer or found.text
    whole = next(_wholes(sources[:2], language), "")
    weaker = found.text if found.worth >= _LEAST_OWN and " " in found.text else ""
    return whole or weaker or headlines.headline_of(text=narration or tidy, language=language)


def _wholes(sources: list[str], language: str) -> Iterator[str]:
    """The sentences, and their clauses that say something alone, if a layout holds them."""
    for source in sources:
        several = leads.told(source, language=language)
        asides_of = [asides.of(each, place, source, language) for place, each in enumerate(several)]
        saying = [each for each, less in zip(several, asides_of, strict=True) if less < asides.LED]
        for each in (source, *saying):
            is_sound = worth.faults(each, each, language=language) < _MOST_FAULTS_OF_WHOLE
            if is_sound and thoughts.fits(each):
                yield headlines.capitalised(each)


def _longer(tidy: str, narration: str, language: str) -> str:
    """A whole sentence or clause of up to seven words that is short in letters."""
    for source in _sources(tidy, narration, language)[:2] or [tidy]:
        clauses = leads.told(source, language=language)[:2]
        firsts = splitting.joined(clauses, language=language)
        for text in (splitting.unquoted(source), *clauses, *firsts):
            bare = splitting.without_lead(text, language=language).strip(splitting.EDGES)
            is_long = len(bare.split()) > (2 if text in firsts else MOST_WORDS)
            if is_long and is_short(bare, language=language) and _is_sound(bare, source, language):
                return headlines.capitalised(bare)
    return ""


def _is_sound(text: str, source: str, language: str) -> bool:
    is_fragment = (
        text != source and parts.primary(language) in parts.VERB_SECOND and not source.startswith(text)
    )
    # "Stell den Mäher auf sechs Zentimeter ein" does not end with an article.
    bare = cuts.without_particle(text, language=language) if source.endswith(text) else text
    return not is_fragment and worth.faults(bare, bare, language=language) < _MOST_FAULTS_OF_SENTENCE


def is_short(text: str, *, language: str, most_letters: int = _LONGEST_SENTENCE) -> bool:
    """Whether a text of a few words more may stand as a headline: up to seven words in two lines."""
    # Vietnamese writes each syllable apart.
    most = _MOST_SYLLABLES if parts.primary(language) == "vi" else _MOST_WORDS_OF_SENTENCE
    words = sum(any(map(str.isalnum, word)) for word in text.split())
    return 0 < words <= most and len(text) <= most_letters


def is_telling(text: str, *, language: str) -> bool:
    """Whether a text holds a word that says something: no pronoun, particle or conjunction alone."""
    vague = grammar.of(language).vague | thoughts.PRONOUNS
    words = thoughts.words_of(text)
    is_wide = spacing.is_unspaced(text)
    return is_wide or any(
        word not in vague and (headlines.is_telling(word, language=language) or len(words) > 1)
        for word in words
    )


def is_vague(text: str, *, language: str) -> bool:
    """Whether a text begins with a word that points at something else: "it", "that's"."""
    first = (thoughts.words_of(text) or [""])[0]
    return worth.is_vague(text, language) or first.partition("'")[0] in thoughts.PRONOUNS


def trimmed(text: str, *, language: str) -> str:
    """The text without small words at its end: "Stir slowly for" becomes "Stir slowly"."""
    return _beginning(text.strip(_EDGES), language=language, most=MOST_WORDS) if text.strip(_EDGES) else ""


def subject_of(before: str, *, language: str) -> str:
    """What stands before a figure without its verb: "Rent took" is "Rent". Empty if nothing is named."""
    words = before.split()
    while words and not _names(words[-1].strip(_EDGES), len(words), language):
        words.pop()
    if words and words[0].casefold() in clause_words.of(language).subordinators:
        # "When it is filled"
        return ""
    # "Apple says a battery keeps": the subject stands behind the last verb.
    verbs = [
        place for place, word in enumerate(words) if thoughts.has_verb([word.casefold()], language=language)
    ]
    behind = words[verbs[-1] + 1 :] if verbs else []
    # "A fire doubles in size": a phrase of place is no subject.
    words = behind if behind and behind[0].casefold() not in worth.leading(language) else words
    while words and words[0].casefold() in _BEEN:
        words.pop(0)
    if words and words[0] == before.split()[0] and _is_fronted(words, language):
        return ""
    return " ".join(words) if any(headlines.is_telling(word, language=language) for word in words) else ""


def _is_fronted(words: list[str], language: str) -> bool:
    """Whether the words begin with a preposition, so that a verb follows: "Mit sechs Stunden Schlaf"."""
    is_inverted = parts.primary(language) in parts.VERB_SECOND or words[-1].casefold() in thoughts.PRONOUNS
    return is_inverted and words[0].casefold() in worth.leading(language)


def _names(word: str, size: int, language: str) -> bool:
    is_measuring = word.casefold() in grammar.of(language).measuring and size > 1
    table = grammar.of(language)
    is_small = word.casefold() in table.quantifiers or word[:1].isdigit()
    return headlines.is_telling(word, language=language) and not is_measuring and not is_small


def _sources(tidy: str, narration: str, language: str) -> list[str]:
    """The sentences of the text, and those of the narration if the text is part of it."""
    own = splitting.split(tidy, language=language)
    if not narration or _folded(tidy) not in _folded(narration):
        return own
    # In braces, a draft says what is still to be written.
    written = " ".join(_TO_WRITE.sub(" ", narration).split())
    said = splitting.split(written, language=language)
    # A headline of a few words is meant; a longer one, or half a clause, is only where the narration begins.
    is_meant = len(tidy.split()) <= MOST_WORDS and not _is_cut_beginning(tidy, written, language)
    is_derived = headlines.capitalised(tidy) == headlines.headline_of(text=narration, language=language)
    is_meant = is_meant and not (is_derived and parts.primary(language) != "en")
    is_meant = is_meant and not (own and worth.is_unnamed(own[0], language))
    meant = own if is_meant else []
    return meant + [each for each in said if each not in meant]


def _is_cut_beginning(tidy: str, narration: str, language: str) -> bool:
    """Whether a text begins a narration that goes on within the clause, or only announces the rest."""
    rest = narration[len(tidy) :]
    is_cut = re.match(r"\s\w", rest) is not None or leads.is_lead(tidy, rest, language=language)
    return narration.casefold().startswith(tidy.casefold()) and is_cut


def _folded(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())


def _differing(tidy: str, headline: str, narration: str, *, language: str, most: int) -> str:
    """A count with what goes with it, if the captions show the headline word for word."""
    if headline and not repeats(headline, narration=narration):
        return ""
    terse = _terse(tidy, language=language, most=most)
    return terse if terse and not repeats(terse, narration=narration) else ""


def _start(clause: str, *, language: str, most: int) -> str:
    """The longest beginning that ends with a phrase, or else the first words."""
    several = starts.of(clause, language=language, most=most)
    whole = [start for start, rest in several if _is_whole_start(start, rest, language)]
    if whole:
        return headlines.capitalised(max(whole, key=len))
    return _beginning(clause, language=language, most=most)


def _beginning(clause: str, *, language: str, most: int) -> str:
    """The first words, without small words at the end."""
    words = clause.split()[:most]
    rest = clause.split()[most:]
    while len(words) > 1 and not _may_end(words[-1], bool(rest), language=language):
        rest.insert(0, words.pop())
    return headlines.capitalised(" ".join(words).strip(_EDGES))


def _is_whole_start(start: str, rest: list[str], language: str) -> bool:
    """Whether a beginning ends with a phrase, and nothing that belongs to it follows."""
    words, following = thoughts.words_of(start), thoughts.words_of(" ".join(rest))
    is_whole = headlines.is_whole_thought(start, language=language)
    return is_whole and not cuts.is_cut(words, following, language=language)


def _may_end(word: str, is_cut: bool, *, language: str) -> bool:
    bare = word.strip(_EDGES + "?!")
    if bare.casefold() in _OPEN:
        return False
    if is_cut and (bare.isdigit() or (bare.isalpha() and figures.is_figure(bare, language))):
        return False
    return word.endswith((",", ";")) or headlines.is_telling(bare, language=language)


def _terse(text: str, *, language: str, most: int) -> str:
    """A count and what goes with it, with digits for number words: "3 eggs, cold pan". Empty for no count."""
    if (
        _FIGURE.search(text)
        or "," in text
        or "," in text
        or not language.lower().startswith("en")
        or len(splitting.clauses(text, language=language)) > 1
    ):
        return ""
    runs: list[list[str]] = [[]]
    for word in text.split():
        bare = word.strip(_EDGES + "?!")
        is_named = headlines.is_telling(bare, language=language) and bare.casefold() not in thoughts.PRONOUNS
        if bare and (is_named or bare.casefold() in _NUMBERS or bare.isdigit()):
            runs[-1].append(_NUMBERS.get(bare.casefold(), bare))
        elif runs[-1]:
            runs.append([])
    first = runs[0] if runs[0][:1] and runs[0][0][0].isdigit() else runs[0][1:]
    several = [run for run in (first, *runs[1:]) if len(run) > 1][:2]
    counts = [run[0].isdigit() for run in several]
    is_plain = all(run[1].isalpha() and not run[-1].isdigit() for run in several)
    if counts != [True, False] or not is_plain or sum(map(len, several)) > most:
        return ""
    return headlines.capitalised(", ".join(" ".join(run) for run in several))


def repeats(headline: str, *, narration: str) -> bool:
    """True if the captions show the headline word for word, in one page."""
    words = _words(headline)
    said = _words(narration)
    if not 1 < len(words) <= 4:
        return False
    return any(said[place : place + len(words)] == words for place in range(len(said) - len(words) + 1))


def _words(text: str) -> list[str]:
    return ["".join(letter for letter in word.casefold() if letter.isalnum()) for word in text.split()]
