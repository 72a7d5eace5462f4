"""How much less a clause is worth that announces the next one, or only hangs on the one before it."""

# Letters of other alphabets look like Latin ones.

from synthesis.studio.headlines import clause_words, parts, thoughts
from synthesis.studio.looks.shortening import figures, grammar, splitting, worth
from synthesis.studio.looks.shortening.worth import QUESTIONS

_ANNOUNCING, _LED, _HANGING, _WAITING = 3.0, 4.5, 4.0, 5.5
# Turkish "not this, …": the next clause says what instead.
_NOT_THIS = "değil"
# "Wer früh bucht, …": the main clause follows.
_THAT = frozenset({"dass", "что", "that", "że", "що", "dat", "bahwa", "rằng"})
# Their dash stands for "is".
DASHED = frozenset({"ru", "uk"})
_COMMANDED = frozenset(
    {
        "nimm",
        "mach",
        "geh",
        "trink",
        "iss",
        "probier",
        "stell",
        "leg",
        "hör",
        "lies",
        "denk",
        "schau",
        "drink",
        "neem",
        "doe",
        "maak",
        "zet",
        "probeer",
        "kijk",
    }
)
_COMMANDS = ("ите", "йте", "ьте", "іть")
_WHOEVER = frozenset(
    {"wer", "whoever", "quien", "quienes", "wie", "chi", "quem", "celui", "ceux", "kto", "кто"}
)
_GERMAN_SUBJECTS = frozenset({"ich", "du", "er", "sie", "es", "wir", "ihr", "man", "ik", "je", "hij", "we"})


def of(clause: str, place: int, text: str, language: str) -> float:
    """How much less a clause is worth that announces the next one, or only hangs on the one before it."""
    words, known = thoughts.words_of(clause), clause_words.of(language)
    is_announced = f": {clause[:12]}" in text
    if _is_outcome(clause, place, language):
        return _LED
    if place == 0:
        if f"{clause}," in text and (words[-1] == _NOT_THIS or words[0] in _WHOEVER):
            return _WAITING
        if _leads_on(words, text[text.find(clause) + len(clause) :], language):
            return _HANGING
        is_condition = f"{clause}," in text and is_verb_first(clause, language)
        if is_condition or _is_open(clause, words, text, language):
            return _WAITING
        has_verb = thoughts.has_verb(words, language=language) if known.verbs else len(words) > 3
        if has_verb or clause.endswith(QUESTIONS):
            return 0.0
        is_english = parts.primary(language) == "en"
        is_name = is_english or words[0] in known.dangling
        # "Back then, the queen could …"
        is_adverb = is_english and len(words) < parts.FEWEST_WORDS and f"{clause}," in text
        plain = thoughts.words_of(splitting.without_lead(clause, language=language))
        is_led = plain[0] in worth.leading(language) or is_adverb
        return _ANNOUNCING * (is_name and f"{clause}:" in text) + _LED * is_led
    if len(words) < parts.FEWEST_WORDS and figures.holds(clause, language):
        return _LED
    if clause.endswith(QUESTIONS) and len(words) <= parts.FEWEST_WORDS and not is_announced:
        # "…, bisa nggak?"
        return _HANGING
    is_last = parts.primary(language) in parts.VERB_LAST and words[-1] in grammar.of(language).negations
    if is_last and len(words) <= parts.FEWEST_WORDS + 1:
        # "…, नंबर की नहीं"
        return _HANGING
    opening = text.partition(",")[0]
    is_inverted = _is_second(language) and thoughts.words_of(text)[0] in _WHOEVER
    # "Gießt du jeden Tag, stirbt die Pflanze"
    is_behind = set(words[1:2]) <= _GERMAN_SUBJECTS | grammar.of(language).beginners
    is_inverted |= is_behind and is_verb_first(opening, language)
    is_noun = bool(known.verbs) or words[0] == "bukan"
    is_contrast = words[0] in grammar.of(language).negations and is_noun
    if is_inverted or (is_contrast and not _has_verb(words, language)):
        # "…, not from outside"
        return _HANGING
    is_relative = parts.primary(language) in ("de", "nl") and words[0] in known.dangling | known.subordinators
    if is_relative and (words[-1] in known.verbs or (words[1:2] and words[1] in _GERMAN_SUBJECTS)):
        return _HANGING
    has_verb = thoughts.has_verb(words, language=language)
    if len(words) < parts.FEWEST_WORDS and known.verbs and not has_verb and not is_announced:
        # "Mark what is text in, text out."
        return _LED
    is_led = not is_announced and not has_verb and words[0] in worth.leading(language)
    return _LED * is_led + _HANGING * (
        bool(known.verbs) and not parts.has_subject(clause, language) and _is_second(language)
    )


def _is_outcome(clause: str, place: int, language: str) -> bool:
    """Whether a clause only says what follows from the one before it: "…, nanti pecah"."""
    opened = tuple(f"{each} " for each in grammar.of(language).outcomes)
    return place > 0 and (worth.is_unnamed(clause, language) or clause.casefold().startswith(opened))


def _is_open(clause: str, words: list[str], text: str, language: str) -> bool:
    """Whether the next clause goes on: "Thay vì nói đừng chạy, …", "… to odkładanie tego, co zostanie"."""
    table, after = grammar.of(language), text[text.find(clause) + len(clause) :]
    if after.startswith(",") and words[-1] in table.copulas:
        # "Der größte Fehler ist, …"
        return True
    is_name = len(words) < parts.FEWEST_WORDS and bool(clause_words.of(language).verbs)
    if is_name and after.startswith(",") and parts.primary(language) != "en":
        # "Les lions, eux, …"
        return not _has_verb(words, language) and not worth.is_negated(clause, language)
    is_infinitive = parts.primary(language) == "tr" and words[-1].endswith(("mak", "mek"))
    if parts.primary(language) in DASHED and after.startswith(" — ") and not goes_on(after[3:], language):
        # "Рыбный сэндвич у моста — ловушка для туристов"
        return True
    following = (thoughts.words_of(after[:40]) or [""])[0]
    if worth.is_negated(clause, language) and following in worth.limiting(language):
        # "Не берите ипотеку, пока нет запаса"
        return True
    if following in table.presenting and after.startswith(","):
        # "Dire oui à tout le monde, c'est se dire non"
        return True
    is_open = words[0] in table.fronted or words[-1] in table.leaning or is_infinitive
    return is_open and f"{clause}," in text and not clause_words.of(language).verbs


def is_verb_first(clause: str, language: str) -> bool:
    """Whether a German or Dutch clause begins with its verb, as a condition does: "Hat dein Reifen Risse, …"."""
    words = thoughts.words_of(clause)
    if parts.primary(language) not in ("de", "nl") or len(words) < parts.FEWEST_WORDS:
        return False
    is_asked = (
        words[1] in _GERMAN_SUBJECTS
        and words[0] not in _GERMAN_SUBJECTS | clause_words.of(language).subordinators
    )
    is_second = words[1] in grammar.of(language).beginners
    return is_asked or (
        is_second and words[0] in clause_words.of(language).verbs and words[0] not in _COMMANDED
    )


def goes_on(text: str, language: str) -> bool:
    """Whether what stands behind a dash is a clause of its own: "— и увидите разницу"."""
    table, known = grammar.of(language), clause_words.of(language)
    if thoughts.words_of(text)[0].endswith(_COMMANDS):
        return True
    return thoughts.words_of(text)[0] in table.outcomes | known.coordinators | table.presenting


def _leads_on(words: list[str], rest: str, language: str) -> bool:
    """Whether a clause is half of a thought: "Schnarchen entsteht, wenn …", "So dark, that …"."""
    following = (thoughts.words_of(rest[:40]) or [""])[0]
    known = clause_words.of(language).subordinators
    is_bare = len(words) < parts.FEWEST_WORDS and following in known - parts.RELATIVES
    is_degree = following in _THAT and any(word == "so" or word.startswith("так") for word in words)
    is_said = following in _THAT and not clause_words.of(language).verbs and len(words) <= parts.FEWEST_WORDS
    return rest.startswith(",") and (is_bare or is_degree or is_said)


def _has_verb(words: list[str], language: str) -> bool:
    return thoughts.has_verb(words, language=language)


def _is_second(language: str) -> bool:
    return parts.primary(language) in parts.VERB_SECOND
