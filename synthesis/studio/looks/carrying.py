"""Which object a transition carries from one drawn scene to the next: one that both show once, not struck."""

from collections.abc import Sequence

from synthesis.assembly import transitions
from synthesis.choices import Layout, Theme, Transition
from synthesis.content import SceneContent, VideoContent
from synthesis.studio.looks import cues
from synthesis.studio.looks.readings.base import Reading
from synthesis.studio.looks.subjects import Subject

# The layouts that give an object a place of its own, in front of everything else.
_LANDING = frozenset(
    {
        Layout.HOOK_HERO,
        Layout.PEDESTAL,
        Layout.MYTH,
        Layout.QUOTE,
        Layout.CALLOUTS,
        Layout.PRODUCT_CARD,
        Layout.PAPER_SCENE,
        Layout.RECEIPT,
        Layout.COUNTDOWN,
        Layout.CHAT,
    }
)


def into(
    subjects: Sequence[Subject], place: int, reading: Reading, *, content: VideoContent, theme: Theme
) -> str:
    """The object that is carried into the scene of this place: its main one, if the scene before it has that.

    ``reading`` is the scene's own. Of the scene before it, only the objects count, not how it shows them: any
    other change of it leaves this scene alone. Empty for none.
    """
    scene, before = subjects[place].scene, subjects[place - 1]
    if place == 0 or scene.transition != Transition.AUTO or reading.layout not in _LANDING:
        return ""
    if not (_is_drawn(before.scene) and _is_drawn(scene)):
        return ""
    seed = transitions.seed_of(seed=content.seed, key=scene.id)
    if not transitions.carries(theme=theme.value, incoming=reading.layout.value, seed=seed):
        return ""
    earlier = {thing.name for thing in before.things if thing.count == 1 and not thing.is_struck}
    return next((name for name in _single(reading) if name in earlier), "")


def _is_drawn(scene: SceneContent) -> bool:
    return not (scene.shows_file or scene.is_generated)


def _single(reading: Reading) -> list[str]:
    """The objects that a scene shows once and not crossed out, the main one first."""
    shown = reading.fields(cues.unknown).get("objects", [])
    return [each["name"] for each in shown if each.get("count", 1) == 1 and not each.get("is_struck")]
