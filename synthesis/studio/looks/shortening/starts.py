"""The beginnings of a clause that end before another phrase."""

# Letters of other alphabets look like Latin ones.

from collections.abc import Iterator

from synthesis.studio.headlines import clause_words, parts, thoughts
from synthesis.studio.looks.shortening import figures, grammar, splitting
from synthesis.studio.looks.shortening.worth import QUESTIONS

_REACH = 3
OR = frozenset({"or", "oder", "ou", "o", "of", "или", "أو", "nebo", "lub", "eller"})
# They need another word behind them.
_COMPARED = clause_words.listed(
    "أكثر أقل больше меньше daha más menos mais più meno lebih même even auch aussi incluso anche"
)
_HALF_COMPARED = clause_words.listed(
    "less more fewer rather mehr weniger plus moins antes mejor peor mayor menor mieux meglio peggio "
    "melhor pior"
)
_THAN = frozenset({"than", "of", "que", "de", "als", "di", "che", "do", "dan"})
_BEFORE = clause_words.listed("before after avant après antes después depois prima dopo vor nach ago")
_SPANS = clause_words.listed(
    "month months week weeks day days year years mois semaine semaines jour jours mes meses semana semanas "
    "día "
    "días dia dias mese mesi settimana settimane giorno giorni"
)
_ENDING_THAN = frozenset({"than", "als", "dan"})
# They belong to a figure behind them ("about 20"), or begin a phrase.
_ABOUT = frozenset({"about", "around", "over", "near"})


def of(text: str, *, language: str, most: int) -> Iterator[tuple[str, list[str]]]:
    """The beginnings of two up to ``most`` words, and what follows each. None of a question with a choice."""
    if text.endswith(QUESTIONS) and OR & set(thoughts.words_of(text)):
        # Half of a choice asks something else.
        return
    words = text.split()
    ends = {len(start.split()) for start in parts.starts_of(words[: most + _REACH], language)}
    # Vietnamese writes each syllable apart.
    fewest = parts.FEWEST_WORDS if parts.primary(language) == "vi" else 2
    for place in range(fewest, min(most, len(words) - 1) + 1):
        is_end = place in ends or _begins_phrase(words, place, language)
        if is_end and not _belongs_together(words, place, language):
            yield " ".join(words[:place]).strip(splitting.EDGES), words[place:]


def _word(words: list[str], place: int) -> str:
    return (thoughts.words_of(words[place]) or [""])[0] if place < len(words) else ""


def _begins_phrase(words: list[str], place: int, language: str) -> bool:
    """Whether a clause or phrase begins here that clauses do not end before: "the recipe | of my aunt"."""
    known = clause_words.of(language)
    last, following = _word(words, place - 1), _word(words, place)
    closed = known.dangling | known.opening | clause_words.LEADING
    if parts.primary(language) == "ar" and following.startswith("\u0648") and len(following) > 2:
        return True
    if last in closed:
        return False
    if following in parts.of_words(language):
        is_name = not thoughts.has_verb(thoughts.words_of(" ".join(words[:place])), language=language)
        return place > 2 and is_name
    if following in _ABOUT:
        return last not in known.verbs or not figures.is_figure(_word(words, place + 1), language)
    before = list(map(str.casefold, words[: place - 2]))
    if last in known.verbs and following in ("from", "to") and thoughts.has_verb(before, language=language):
        # "A crust needs dry heat | from the start": its verb stands before.
        return True
    joining = known.subordinators | known.coordinators | grammar.of(language).joints
    return following in joining and not figures.is_figure(last, language)


def _belongs_together(words: list[str], place: int, language: str) -> bool:
    """Whether the words before and after a place are one thing: the members of a list, or a comparison."""
    last, following = _word(words, place - 1), _word(words, place)
    # Commas are left only between the things of a list.
    is_list = any(word.endswith(",") for word in words[:place])
    if is_list and following in clause_words.of(language).coordinators:
        return True
    if (
        place > 1
        and words[place - 2].endswith(",")
        and len(words) > place
        and not words[place - 1].endswith(",")
    ):
        # "Do not stare, blink | your eyes"
        return True
    is_figure = figures.holds(" ".join(words[place - 2 : place]), language)
    if words[place - 1].endswith(",") and not is_figure:
        return True
    if following in _BEFORE and (figures.is_figure(_word(words, place - 2), language) or last in _SPANS):
        # "one month | before the sales"
        return True
    # "The air is drier | than the desert"
    is_comparative = last.endswith("er") and following in _ENDING_THAN
    return is_comparative or last in _COMPARED or (last in _HALF_COMPARED and following in _THAN)
