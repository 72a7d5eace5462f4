"""Headlines in languages with spaces: a sentence that fits, or a clause or phrase of a longer one."""

import re
from collections.abc import Callable

from synthesis.studio.headlines import clause_words, complements, parts, thoughts

_MOST_WORDS = 7
_LONG_PIECE = 5
# Left out of a longer sentence: it says when, not what.
_SPAN_OF_TIME = re.compile(
    r"\s(?:in (?:just |only )?(?:a|one|the last|the past) (?:day|week|month|year)|in (?:nur )?einem (?:Tag|"
    r"Monat|Jahr)|in (?:nur )?einer Woche|en une? (?:jour|semaine|mois|an)|en una? (?:día|semana|mes|año)|"
    r"in una? (?:giorno|settimana|mese|anno)|em uma? (?:dia|semana|mês|ano))$",
    re.IGNORECASE,
)
_QUESTION_MARKS = ("?", "\u061f", ";")
_SYLLABLE = re.compile(r"(?=[\u0e40-\u0e44\u0ec0-\u0ec4])")
_QUOTATION_MARKS = re.compile('["\u201c\u201d\u201e\u00ab\u00bb]')
_QUOTED = re.compile(
    '["\u201c\u201e\u00ab]\\s?([^"\u201c\u201d\u201e\u00ab\u00bb]+?)\\s?["\u201c\u201d\u00bb]'
)
_ANNOUNCED_QUOTE = re.compile(
    '(?::|\\bit)\\s["\u201c\u201e\u00ab]\\s?([^"\u201c\u201d\u201e\u00ab\u00bb]+?)[.!]?\\s?["\u201c\u201d\u00bb][.!?]?$'
)
# These write no space between words.
_UNSPACED = frozenset({"th", "lo", "km", "my"})
# A sentence that begins with one of them needs the sentence before it.
_VAGUE = clause_words.listed(
    "it this that these those they he she here there so and but or then yes no ok okay well it's that's "
    "here's das es dies er sie und c'est ça cela il ils elle elles voici voilà et esto eso y ella questo "
    "ciò è e isso isto é dat dit het en to bu это και αυτό"
)
_ANNOUNCES = re.compile(
    r"(?:and |but |so )?(?:here's|here is|here are|ask yourself|the (?:crazy|best|worst) part)\b",
    re.IGNORECASE,
)
# They greet viewers or answer somebody, and say nothing about the topic.
_GREETS = re.compile(
    r"(?:hey|hi|hello|hallo|hola|salut|bonjour|ciao|oi|merhaba|welcome|what's up)\b.{0,30}|"
    r".{0,20}\bwelcome back\b.{0,30}|okay|ok|alright|"
    r"\W?(?:did (?:you|u) know|guess what|wusstest du(?: schon)?|le saviez-vous|saviez-vous|lo sapevi|sabías|"
    r"você sabia|wist je dit|wist je dat)\W*",
    re.IGNORECASE,
)
_NEEDS_ANOTHER = re.compile(r"(?:it|that|this|he|she|they|we)(?: \w+){1,2}", re.IGNORECASE)
# They lead on from the sentence before.
_LEADS_ON = re.compile(
    r"^(?:but|and|so|or),?\s(?=\S+\s\S)|^(?:in|on|of|to|for|with|by|at) (?:which|whom)\s", re.IGNORECASE
)
_Way = Callable[[list[str], str], str]


def headline_of(said: list[str], *, language: str) -> str:
    """A headline from sentences without their full stops. Empty only without words."""
    ways: tuple[_Way, ...] = (
        _after_greeting,
        _first_sentence,
        _quoted,
        _after_colon,
        _main_clause,
        _complement,
        _other_sentence,
        _split_clause,
        _later_clause,
        _clear_sentence,
        _spoken_piece,
        _short_sentence,
        _piece,
    )
    if said and said[0][:1].islower():
        # The scene continues the sentence of the one before it.
        rest = _LEADS_ON.sub("", said[0])
        said = [rest if rest == said[0] else thoughts.capitalised(rest), *said[1:]]
    unquoted = [" ".join(_QUOTATION_MARKS.sub(" ", sentence).split()) for sentence in said]
    for sentences in (said, unquoted):
        found = next((found for choose in ways if sentences and (found := choose(sentences, language))), "")
        if found:
            return found
    return _last_resort(unquoted, language) if said else ""


def _is_fit(text: str, language: str) -> bool:
    return thoughts.fits(text) and thoughts.is_whole(text, language=language)


def _after_greeting(said: list[str], language: str) -> str:
    """The first clear sentence behind a greeting, or behind a short sentence that needs another one."""
    first = said[0].rstrip("!.") if len(said) > 1 else ""
    if _GREETS.fullmatch(first):
        return headline_of(said[1:], language=language)
    if not _NEEDS_ANOTHER.fullmatch(first):
        return ""
    later = [thoughts.capitalised(_LEADS_ON.sub("", sentence)) for sentence in said[1:]]
    return _clear_sentence(later, language)


def _first_sentence(said: list[str], language: str) -> str:
    is_unspaced = parts.primary(language) in _UNSPACED
    for sentence in said[:2]:
        words = thoughts.words_of(sentence)
        if len(words) == 2 and sentence.endswith(_QUESTION_MARKS) and len(said) > 1:
            # "The catch?" only announces the next sentence.
            continue
        if len(words) > 1 or is_unspaced or (len(said) == 1 and words):
            short = _without_time(sentence, language)
            is_stranded = thoughts.fits(short) and thoughts.is_stranded(short, language=language)
            return short if is_stranded or _is_fit(short, language) else ""
    return ""


def _without_time(sentence: str, language: str) -> str:
    if len(sentence.split()) <= _MOST_WORDS:
        return sentence
    short = _SPAN_OF_TIME.sub("", sentence)
    return short if thoughts.is_said(short, language=language) else sentence


def _long_sentence(said: list[str]) -> str:
    """The first sentence with more than a word."""
    return next((each for each in said if len(each.split()) > 1), said[0])


def _quoted(said: list[str], language: str) -> str:
    """A quotation at the beginning of the first sentence, or at its end."""
    found = _QUOTED.match(said[0]) or _ANNOUNCED_QUOTE.search(said[0])
    quoted = found[1].rstrip(parts.EDGES + ".") if found is not None else ""
    return quoted if len(quoted.split()) >= parts.FEWEST_WORDS and _is_fit(quoted, language) else ""


def _after_colon(said: list[str], language: str) -> str:
    """What a sentence announces: "Here is the secret: …"."""
    before, colon, after = _long_sentence(said).partition(": ")
    words = thoughts.words_of(after)
    if not colon or len(words) < parts.FEWEST_WORDS or not _ANNOUNCES.match(before):
        return ""
    if _is_fit(after, language):
        return thoughts.capitalised(after)
    return thoughts.capitalised(_longest_start(after, language))


def _main_clause(said: list[str], language: str) -> str:
    """The longest beginning of the first sentence that is a main clause."""
    sentence = _long_sentence(said)
    if sentence.endswith(_QUESTION_MARKS):
        # The beginning of a question is no question.
        return ""
    found = [
        part
        for part, is_certain in parts.beginnings(sentence, language)
        if _is_clause(part, language, is_certain=is_certain, is_cut=True)
        and not complements.is_waiting(thoughts.words_of(part), language=language)
    ]
    return max(found, key=len, default="")


def _is_clause(part: str, language: str, *, is_certain: bool, is_cut: bool) -> bool:
    words = thoughts.words_of(part)
    known = clause_words.of(language)
    if len(words) < parts.FEWEST_WORDS or words[0] in ("to", "by"):
        return False
    if words[0].endswith("ing") and not thoughts.has_verb(words, language=language):
        return False
    if words[0] in known.subordinators and parts.primary(language) != "hi":
        return False
    if is_cut and not parts.ends_with_clause(part, language):
        return False
    is_said = (
        thoughts.is_said(part, language=language) if is_cut else thoughts.has_verb(words, language=language)
    )
    return (is_certain or is_said) and _is_fit(part, language)


def _complement(said: list[str], language: str) -> str:
    """What somebody knows or wonders: "You know that …", "Why …"."""
    sentence = _long_sentence(said)
    if thoughts.waits(sentence, language=language):
        sign = parts.SIGN.search(sentence)
        sentence = sentence[sign.end() :] if sign is not None else ""
    for clause in complements.of(sentence, language=language):
        if len(clause.split()) >= parts.FEWEST_WORDS and _is_fit(clause, language):
            return thoughts.capitalised(clause)
        found = _longest_start(clause, language)
        is_asked = clause.lower().startswith(("why ", "how ")) and thoughts.has_verb(
            thoughts.words_of(found), language=language
        )
        is_english = parts.primary(language) == "en"
        if found and (not is_english or is_asked or thoughts.is_said(found, language=language)):
            return thoughts.capitalised(found)
    return ""


def _longest_start(clause: str, language: str) -> str:
    """The longest beginning of a clause that ends between clauses, else between phrases."""
    ends = [start for start, _ in parts.beginnings(clause, language)]
    for starts in (ends, list(parts.starts_of(clause.split(), language))):
        found = [
            start for start in starts if len(start.split()) >= parts.FEWEST_WORDS and _is_fit(start, language)
        ]
        found = [start for start in found if parts.ends_with_clause(start, language)]
        if found:
            return max(found, key=len)
    return ""


def _other_sentence(said: list[str], language: str) -> str:
    """The shortest of the other sentences that says something without the one before it."""
    found = [
        sentence
        for sentence in said[1:]
        if len(sentence.split()) >= parts.FEWEST_WORDS
        and thoughts.words_of(sentence)[0] not in _VAGUE
        and _is_fit(sentence, language)
    ]
    return min(found, key=len, default="")


def _later_clause(said: list[str], language: str) -> str:
    """A main clause that follows another clause, with a capital letter."""
    for sentence in said:
        for part, is_cut in parts.later_parts(sentence, language):
            is_certain = not clause_words.of(language).verbs
            is_clause = _is_clause(part, language, is_certain=is_certain, is_cut=is_cut)
            # "St. Paul, Minn., during …": an abbreviation belongs to the words before it.
            is_abbreviated = part.partition(" ")[0].endswith((".,", "."))
            if is_clause and not is_abbreviated and parts.has_subject(part, language):
                return thoughts.capitalised(part)
    return ""


def _split_clause(said: list[str], language: str) -> str:
    """A subject and its verb without what stands between two commas: "My mother, who cooks, sings"."""
    split = re.split(r",\s", _long_sentence(said), maxsplit=2)
    if parts.primary(language) != "en" or len(split) < 3:
        return ""
    subject, _, predicate = split
    first = thoughts.words_of(predicate)[:1]
    is_predicate = bool(first) and first[0] in clause_words.of(language).verbs and not _has_own_verb(subject)
    return _longest_start(f"{subject} {predicate}", language) if is_predicate else ""


def _has_own_verb(text: str) -> bool:
    return thoughts.has_verb(thoughts.words_of(text), language="en")


def _clear_sentence(said: list[str], language: str) -> str:
    """The first whole sentence with enough words, unless it needs the one before it."""
    found = [sentence for sentence in said if _is_fit(sentence, language)]
    return next(
        (
            sentence
            for sentence in found
            if len(sentence.split()) >= parts.FEWEST_WORDS and thoughts.words_of(sentence)[0] not in _VAGUE
        ),
        "",
    )


def _short_sentence(said: list[str], language: str) -> str:
    """A whole sentence, even a vague one: the first with enough words, else the longest."""
    found = [sentence for sentence in said if _is_fit(sentence, language)]
    long_enough = [sentence for sentence in found if len(sentence.split()) >= parts.FEWEST_WORDS]
    return long_enough[0] if long_enough else max(found, key=len, default="")


def _spoken_piece(said: list[str], language: str) -> str:
    """The longest piece of the first sentence that ends between two phrases and has its verb.

    Outside English, where few verbs are listed, a long piece is taken to have one.
    """
    for before_of in (False, True):
        pieces = _pieces(said, language, before_of=before_of)
        found = [piece for piece in pieces if _has_verb_enough(piece, language)]
        if found:
            return _asked(max(found, key=len), said)
    return ""


def _asked(piece: str, said: list[str]) -> str:
    """A piece of a question with its question mark."""
    asked = next((each for each in said[:2] if piece and each.startswith(piece)), "")
    if not asked.endswith(_QUESTION_MARKS):
        return thoughts.capitalised(piece)
    mark = asked[len(asked[:-1].rstrip()) :]
    return f"{piece}{mark}" if thoughts.fits(f"{piece}{mark}") else piece


def _has_verb_enough(piece: str, language: str) -> bool:
    words = thoughts.words_of(piece)
    if words[0] in clause_words.of(language).subordinators or complements.is_waiting(
        words, language=language
    ):
        return False
    is_long = parts.primary(language) != "en" and len(words) >= _LONG_PIECE
    return is_long or (thoughts.is_said(piece, language=language) and parts.ends_with_clause(piece, language))


def _piece(said: list[str], language: str) -> str:
    """The longest piece of the first sentence that ends between two phrases."""
    found = _pieces(said, language)
    # Without its verb, a relative clause is cut off: "Adults who live".
    whole = [piece for piece in found if not parts.RELATIVES & set(thoughts.words_of(piece)[1:])]
    return _asked(max(whole or found, key=len, default=""), said)


def _pieces(said: list[str], language: str, *, before_of: bool = False) -> list[str]:
    """Pieces of the longer one of the first two sentences, else of the other one."""
    for sentence in sorted(said[:2], key=len, reverse=True):
        if parts.primary(language) in parts.VERB_LAST:
            found = parts.endings_of(sentence.split(), language)
        else:
            sources = _sources(sentence, language)
            found = (
                piece
                for source in sources
                for piece in parts.starts_of(source.split(), language, before_of=before_of)
            )
        fitting = [
            piece
            for piece in found
            if _is_fit(piece, language)
            and not _cuts_subordinate(piece, language)
            and not complements.is_waiting(thoughts.words_of(piece), language=language)
        ]
        if fitting:
            return fitting
    return []


def _cuts_subordinate(piece: str, language: str) -> bool:
    """Whether a clause that ends with its verb is cut off: "Did you know that Goethe" in German."""
    subordinators = clause_words.of(language).subordinators
    is_last = parts.primary(language) in ("de", "nl")
    return is_last and any(word in subordinators for word in thoughts.words_of(piece)[1:])


def _sources(sentence: str, language: str) -> list[str]:
    """Where pieces begin: with the sentence, or with the clause behind a phrase or clause in front."""
    sign = parts.SIGN.search(sentence)
    if sign is None or parts.primary(language) in parts.VERB_SECOND:
        return [sentence]
    front = thoughts.words_of(sentence[: sign.start()])
    known = clause_words.of(language)
    is_subordinate = bool(front) and front[0] in known.subordinators
    later = sentence[sign.end() :]
    if is_subordinate or (parts.primary(language) == "en" and thoughts.verbs_in(front, language="en") == 0):
        laters = [later] if thoughts.words_of(later) and parts.has_subject(later, language) else []
        return laters if is_subordinate else [sentence, *laters]
    return [sentence]


def _last_resort(said: list[str], language: str) -> str:
    """A sentence that fits, or as many words as fit without a small word or a figure at the end."""
    short = [sentence for sentence in said if thoughts.fits(sentence) and len(sentence.split()) > 1]
    if short:
        return short[0]
    words = said[0].split()
    known = clause_words.of(language)
    small = known.dangling | known.verbs | clause_words.LEADING
    while len(words) > 1 and not thoughts.fits(" ".join(words)):
        words.pop()
    while len(words) > 1 and _is_open(words[-1], small):
        words.pop()
    if len(words) == 1 and _is_open(words[0], small):
        return ""
    return _shortened(" ".join(words).rstrip(parts.EDGES))


def _is_open(word: str, small: frozenset[str]) -> bool:
    bare = (thoughts.words_of(word) or [""])[0]
    return not bare or bare in small or thoughts.is_figure(bare)


def _shortened(text: str) -> str:
    """A single word that is too long: the host of an address, or its beginning."""
    if thoughts.fits(text):
        return text
    host = re.match(r"(?:https?://)?([\w.-]{4,50})", text)
    if host and "." in host[1]:
        return host[1].rstrip(".-")
    end = next(place for place in range(len(text), 0, -1) if thoughts.fits(text[:place]))
    # In Thai and Lao, a syllable begins with the vowel that stands before its consonant.
    syllables = [found.start() for found in _SYLLABLE.finditer(text, end // 2, end)]
    return text[: syllables[-1] if syllables else end]
