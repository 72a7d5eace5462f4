"""Sentences about the scenes that are drawn again: after an edit, and by the next render."""

from collections.abc import Sequence

from synthesis.models import Scene
from synthesis.production.changes import Changes
from synthesis.studio.stills import Plan


def after_edit(*, edited: Scene, rows: Sequence[Scene], before: Plan, after: Plan) -> str:
    """Which other scenes an edit changes, and why. Empty if it changes none."""
    others = [
        row
        for row in rows
        if row.pk != edited.pk and before.wanted[row.pk].digest != after.wanted[row.pk].digest
    ]
    if not others:
        return ""
    is_one = len(others) == 1
    verb, whose = ("is", "its") if is_one else ("are", "their")
    if after.looks.theme != before.looks.theme:
        reason = f"the theme of the video is now {after.looks.theme.label}"
    elif all(after.looks.scenes[row.pk].shows_whole_video for row in others):
        reason = "it shows objects of the whole video"
    else:
        reason = f"{whose} look follows from the whole video"
    return f"{_named([row.position for row in others])} {verb} drawn again too, because {reason}."


def of_render(changes: Changes | None, *, count: int) -> str:
    """Which scenes a render makes again. Empty before the first version."""
    if changes is None or not (changes.made or changes.reused):
        return ""
    since = f"since version {changes.number}"
    if not changes.made:
        return f"No picture has changed {since}, so all clips are used again."
    if len(changes.made) == count:
        return f"All {count} scenes are rendered again: their pictures, words or voice have changed {since}."
    sentences = [f"{_named(changes.made)} {'is' if len(changes.made) == 1 else 'are'} rendered again."]
    if changes.reused:
        sentences.append("The other clips are used again.")
    if changes.closing is not None:
        sentences.append(f"Scene {changes.closing} was not edited, but it shows objects of the whole video.")
    return " ".join(sentences)


def _named(positions: Sequence[int]) -> str:
    """Such as "Scene 2", or "Scenes 2, 3 and 5"."""
    numbers = [str(each) for each in positions]
    if len(numbers) == 1:
        return f"Scene {numbers[0]}"
    return f"Scenes {', '.join(numbers[:-1])} and {numbers[-1]}"
