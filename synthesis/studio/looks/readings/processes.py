"""Steps in their order, as stations on a path."""

from synthesis.choices import Layout, Structure
from synthesis.studio import headlines
from synthesis.studio.looks import shortening
from synthesis.studio.looks.cues import Cue
from synthesis.studio.looks.readings import pairs, tables
from synthesis.studio.looks.readings.base import Fields, Reader, Reading, all_pictured, pictured
from synthesis.studio.looks.subjects import Subject
from synthesis.studio.scripts.pasting import items

_FEWEST, _MOST = 3, 4
_LONGEST = 30


def _path(subject: Subject) -> Reading | None:
    scene = subject.scene
    said = _labelled(subject) or items.steps(scene.narration, language=subject.language)
    steps = scene.items if scene.structure == Structure.STEPS and scene.items and not said else said
    found = tables.found_in(subject)
    # "1. gün" is a day, and no step.
    if not _FEWEST <= len(steps) <= _MOST or (found is not None and found.family not in pairs.STEPS):
        return None
    shown = [
        row if len(row) <= _LONGEST else shortening.shortened(row, language=subject.language) for row in steps
    ]
    if any(len(row) > _LONGEST for row in shown):
        return None

    def fields(cue: Cue) -> Fields:
        made: list[Fields] = []
        for step, row in zip(steps, shown, strict=True):
            named = [each for each in subject.things if each.word and each.word.casefold() in step.casefold()]
            thing = pictured(named[0], cue) | {"count": 1} if named else None
            made.append({"label": row, "cue_s": cue(step), "object": thing})
        # One picture among numbers would look like a mistake.
        if any(each["object"] is None for each in made):
            made = [each | {"object": None} for each in made]
        # A step is no headline of all of them.
        topic = tables.head(subject, found) if found is not None else subject.topic
        head = topic if scene.headline else ""
        return {"items": made, "headline": head, "objects": all_pictured(subject, cue, 1)}

    return Reading(Layout.PATH, 8.1, f"it goes through {len(shown)} steps in order", fields)


def _labelled(subject: Subject) -> tuple[str, ...]:
    """Steps with words or numbers of other languages than those that a pasted script is cut by."""
    found = tables.found_in(subject)
    if found is None or found.family not in pairs.STEPS:
        return ()
    return tuple(headlines.capitalised(pair.value) for pair in found.pairs)


READERS: tuple[Reader, ...] = (_path,)
