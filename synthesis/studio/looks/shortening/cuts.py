"""Whether a beginning of a clause is cut off from something that belongs to it."""

# Letters of other alphabets look like Latin ones.
# ruff: noqa: RUF001

import re
from itertools import pairwise

from synthesis.studio.headlines import clause_words, complements, parts, thoughts
from synthesis.studio.looks.shortening import figures, grammar

_ASKING = clause_words.listed(
    "why how what when where warum wieso weshalb wie was wo wann waarom hoe wat pourquoi comment ce por cómo "
    "perché come perche porque como почему зачем как dlaczego jak czemu"
)
_POSSESSIVES = clause_words.listed(
    "mon ma mes ton ta tes son sa ses notre nos votre vos leur leurs mi mis tu tus su sus mio mia miei tuo "
    "tua suo sua loro meu minha meus minhas teu seu sua seus suas nuestro nuestra"
)
_ROMANCE = ("es", "fr", "it", "pt")
# The second part of a verb, at the end of a German or Dutch clause: "Leg das Handy | weg".
_PARTICLES = {
    "de": clause_words.listed(
        "ab an auf aus ein mit nach vor zu weg los um durch fest zurück hin her raus rein runter hoch weiter "
        "zusammen herunter heraus hinein vorbei bereit fern dazu davon"
    ),
    "nl": clause_words.listed(
        "af aan op uit in mee na voor toe weg los om door vast terug neer dicht open kapot"
    ),
}
_AUXILIARIES = {
    "de": clause_words.listed(
        "hat haben habe hast hatte hatten wird werden wurde wurden kann kannst können muss musst müssen darf "
        "darfst dürfen soll sollst sollte will willst wollen möchte lass lasst lässt lassen"
    ),
    "nl": clause_words.listed(
        "heeft hebben heb had wordt worden werd kan kun kunnen moet moeten mag mogen zal wil laat laten"
    ),
}
_SUBJECTS = clause_words.listed("ich du er es wir ihr man je jij we ik")
_LEAST_PARTICIPLE, _SHORT_FORMS = 5, frozenset({"sein", "tun", "zijn", "gaan", "doen", "gehn"})
_WATCHED = clause_words.listed("watch see let make hear help feel have")
_PUT = frozenset({"put", "puts"})
_PLACES = frozenset({"at", "on", "in", "into", "under", "over", "near", "between", "behind"})
_ARTICLE_AND_NOUN = 3
_TWO, _WHICH = 2, "yang"
# Indonesian verbs that take an object.
_ACTIVE = re.compile(r"me.+(?:kan|i)")
# "It only works | when"
_ONLY = clause_words.listed("only nur erst solo sólo só apenas seulement soltanto alleen только tylko")
# "from Berlin | to Paris": by the second preposition.
_FROM_TO = {
    "to": frozenset({"from"}),
    "nach": frozenset({"von"}),
    "bis": frozenset({"von"}),
    "auf": frozenset({"von"}),
    "naar": frozenset({"van"}),
    "hasta": frozenset({"de", "desde"}),
    "até": frozenset({"de"}),
    "jusqu'à": frozenset({"de"}),
    "do": frozenset({"z", "od"}),
    "до": frozenset({"от", "с"}),
}
# "Dites-moi | ce qui a changé"
_TOLD = clause_words.listed(
    "ce si comment pourquoi quel quelle quels quelles où quand qui que combien lequel laquelle"
)


def without_particle(text: str, *, language: str) -> str:
    """A German or Dutch clause without the end of its verb: "Schalt das Licht ein", "Es muss heiß sein"."""
    first, _, last = text.rpartition(" ")
    tag = parts.primary(language)
    is_be = tag in _AUXILIARIES and last in _SHORT_FORMS and bool(set(first.split()) & _AUXILIARIES[tag])
    return first if is_be or last in _PARTICLES.get(tag, frozenset()) else text


def is_cut(words: list[str], rest: list[str], *, language: str) -> bool:
    """Whether a beginning waits for words of ``rest``: an object, a predicate, or another part of its verb.

    Both are words in lower case without the signs around them.
    """
    if not rest or len(words) < 2:
        return False
    tag = parts.primary(language)
    return (
        _is_denied(words, language)
        or _is_cut_relative(words, rest, language)
        or _is_cut_question(words, language)
        or (tag in _PARTICLES and _is_cut_verb(words, rest, tag))
        or (tag in _ROMANCE and _is_before_object(words, rest, language))
        or (tag == "en" and (_is_watched(words, rest) or _is_placed(words, rest)))
        or (words[-1].endswith(("-moi", "-nous")) and rest[0] in _TOLD)
        or words[-1] in _ONLY
        or _is_leaning(words, rest, language)
        or (bool(_ONLY & set(words)) and rest[0] in clause_words.of(language).subordinators)
        or bool(_FROM_TO.get(rest[0], frozenset()) & set(words[1:]))
        or _is_cut_figure(words, rest, language)
    )


def _is_leaning(words: list[str], rest: list[str], language: str) -> bool:
    """ "Rendang harus dimasak | dengan api kecil", "Thủ phạm lớn nhất | là độ sáng"."""
    table = grammar.of(language)
    is_waiting = words[-1] in table.leaning | table.modals or words[-2] in table.modals
    # "une fois | par an", "сто миллионов чашек | в день"
    is_rate = rest[0] in table.rates and figures.holds(" ".join(words[-3:]), language)
    is_rate = is_rate and parts.primary(language) != "en"
    # "assez lentement | pour pouvoir parler", "doppelt so viel Wasser | wie Reis"
    is_degree = any(f"{word} {rest[0]}" in table.correlatives for word in words)
    # "مقابل دولار | واحد": the last word alone.
    is_last = len(rest) == 1 and not clause_words.of(language).verbs and not rest[0].startswith("\u0648")
    # "Fai la lista e mangia | prima di uscire", "Campurkan cuka | dan air"
    joining = clause_words.of(language).coordinators - clause_words.of(language).subordinators
    is_second = words[-2] in joining and parts.primary(language) != "en"
    is_half = rest[0] in joining and len(words) == _TWO and not clause_words.of(language).verbs
    # "Tekanan ban | yang kurang"
    is_half |= rest[0] == _WHICH and len(words) == _TWO
    # "Le pain de mie | et la sauce tomate en contiennent"
    is_named = words[0] in table.articles and not thoughts.has_verb(words, language=language)
    is_thing = len(rest) > 1 and rest[1] in table.articles
    is_half |= rest[0] in joining and is_thing and is_named and parts.primary(language) != "en"
    if is_rate or is_degree or is_last or is_second or is_half:
        return True
    # "Certains historiens pensent aujourd'hui | que …", "aku menghabiskan | hampir tujuh juta"
    is_said = rest[0] in table.said and complements.is_waiting(words[:-1], language=language)
    is_active = parts.primary(language) == "id" and _ACTIVE.fullmatch(words[-1]) is not None
    is_waiting |= is_said or is_active
    is_subject = rest[0] in table.copulas and not clause_words.of(language).verbs
    return is_waiting or is_subject


def _is_denied(words: list[str], language: str) -> bool:
    """ "The mistake is not | the training"."""
    table = grammar.of(language)
    # Indonesian and Vietnamese have no copula before "not".
    is_copula = words[-2] in table.copulas or parts.primary(language) in ("id", "vi")
    return words[-1] in table.negations and is_copula


def _is_cut_relative(words: list[str], rest: list[str], language: str) -> bool:
    """ "The cheese that you store | badly": a relative clause without its last words."""
    if parts.primary(language) in _PARTICLES:
        # "der" and "die" are articles, too.
        return False
    if rest[0] == "que" and (
        words[0] == "ne" or "ne" in words[1:] or any(word.startswith("n'") for word in words)
    ):
        # "Votre chat ne miaule | que pour vous"
        return True
    place = next((number for number, word in enumerate(words) if number and word in parts.RELATIVES), 0)
    after = len(words) - place - 1
    # "Ce que votre chat essaie | de vous dire"
    return bool(place) and (
        after <= 1 or rest[0] in parts.of_words(language) or (len(rest) == 1 and language != "en")
    )


def _is_cut_question(words: list[str], language: str) -> bool:
    """ "Why your lawn | turns brown": a question without its verb."""
    table = grammar.of(language)
    begins = table.articles | table.beginners | thoughts.PRONOUNS
    is_noun = words[1] in begins or parts.primary(language) == "en"
    has_verb = thoughts.has_verb(words[1:], language=language) or words[1] == "to"
    return words[0] in _ASKING and is_noun and not has_verb


def _is_cut_verb(words: list[str], rest: list[str], tag: str) -> bool:
    """ "Stell den Mäher | auf sechs Zentimeter ein", "Das Gericht hat die Klausel | gekippt"."""
    joining = {"und", "en"} | clause_words.of(tag).subordinators
    ends = [word for word, later in pairwise([*rest, "und"]) if later in joining]
    # "fünfmal | die Woche"
    if (
        _PARTICLES[tag] & set(ends)
        or rest[0] in _SUBJECTS | grammar.of(tag).objects
        or words[-1].endswith(("mal", "keer"))
    ):
        return True
    if words[-1] in clause_words.of(tag).verbs and rest[0] in grammar.of(tag).beginners:
        # "Vogels doen | het werk"
        return True
    if _is_before_noun(words, rest, tag):
        return True
    last = rest[-1]
    is_form = last.endswith(("en", "t", "rn", "ln")) and len(last) >= _LEAST_PARTICIPLE
    is_form |= last in _SHORT_FORMS
    return bool(set(words) & _AUXILIARIES[tag]) and is_form


def _is_before_noun(words: list[str], rest: list[str], tag: str) -> bool:
    """ "Sieben Gramm Kaffee ergeben | eine Tasse": a verb without its object."""
    is_form = words[-1].endswith(("en", "t")) and len(words[-1]) >= _LEAST_PARTICIPLE
    return is_form and rest[0] in grammar.of(tag).beginners and not thoughts.has_verb(words, language=tag)


def _is_before_object(words: list[str], rest: list[str], language: str) -> bool:
    """ "Des poissons fabriquent | leur lumière", "Il sale attira | l'acqua"."""
    if words[-1] in parts.RELATIVES or thoughts.is_figure(words[-1]):
        return False
    if rest[0] in _POSSESSIVES:
        return True
    table = grammar.of(language)
    if rest[0] not in table.articles or words[0] not in table.articles:
        return False
    # "O sol da praia mata | o seu celular"
    is_own = len(rest) > 1 and rest[1] in _POSSESSIVES
    return is_own or len(words) - 2 * len(parts.of_words(language) & set(words)) == _ARTICLE_AND_NOUN


def _is_placed(words: list[str], rest: list[str]) -> bool:
    """ "Fly past | your ear", "Put the things | at the height of the eyes"."""
    table = grammar.of("en")
    is_past = words[-1] == "past" and rest[0] in table.articles
    return is_past or (bool(set(words) & _PUT) and rest[0] in _PLACES)


def _is_watched(words: list[str], rest: list[str]) -> bool:
    """ "Watch them | come": what somebody does is missing."""
    is_pair = words[-1] in thoughts.PRONOUNS and words[-2] in _WATCHED
    return is_pair and rest[0] in clause_words.of("en").verbs


def _is_cut_figure(words: list[str], rest: list[str], language: str) -> bool:
    """ "A thousand | times": a number without what it counts."""
    # "quatre | à six fois"
    if len(rest) > 1 and figures.is_figure(words[-1], language) and figures.is_figure(rest[1], language):
        return True
    small = clause_words.of(language).dangling | clause_words.of(language).coordinators
    is_bare = figures.is_figure(words[-1], language) and not figures.holds(" ".join(words[-2:-1]), language)
    return is_bare and rest[0].isalpha() and rest[0] not in small
