"""The look of drawn scenes: theme, objects, and the layout that follows from what each scene says.

Everything on the screen comes from the script: a layout whose fields the text does not give is not chosen.
The same content always gets the same look.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

from render_node.contract import Layout as NodeLayout
from render_node.contract import MotionSpec
from render_node.contract import Theme as NodeTheme
from synthesis.assembly.storyboard import Word
from synthesis.choices import Layout, Theme
from synthesis.content import SceneContent, VideoContent
from synthesis.models import Scene, Video
from synthesis.studio import objects, scenes
from synthesis.studio.looks import carrying, choosing, cues, history, places, readings, themes, titling
from synthesis.studio.looks.choosing import Choice
from synthesis.studio.looks.readings.base import Reading
from synthesis.studio.looks.subjects import Subject
from synthesis.studio.objects import Chosen

__all__ = ["SceneLook", "VideoLooks", "for_render", "of_rows", "of_video", "present", "spec_for"]

_SCREEN_LENGTH = 160


@dataclass(frozen=True)
class SceneLook:
    """How a scene is drawn, and why. ``alternatives`` are the other layouts that its content serves, and
    ``automatic`` is the one that it gets if no person chooses. ``carried`` is the object that its
    transition carries from the scene before it, if any.
    """

    layout: Layout
    automatic: Layout
    reason: str
    objects: tuple[Chosen, ...]
    alternatives: tuple[Layout, ...]
    ground: int
    carried: str
    reading: Reading = field(compare=False, repr=False)
    subject: Subject = field(compare=False, repr=False)

    @property
    def object_names(self) -> list[str]:
        """The names of its objects, each once."""
        return list(dict.fromkeys(thing.name for thing in self.objects))

    @property
    def shows_whole_video(self) -> bool:
        """True if the scene shows objects of the other scenes."""
        return self.layout == Layout.OUTRO


@dataclass(frozen=True)
class VideoLooks:
    """The theme of a video, and the looks of its scenes by their ids. ``titled`` is the scene that shows its
    title, if any.
    """

    theme: Theme
    scenes: Mapping[str, SceneLook]
    titled: str = ""


def of_video(*, content: VideoContent) -> VideoLooks:
    """The looks of all scenes."""
    return _of_document(content.model_dump_json())


def of_rows(*, video: Video, rows: Sequence[Scene] | None = None) -> VideoLooks:
    """The looks of a video's scenes as a render would draw them now. ``rows`` are all of them, if loaded."""
    return of_video(content=present(video=video, rows=rows))


def present(*, video: Video, rows: Sequence[Scene] | None = None) -> VideoContent:
    """The content of a video now, with the looks that it avoids."""
    return history.with_history(video=video, content=scenes.content_of(video=video, rows=rows))


def for_render(*, video: Video, content: VideoContent) -> VideoContent:
    """The content as a render freezes it: with the looks that it avoids, and those that it has."""
    content = history.with_history(video=video, content=content)
    if not content.scenes:
        return content
    looks = of_video(content=content)
    layouts = {scene_id: look.layout.value for scene_id, look in looks.scenes.items()}
    return content.model_copy(
        update={"drawn_theme": looks.theme.value, "drawn_layouts": layouts, "drawn_title": looks.titled}
    )


def spec_for(*, content: VideoContent, scene: SceneContent, words: Sequence[Word] = ()) -> MotionSpec:
    """The scene as the node draws it. ``words`` are its spoken words and their times, if known."""
    looks = of_video(content=content)
    look = looks.scenes[scene.id]
    cue = cues.spoken(words) if words else cues.unknown
    order = [each.id for each in content.scenes]
    fields: dict[str, Any] = {"headline": look.subject.head, **look.reading.fields(cue)}
    fields.setdefault("accent_words", look.subject.accents(fields["headline"]))
    return MotionSpec(
        **_dotted(_trimmed(fields), f"{scene.narration} {scene.headline}", content.language),
        theme=NodeTheme(looks.theme.value),
        layout=NodeLayout(look.layout.value),
        ground=look.ground,
        exits=order.index(scene.id) < len(order) - 1,
        scene_index=order.index(scene.id),
        scene_count=len(order),
        language=content.language,
        carried=look.carried,
    )


@lru_cache(maxsize=16)
def _of_document(document: str) -> VideoLooks:
    content = VideoContent.model_validate_json(document)
    things = _things(content)
    theme = Theme(
        content.theme
        or content.drawn_theme
        or themes.choose(
            things=things,
            journeys=sum(len(places.find(scene.narration)) > 1 for scene in content.scenes),
            seed=content.seed,
            recent=content.recent_themes,
        )
    )
    subjects = _subjects(content, things, theme)
    fitting = [readings.of(subject) for subject in subjects]
    chosen = choosing.choose(
        fitting,
        wanted=[scene.layout for scene in content.scenes],
        kept=[content.drawn_layouts.get(scene.id, "") for scene in content.scenes],
        seed=content.seed,
        recent_openings=content.recent_openings,
    )
    owner = _title_once(content, subjects, fitting, chosen)
    start = int.from_bytes(hashlib.sha256(str(content.seed).encode()).digest()[:2])
    looks = {
        subject.scene.id: SceneLook(
            layout=reading.layout,
            automatic=automatic.layout,
            reason=_reason(reading, subject.scene),
            objects=subject.things,
            alternatives=tuple(
                dict.fromkeys(each.layout for each in several if each.layout != reading.layout)
            ),
            ground=start % 2 + place,
            carried=carrying.into(subjects, place, reading, content=content, theme=theme),
            reading=reading,
            subject=subject,
        )
        for place, (subject, (reading, automatic), several) in enumerate(
            zip(subjects, chosen, fitting, strict=True)
        )
    }
    return VideoLooks(theme=theme, scenes=looks, titled=owner)


def _title_once(
    content: VideoContent, subjects: list[Subject], fitting: list[list[Reading]], chosen: list[Choice]
) -> str:
    """Read the scenes that would repeat the title again, without it. The id of the scene that shows it."""
    owner, others = titling.places(
        subjects,
        [choice.reading for choice in chosen],
        drawn=content.drawn_title,
        kept=content.drawn_layouts,
    )
    for place in others:
        subjects[place] = replace(subjects[place], is_titled=False)
        fitting[place] = readings.of(subjects[place])
        chosen[place] = choosing.same(fitting[place], chosen[place])
    return subjects[owner].scene.id if owner >= 0 else ""


def _things(content: VideoContent) -> list[tuple[Chosen, ...]]:
    """The objects of each scene: the person's, or those that its words name."""
    texts = [
        objects.Text(
            headline=scene.headline,
            narration=scene.narration,
            visual_prompt=scene.visual_prompt,
            items=scene.items,
        )
        for scene in content.scenes
    ]
    found = objects.choose(scenes=texts, language=content.language, seed=content.seed, topic=content.title)
    return [
        _picked(scene.object_names, among=chosen) if scene.object_names else chosen
        for scene, chosen in zip(content.scenes, found, strict=True)
    ]


def _picked(names: Sequence[str], *, among: Sequence[Chosen]) -> tuple[Chosen, ...]:
    """The objects that a person chose. What the words say of them, such as their number, still counts."""
    said = {thing.name: thing for thing in among}
    return tuple(
        said.get(name) or Chosen(name=name, count=1, is_struck=False, word="", reason="picked", score=0.0)
        for name in names
        if name in objects.names()
    )


def _subjects(content: VideoContent, things: list[tuple[Chosen, ...]], theme: Theme) -> list[Subject]:
    earlier = tuple(scene[0] for scene in things[:-1] if scene)
    return [
        Subject(
            scene=scene,
            place=place,
            count=len(content.scenes),
            language=content.language,
            title=content.title,
            theme=theme.value,
            things=things[place],
            earlier=earlier,
        )
        for place, scene in enumerate(content.scenes)
    ]


def _reason(reading: Reading, scene: SceneContent) -> str:
    if scene.layout and reading.layout == scene.layout:
        return "You chose it."
    chosen = f"Chosen because {reading.reason}."
    if scene.layout:
        return f"{chosen} “{Layout(scene.layout).label}” needs something that this scene does not say."
    return chosen


def _dotted(value: Any, text: str, language: str) -> Any:
    """Turkish texts with a dot on the capital of "i", where the script has a small one."""
    if language.split("-")[0] not in ("tr", "az"):
        return value
    if isinstance(value, str):
        is_dotted = value.startswith("I") and f"i{value[1:]}" in text
        return f"\u0130{value[1:]}" if is_dotted else value
    if isinstance(value, dict):
        return {name: _dotted(each, text, language) for name, each in value.items()}
    if isinstance(value, list):
        return [_dotted(each, text, language) for each in value]
    return value


def _trimmed(value: Any) -> Any:
    """Texts cut to what the node accepts."""
    if isinstance(value, str):
        return value[:_SCREEN_LENGTH]
    if isinstance(value, dict):
        return {name: _trimmed(each) for name, each in value.items()}
    if isinstance(value, list):
        return [_trimmed(each) for each in value]
    return value
