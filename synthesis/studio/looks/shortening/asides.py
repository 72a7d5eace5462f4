"""How much less a clause is worth that leads to the next one, or only hangs on the one before it."""

# Letters of other alphabets look like Latin ones.
# ruff: noqa: RUF003

from synthesis.studio.headlines import clause_words, parts, thoughts
from synthesis.studio.looks.shortening import figures, grammar, splitting, verb_first, worth
from synthesis.studio.looks.shortening.worth import QUESTIONS

_ANNOUNCING, LED, _HANGING, _WAITING = 3.0, 4.5, 4.2, 5.5
_BRIEF = 2.5
_REACH = 40
# Turkish "not this, …": the next clause says what instead.
_NOT_THIS = "değil"
# "Wer früh bucht, …": the main clause follows.
_WHOEVER = frozenset(
    {"wer", "whoever", "quien", "quienes", "wie", "chi", "quem", "celui", "ceux", "kto", "кто"}
)
_PERSONS = clause_words.listed("je j tu il elle nous vous on yo tú io eu você")
# Their dash stands for "is", unless a command follows.
DASHED = frozenset({"ru", "uk"})
_COMMANDS = ("ите", "йте", "ьте", "іть")


def of(clause: str, place: int, text: str, language: str) -> float:
    """How much less a clause of a sentence is worth; ``place`` is its number, from 0."""
    if place == 0:
        return _of_first(clause, text, language)
    return max(_of_short(clause, text, language), _of_later(clause, text, language))


def _of_first(clause: str, text: str, language: str) -> float:
    words, known = thoughts.words_of(clause), clause_words.of(language)
    after = text[text.find(clause) + len(clause) :]
    if after.startswith(",") and _waits(clause, words, after, language):
        return _WAITING
    if parts.primary(language) in DASHED and after.startswith(" — ") and not goes_on(after[3:], language):
        # "Рыбный сэндвич у моста — ловушка для туристов"
        return _WAITING
    if after.startswith(",") and _is_half(words, after, language):
        return _HANGING
    has_verb = _has_verb(words, language) if known.verbs else len(words) > parts.FEWEST_WORDS
    if has_verb or clause.endswith(QUESTIONS):
        return 0.0
    is_english = parts.primary(language) == "en"
    is_name = is_english or words[0] in known.dangling - grammar.of(language).negations
    # "Back then, the queen could …"
    is_adverb = is_english and len(words) < parts.FEWEST_WORDS and after.startswith(",")
    plain = thoughts.words_of(splitting.without_lead(clause, language=language))
    is_led = plain[0] in worth.leading(language) or is_adverb
    return _ANNOUNCING * (is_name and after.startswith(":")) + LED * is_led


def _waits(clause: str, words: list[str], after: str, language: str) -> bool:
    """Whether a clause before a comma says nothing without the next one."""
    table, following = grammar.of(language), (thoughts.words_of(after[:_REACH]) or [""])[0]
    # "Der größte Fehler ist, …", "Dire oui à tout le monde, c'est …", "Bu değil, …"
    if _is_phrase(words, following, language):
        return True
    if words[-1] in table.copulas | {_NOT_THIS} or words[0] in _WHOEVER or following in table.presenting:
        return True
    # "Не берите ипотеку, пока нет запаса", "Nimmst du zu viel Wasser, wird der Reis matschig"
    is_denied = worth.is_negated(clause, language) and following in worth.limiting(language)
    return is_denied or verb_first.applies(clause, language=language) or _is_open(words, language)


def _is_phrase(words: list[str], following: str, language: str) -> bool:
    """Whether words before a comma only say when: "Les trois premiers jours, j'avais mal à la tête"."""
    is_noun = words[0] in grammar.of(language).articles and not _has_verb(words, language)
    is_subject = following.partition("'")[0] in _PERSONS
    return is_noun and is_subject and parts.primary(language) != "en"


def _is_open(words: list[str], language: str) -> bool:
    """Whether words before a comma are a phrase: "Les lions, eux, …", "Thay vì nói đừng chạy, …"."""
    table, has_list = grammar.of(language), bool(clause_words.of(language).verbs)
    if has_list:
        is_name = len(words) < parts.FEWEST_WORDS and not _has_verb(words, language)
        is_negated = bool(table.negations & set(words))
        return is_name and not is_negated and parts.primary(language) != "en"
    # "Her gün aynı saatte kalkmak, …", "… to odkładanie tego, co zostanie"
    is_infinitive = parts.primary(language) == "tr" and words[-1].endswith(("mak", "mek"))
    return words[0] in table.fronted or words[-1] in table.leaning or is_infinitive


def _is_half(words: list[str], after: str, language: str) -> bool:
    """Whether a clause is half of a thought: "Schnarchen entsteht, wenn …", "So dark, that …"."""
    following, known = (thoughts.words_of(after[:_REACH]) or [""])[0], clause_words.of(language)
    is_that = following in grammar.of(language).said
    is_bare = len(words) < parts.FEWEST_WORDS and following in known.subordinators - parts.RELATIVES
    is_degree = is_that and any(word == "so" or word.startswith("так") for word in words)
    is_said = is_that and not known.verbs and len(words) <= parts.FEWEST_WORDS
    return is_bare or is_degree or is_said


def goes_on(text: str, language: str) -> bool:
    """Whether what stands behind a dash is a clause of its own: "— и увидите разницу"."""
    table, first = grammar.of(language), thoughts.words_of(text)[0]
    joining = table.outcomes | clause_words.of(language).coordinators | table.presenting
    return first.endswith(_COMMANDS) or first in joining


def _of_short(clause: str, text: str, language: str) -> float:
    """A later clause of a few words says nothing alone, unless a colon announces it."""
    words, tag = thoughts.words_of(clause), parts.primary(language)
    opened = tuple(f"{each} " for each in grammar.of(language).outcomes)
    if worth.is_unnamed(clause, language) or clause.casefold().startswith(opened):
        # "…, nanti pecah"
        return LED
    if len(words) < parts.FEWEST_WORDS and figures.holds(clause, language):
        return LED
    # "…, नंबर की नहीं"
    is_denial = tag in parts.VERB_LAST and words[-1] in grammar.of(language).negations
    # "…, bisa nggak?"
    is_tag = clause.endswith(QUESTIONS) and not _is_announced(clause, text)
    is_tag = is_tag and len(thoughts.words_of(text)) >= 2 * len(words)
    if len(words) <= parts.FEWEST_WORDS + is_denial and (is_tag or is_denial):
        return _HANGING
    # "…, jangan kurang"
    is_brief = len(words) < parts.FEWEST_WORDS and tag not in parts.VERB_LAST
    return _BRIEF * (is_brief and not clause_words.of(language).verbs and not _is_announced(clause, text))


def _of_later(clause: str, text: str, language: str) -> float:
    words, known = thoughts.words_of(clause), clause_words.of(language)
    has_verb, is_announced = _has_verb(words, language), _is_announced(clause, text)
    # "…, not from outside", "…, bukan nasi baru"
    is_noun = bool(known.verbs) or words[0] == "bukan"
    is_contrast = words[0] in grammar.of(language).negations and is_noun and not has_verb
    if is_contrast or _is_inverted(words, text, language) or _is_relative(words, language):
        return _HANGING
    if len(words) < parts.FEWEST_WORDS and known.verbs and not has_verb and not is_announced:
        # "Mark what is text in, text out."
        return LED
    if not known.verbs and f"{clause}: " in text:
        # A colon follows: "Akşam banyosu, loş ışık ve aynı ninni: sıralamayı hiç bozmayın".
        return LED
    is_led = not is_announced and not has_verb and words[0] in worth.leading(language)
    is_subjectless = bool(known.verbs) and _is_second(language) and not parts.has_subject(clause, language)
    return LED * is_led + _HANGING * is_subjectless


def _is_inverted(words: list[str], text: str, language: str) -> bool:
    """Whether the clause in front puts the verb first: "Gießt du jeden Tag, stirbt die Pflanze"."""
    if not _is_second(language):
        return False
    is_behind = set(words[1:2]) <= verb_first.SUBJECTS | grammar.of(language).beginners
    is_condition = is_behind and verb_first.applies(text.partition(",")[0], language=language)
    return is_condition or thoughts.words_of(text)[0] in _WHOEVER


def _is_relative(words: list[str], language: str) -> bool:
    known = clause_words.of(language)
    if parts.primary(language) not in ("de", "nl") or words[0] not in known.dangling | known.subordinators:
        return False
    return words[-1] in known.verbs or (bool(words[1:2]) and words[1] in verb_first.SUBJECTS)


def _is_announced(clause: str, text: str) -> bool:
    return f": {clause[:12]}" in text


def _has_verb(words: list[str], language: str) -> bool:
    return thoughts.has_verb(words, language=language)


def _is_second(language: str) -> bool:
    return parts.primary(language) in parts.VERB_SECOND
