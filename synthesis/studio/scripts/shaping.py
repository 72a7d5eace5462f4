"""Turn a writer's answer into scenes: cut to the limits, without figures that the facts do not contain."""

import re
from collections.abc import Mapping
from typing import Any

from foundation import language_detection
from foundation.errors import UpstreamError
from synthesis.choices import Structure
from synthesis.content import LISTS, TEXTS, Beat, SceneFields, Script
from synthesis.models import Writer
from synthesis.studio import languages, scenes
from synthesis.studio.adapters.base import UnusableAnswerError

LONGEST_NARRATION = 400
FEWEST_SCENES, MOST_SCENES = 3, 8
HEADLINE_LENGTH, BODY_LENGTH = 80, 160
_NOT_ENGLISH = (
    "The title or idea is not in English, and the offline writer supports English only. "
    "Choose the video's language and use your own script, or reword the idea."
)
_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
_FACTORS = {"k": 1e3, "thousand": 1e3, "m": 1e6, "million": 1e6, "b": 1e9, "bn": 1e9, "billion": 1e9}


def require_script(*, script: Script, language: str, writer: Writer) -> None:
    """Refuse an answer that is not a script, or is in another language. Fields that are too long are cut
    later.
    """
    system = writer.label
    spoken = [beat for beat in script.scenes if beat.narration.strip()]
    too_long = any(len(beat.narration) > LONGEST_NARRATION for beat in spoken)
    if not FEWEST_SCENES <= len(spoken) <= MOST_SCENES or too_long:
        raise UnusableAnswerError(f"{system} did not return a script.", system=system, reason="not_a_script")
    texts = [" ".join(beat.narration for beat in spoken), *(beat.narration for beat in spoken)]
    if not all(language_detection.matches(language=language, text=text) for text in texts):
        name = languages.name_of(language)
        raise UnusableAnswerError(
            f"{system} did not write in {name}, as requested.", system=system, reason="language"
        )


def require_english(*, facts: Mapping[str, Any]) -> None:
    """Refuse to write offline about texts in another language: that writer knows English only."""
    text = " ".join(str(facts.get(name) or "") for name in ("topic", "title", "hook", "angle"))
    if not language_detection.matches(language="en", text=text):
        raise UpstreamError(_NOT_ENGLISH, system=Writer.OFFLINE.label)


def scene_of(*, beat: Beat, facts: str) -> SceneFields:
    """A beat as a scene's fields, cut to the limits, without a figure that the facts do not contain."""
    figure = trimmed(beat.figure, TEXTS["figure"].max_length)
    if figure and not is_among(figure=figure, facts=facts):
        figure = ""
    structure = beat.structure
    if structure == Structure.NUMBER and not figure:
        structure = Structure.STATEMENT

    def line(name: str) -> str:
        return trimmed(getattr(beat, name), TEXTS[name].max_length)

    def lines(name: str) -> tuple[str, ...]:
        texts = LISTS[name]
        return tuple(trimmed(each, texts.max_length) for each in getattr(beat, name)[: texts.max_items])

    return SceneFields(
        narration=" ".join(beat.narration.split()),
        structure=structure,
        kicker=line("kicker"),
        headline=trimmed(beat.headline, HEADLINE_LENGTH),
        body=trimmed(beat.body, BODY_LENGTH),
        items=lines("items"),
        figure=figure,
        figure_label=line("figure_label") if figure else "",
        accent_words=lines("accent_words"),
        visual_prompt=line("visual_prompt"),
    )


def trimmed(text: str, length: int) -> str:
    """The text in one line, cut between words."""
    tidy = " ".join(scenes.UNWANTED.sub(" ", text).split())
    return tidy if len(tidy) <= length else tidy[:length].rsplit(" ", 1)[0].rstrip(",;:–- ")


def is_among(*, figure: str, facts: str) -> bool:
    """True if the facts contain every number of the figure, in any grouping or rounding."""
    known, wanted = _numbers(facts), _numbers(figure)
    unit = re.sub(r"[^a-z]", "", figure.lower())
    factor = _FACTORS.get(unit, 1.0)
    return all(any(_is_about(number * factor, each) for each in known) for number in wanted)


def _numbers(text: str) -> list[float]:
    return [float(number.replace(",", "")) for number in _NUMBER.findall(text)]


def _is_about(shown: float, known: float) -> bool:
    return abs(shown - known) <= max(0.05, abs(known) * 0.05)
