"""Claims in a script that its sources don't support: figures, and statements attributed to people.

They are marked for the creator to check. A script without marked claims may still be wrong.
"""

import re
from collections.abc import Iterable

from synthesis.content import Beat
from synthesis.models import Scene, ScriptDraft
from synthesis.studio.scripts.assignment import facts_of
from synthesis.studio.scripts.shaping import is_among

_ENDS = " .,'"
_NUMBER = r"\d[\d.,'\u00a0]*"
_UNITS = (
    r"%|percent|per cent|prozent|pour cent|pourcent|por ciento|per cento|por cento|procent|yüzde|パーセント|"
    r"割|倍|万|億|x\b|k\b|m\b|bn\b|×|times|million|billion|thousand|millionen|milliarden|millones|millions|milliards|milioni|"
    r"miliardi|milhões|bilhões|miljoen|miljard|milion|milyon|milyar"
)
_FIGURE = re.compile(rf"[$€£¥]?\s?{_NUMBER}\s?(?:{_UNITS})?", re.IGNORECASE)
# Numbers up to this one count things ("3 steps") and are not claims, unless a unit follows them.
_COUNTS_TO = 10
_WORDS = (
    "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|"
    "eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|million|billion"
)
_SPELLED = re.compile(
    rf"\b(?:{_WORDS})(?:[- ](?:{_WORDS}|and))*\s(?:percent|per cent|million|billion)\b", re.IGNORECASE
)
_NAME = r"(?:the\s)?[A-Z][\w&.'-]*(?:\s(?:of\s(?:the\s)?)?[A-Z][\w&.'-]*){0,4}"
_SAID = (
    r"(?:says|said|found|finds|showed|shows|reports|reported|confirms|confirmed|proved|proves|warns|claims)"
)
# Verbs that attribute a statement even at the beginning of a sentence, where any word is capitalized.
_SAID_FIRST = r"(?:says|said|found|showed|reports|reported|confirms|confirmed|proved|warns|claims)"
_BY_NAME = re.compile(
    rf"\b{_SAID}\s(?P<behind>{_NAME})|(?P<before>{_NAME})\s{_SAID_FIRST}\b|"
    rf"(?:[Aa]ccording to|[Ll]aut|[Ss]elon|[Ss]egún|[Ss]econdo|[Ss]egundo|[Vv]olgens|[Ww]edług|[Ee]nligt)\s"
    rf"(?P<of>{_NAME})|(?P<ja>[\w・ー]{{2,20}})によると"
)
_BY_AUTHORITY = re.compile(
    r"\b(?:stud(?:y|ies)|research(?:ers)?|scientists?|experts?|doctors?|science|surveys?|statistics|"
    r"studien|forscher|études|chercheurs|estudios|investigadores|studi|ricercatori|estudos|pesquisadores)\s"
    r"(?:\w+\s)?(?:say|says|said|show|shows|showed|found|find|prove|proves|proved|agree|confirm|suggest|suggests|"
    r"zeigen|sagen|montrent|disent|muestran|dicen|mostrano|dicono|mostram|dizem)\b",
    re.IGNORECASE,
)
# Words at the beginning of a sentence that are not part of a name.
_NOT_NAMES = frozenset(
    {
        *("I", "It", "He", "She", "We", "You", "They", "One", "What", "Who", "Which"),
        *("This", "That", "These", "Those", "Here", "There", "Everyone", "Everybody", "Nobody"),
    }
)


def unsupported(*, text: str, facts: str) -> list[str]:
    """The claims in the text that the facts do not contain: verbatim, in order, without duplicates."""
    known = facts.lower()
    found = [
        *(match for match in _FIGURE.finditer(text) if _is_new(match[0], facts)),
        *(match for match in _SPELLED.finditer(text) if match[0].lower() not in known),
        *(match for match in _BY_NAME.finditer(text) if _is_unknown(match, known)),
        *(match for match in _BY_AUTHORITY.finditer(text) if match[0].lower() not in known),
    ]
    found.sort(key=lambda match: match.start())
    return list(dict.fromkeys(match[0].strip(_ENDS) for match in found))


def of_draft(*, draft: ScriptDraft) -> list[list[str]]:
    """For each scene of a written script, the claims that the video's sources do not contain."""
    facts = str(facts_of(video=draft.video, topic=draft.topic))
    return [unsupported(text=_text_of(beat), facts=facts) for beat in _beats(draft)]


def of_scenes(*, scenes: Iterable[Scene], draft: ScriptDraft | None) -> dict[str, list[str]]:
    """The claims to check by scene, for scenes whose text is still the writer's.

    Text that a person changed is not checked.
    """
    beats = _beats(draft) if draft is not None else []
    if draft is None or not beats:
        return {}
    written = dict(zip((_tidy(beat.narration) for beat in beats), of_draft(draft=draft), strict=True))
    return {scene.pk: written.get(_tidy(scene.narration), []) for scene in scenes}


def _beats(draft: ScriptDraft) -> list[Beat]:
    return [beat for beat in draft.script.scenes if beat.narration.strip()] if draft.script else []


def _text_of(beat: Beat) -> str:
    parts = (beat.narration, beat.headline, beat.body, *beat.items)
    return ". ".join(part for part in parts if part)


def _tidy(text: str) -> str:
    return " ".join(text.split())


def _is_new(figure: str, facts: str) -> bool:
    """True for a figure that is a claim and is not among the facts."""
    digits = re.sub(r"\D", "", figure)
    is_plain = figure.strip(_ENDS).isdigit()
    if is_plain and int(digits) <= _COUNTS_TO:
        return False
    return not is_among(figure=figure.strip(_ENDS), facts=facts)


def _is_unknown(match: re.Match[str], known: str) -> bool:
    name = next(filter(None, match.groups()), "")
    name = name.removeprefix("the ").strip(_ENDS)
    return name not in _NOT_NAMES and name.lower() not in known
