"""Quotations, dialogues, and letters or words as the subject."""

import re

from synthesis.choices import Layout, Structure
from synthesis.studio.looks.cues import Cue
from synthesis.studio.looks.readings import comparisons
from synthesis.studio.looks.readings.base import Fields, Reader, Reading, all_pictured
from synthesis.studio.looks.subjects import Subject
from synthesis.studio.scripts.pasting import points

_QUOTED = re.compile(
    r"[\u201c\"\u201e\u00ab\u300c\u2018]\s?([^\u201c\u201d\"\u201e\u00ab\u00bb\u300c\u300d\u2019]{1,60}?)\s?[\u201d\"\u201c\u00bb\u300d\u2019]"
)
_GLYPH = re.compile(r"[\u201c\"'\u2018\u00ab\u300c]([^\W\d_]{1,2})[\u201d\"'\u2019\u00bb\u300d]")
_MOST_QUOTED = 90
_LONGEST_LINE = 26
_FEWEST_LINES, _MOST_LINES = 2, 3


def _quote(subject: Subject) -> Reading | None:
    scene = subject.scene
    found = points.quotation(scene.narration, language=subject.language)
    said = found.text if found else (scene.headline if scene.structure == Structure.QUOTE else "")
    by = (found.by if found else "") or (scene.body if scene.structure == Structure.QUOTE else "")
    if not said or len(said) > _MOST_QUOTED:
        return None

    def fields(cue: Cue) -> Fields:
        return {
            "headline": said,
            "speaker": by,
            "objects": all_pictured(subject, cue, 1),
            "accent_words": [said.split()[-1].strip(".,!?")] if " " in said else [],
        }

    return Reading(Layout.QUOTE, 9.0 if by else 7.5, "it quotes somebody", fields)


def _chat(subject: Subject) -> Reading | None:
    lines = [line for line in _QUOTED.findall(subject.text) if line.strip()]
    short = [line for line in dict.fromkeys(lines) if len(line) <= _LONGEST_LINE]
    is_advice = comparisons.corrected(subject) is not None
    if len(short) < _FEWEST_LINES or is_advice or subject.words.find("say", subject.text) is None:
        return None

    def fields(cue: Cue) -> Fields:
        items = [
            {"label": line, "side": number % 2, "cue_s": cue(line)}
            for number, line in enumerate(short[:_MOST_LINES])
        ]
        return {"items": items, "objects": all_pictured(subject, cue, 1)}

    return Reading(Layout.CHAT, 8.5, "people talk in it", fields)


def _letterform(subject: Subject) -> Reading | None:
    if subject.words.find("letter", subject.text) is None:
        return None
    found = _GLYPH.search(subject.text)
    glyph = next((part for part in (found.groups() if found else ()) if part), "")
    if not glyph:
        return None

    def fields(cue: Cue) -> Fields:
        return {"figure": glyph, "reaction_s": cue(glyph), "kicker": subject.scene.kicker}

    return Reading(Layout.LETTERFORM, 7.0, "a letter is its subject", fields)


READERS: tuple[Reader, ...] = (_quote, _chat, _letterform)
