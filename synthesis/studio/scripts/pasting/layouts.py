"""Chooses the layout of a pasted scene, and fills the fields that it shows."""

import re
from collections.abc import Mapping
from typing import Any

from synthesis.assembly import sentences
from synthesis.assembly.captions import writing_systems
from synthesis.choices import Structure
from synthesis.content import TEXTS, SceneFields
from synthesis.studio import headlines
from synthesis.studio.scripts.pasting import items, points
from synthesis.studio.scripts.pasting.passages import Passage

_FEWEST_SCENES_WITH_OUTRO = 3
_SHORTEST_ACCENT = 5
_LONGEST_ACCENT = 40
_LONGEST_ASK = 36
_PROMPT_LENGTH = TEXTS["visual_prompt"].max_length
_LABEL_LENGTH = TEXTS["kicker"].max_length
_WORD = re.compile(r"[^\W\d_][\w'\u2019-]*")


def scene_of(passage: Passage, *, place: int, count: int, language: str) -> SceneFields:
    """The passage as a scene. The first scene is a title and the last an outro, unless it holds items."""
    number, kicker = _label_of(passage)
    headline = _headline_of(passage, language)
    fields: dict[str, Any] = {
        "narration": passage.text,
        "headline": headline,
        "kicker": headlines.without_symbols(kicker or number),
        "visual_prompt": _prompt_of(passage),
        "accent_words": accents_of(headline, language=language),
    }
    shown = _shown(passage, headline, place=place, count=count, language=language)
    if shown.get("items"):
        # The label of the first of several items is no label of them all.
        fields["kicker"] = headlines.without_symbols(kicker)
    return SceneFields(**{**fields, **shown})


def _headline_of(passage: Passage, language: str) -> str:
    if passage.items and passage.lead:
        return headlines.headline_of(text=passage.lead, language=language)
    together = ", ".join(item.rstrip(".\u3002\u0964") for item in passage.items)
    is_plain = not (passage.kicker or passage.is_ordered or any("," in item for item in passage.items))
    if passage.items and is_plain and len(together) <= headlines.LONGEST:
        return together
    is_title = passage.items and passage.kicker and len(passage.kicker) <= headlines.LONGEST
    return (
        headlines.without_symbols(passage.kicker)
        if is_title
        else headlines.headline_of(text=passage.text, language=language)
    )


def _label_of(passage: Passage) -> tuple[str, str]:
    """The label of a single step ("Step 1"), and the heading above the passage."""
    label = "" if passage.items else headlines.without_number(passage.text)[1]
    heading = "" if passage.items and not passage.lead else passage.kicker
    return label[:_LABEL_LENGTH], heading[:_LABEL_LENGTH]


def _prompt_of(passage: Passage) -> str:
    prompt = ". ".join(note.rstrip(". ") for note in dict.fromkeys(passage.notes))
    return prompt if len(prompt) <= _PROMPT_LENGTH else prompt[:_PROMPT_LENGTH].rsplit(" ", 1)[0]


def _shown(passage: Passage, headline: str, *, place: int, count: int, language: str) -> Mapping[str, Any]:
    several = _items(passage, language)
    if several:
        return several
    if count >= _FEWEST_SCENES_WITH_OUTRO and place == count - 1:
        return {"structure": Structure.OUTRO, "body": _ask_of(passage, headline, language)}
    if count > 1 and place == 0:
        return {"structure": Structure.TITLE}
    point = _point(passage, headline, language)
    alone: Mapping[str, Any] = {"structure": Structure.TITLE if count == 1 else Structure.STATEMENT}
    return point or alone


def _items(passage: Passage, language: str) -> Mapping[str, Any]:
    """Several items: of a list, as steps, or as two sides."""
    listed = items.shown(passage.items, language=language)
    if listed:
        return {"structure": Structure.STEPS if passage.is_ordered else Structure.LIST, "items": listed}
    steps = items.steps(passage.text, language=language)
    if steps:
        return {"structure": Structure.STEPS, "items": steps}
    tips = items.tips(passage.text, language=language)
    if tips:
        return {"structure": Structure.LIST, "items": tips}
    sides = items.sides(passage.text, language=language)
    if sides:
        # An accent word is drawn as a claim that its side is the better one. The text does not say which.
        return {"structure": Structure.COMPARE, "items": sides, "accent_words": ()}
    lead, several = items.listed(passage.text, language=language)
    if not several:
        return {}
    headline = headlines.headline_of(text=lead, language=language)
    accents = accents_of(headline, language=language)
    return {"structure": Structure.LIST, "items": several, "headline": headline, "accent_words": accents}


def _point(passage: Passage, headline: str, language: str) -> Mapping[str, Any]:
    """A quotation or a figure."""
    quoted = points.quotation(passage.text, language=language)
    if quoted is not None and quoted.text:
        accents = accents_of(quoted.text, language=language)
        return {
            "structure": Structure.QUOTE,
            "headline": quoted.text,
            "body": quoted.by,
            "accent_words": accents,
        }
    first = next((each.text for each in sentences.split(passage.text, language=language)), "")
    figure = points.figure(headline, first, language=language)
    if figure is None:
        return {}
    accents = (figure.text,) if figure.text in headline else accents_of(headline, language=language)
    return {
        "structure": Structure.NUMBER,
        "figure": figure.text,
        "figure_label": figure.label,
        "accent_words": accents,
    }


def _ask_of(passage: Passage, headline: str, language: str) -> str:
    """The last sentence of the video, if it is short: "Follow for more"."""
    said = sentences.split(passage.text, language=language)
    ask = said[-1].text.rstrip(".\u3002\u0964 ") if len(said) > 1 else ""
    is_shown = headlines.is_whole_thought(ask, language=language) and ask not in headline and "#" not in ask
    return ask if is_shown and len(ask) <= _LONGEST_ASK else ""


def accents_of(headline: str, *, language: str) -> tuple[str, ...]:
    """The word to emphasize: a figure, or the longest word that carries meaning."""
    figure = points.figure(headline, language=language)
    if figure is not None:
        return (figure.text,)
    if writing_systems.is_rarely_spaced(headline):
        return ()
    words = [word for word in _WORD.findall(headline) if headlines.is_telling(word, language=language)]
    longest = max(words, key=len, default="")
    is_alone = len(headline.split()) < 2
    return (longest,) if _SHORTEST_ACCENT <= len(longest) <= _LONGEST_ACCENT and not is_alone else ()
