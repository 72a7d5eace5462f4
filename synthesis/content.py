"""The contents of videos, scenes, quotes and scripts: typed documents, and the limits of every field.

Limits are defined here once; columns, forms, serializers and OpenAPI use them. They apply to input: a stored
document stays readable after a limit was lowered.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, Literal, TypeVar

from django.db import models
from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, model_validator

from foundation.documents import STORED
from render_node.contract import Preset
from synthesis.attribution import Credit
from synthesis.choices import (
    HookKind,
    Layout,
    Origin,
    ScriptKind,
    ScriptLength,
    Structure,
    Tone,
    Transition,
)

MAX_SCENES = 40
# JavaScript cannot represent larger integers exactly.
MAX_SEED = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Text:
    """Marks a field that holds one text. Control characters are removed."""

    max_length: int


@dataclass(frozen=True, slots=True)
class Texts:
    """Marks a field that holds several short texts."""

    max_items: int
    max_length: int


@dataclass(frozen=True, slots=True)
class Range:
    """Marks a field that holds a number."""

    least: float
    most: float


class Document(BaseModel):
    """An immutable value. Unknown members, for example of an earlier version, are ignored."""

    model_config = ConfigDict(frozen=True)


# A blank that a person has to fill, with a hint of what belongs there: "{the cause, in one sentence}".
_BLANK = re.compile(r"\{[^{}]*[^\W\d_][^{}]*\}")


def has_blank(text: str) -> bool:
    """True if a person still has to fill a blank in the text."""
    return _BLANK.search(text) is not None


class ScriptOptions(Document):
    """What a script should be like.

    ``topic`` is what to write about instead of the title. Without ``kind``, the writer chooses the form that
    suits the topic.
    """

    topic: str = ""
    kind: ScriptKind | Literal[""] = ""
    tone: Tone = Tone.PLAIN
    target_s: int = ScriptLength.SHORT


class SceneFields(Document):
    """The editable fields of a scene. ``title`` and ``description`` of a field are its label and help."""

    narration: Annotated[str, Text(1200), Field(title="Narration")] = ""
    visual_prompt: Annotated[
        str,
        Text(600),
        Field(
            title="What the picture shows",
            description="One or two sentences: subject, place, light, camera movement. "
            "If empty, the headline or the narration is used.",
        ),
    ] = ""
    kicker: Annotated[
        str, Text(60), Field(title="Kicker", description="A few words in small type above the headline.")
    ] = ""
    headline: Annotated[
        str,
        Text(160),
        Field(
            title="Headline",
            description="Shown as written up to 60 characters (20 in Chinese and Japanese). "
            "A longer one is shortened to one of its phrases.",
        ),
    ] = ""
    body: Annotated[str, Text(300), Field(title="Text below")] = ""
    items: Annotated[
        tuple[str, ...], Texts(6, 80), Field(title="Points", description="At most six, one per line.")
    ] = ()
    figure: Annotated[str, Text(24), Field(title="Figure")] = ""
    figure_label: Annotated[str, Text(80), Field(title="Figure label")] = ""
    accent_words: Annotated[tuple[str, ...], Texts(12, 40), Field(title="Words to highlight")] = ()
    structure: Structure = Structure.STATEMENT
    layout: Annotated[
        Layout | Literal[""],
        Field(title="Layout", description="If empty, chosen by what the scene says."),
    ] = ""
    object_names: Annotated[
        tuple[str, ...],
        Texts(3, 60),
        Field(
            title="Objects",
            description="The names of at most three objects. If empty, chosen by the words of the scene.",
        ),
    ] = ()
    transition: Transition = Transition.AUTO
    origin: Origin = Origin.MOTION
    engine: Annotated[
        str,
        Text(40),
        Field(
            title="Engine",
            description="The engine for generated pictures, such as gemini-omni. If empty, the best one.",
        ),
    ] = ""
    minimum_s: Annotated[
        float,
        Range(0, 60),
        Field(
            title="Seconds at least",
            description="The scene lasts as long as its narration, and at least this long.",
        ),
    ] = 0.0


class SceneContent(SceneFields):
    """A scene as a render freezes it.

    ``asset`` is the file that it shows, or the picture that a generated scene starts from. ``recording`` is
    the file that is heard instead of the voice. ``credit`` names the creator of a stock file.
    """

    id: str
    position: int
    asset: str | None = None
    asset_sha256: str = ""
    recording: str | None = None
    recording_sha256: str = ""
    recording_s: float = 0.0
    credit: Credit | None = None

    @model_validator(mode="before")
    @classmethod
    def _of_earlier_release(cls, value: Any) -> Any:
        """Read a document of an earlier release, whose ``layout`` was a structure."""
        if not isinstance(value, dict) or "structure" in value or value.get("layout") not in Structure.values:
            return value
        return {**value, "structure": value["layout"], "layout": ""}

    @property
    def shows_file(self) -> bool:
        """True if it shows a file, so that nothing has to be rendered."""
        return self.origin in {Origin.UPLOADED, Origin.STOCK}

    @property
    def is_generated(self) -> bool:
        """True if a model generates the picture."""
        return self.origin == Origin.GENERATED

    @property
    def has_blank(self) -> bool:
        """True if the narration still holds a blank of an outline."""
        return has_blank(self.narration)

    @property
    def is_empty(self) -> bool:
        """True if it has neither narration nor a picture."""
        is_described = self.is_generated and bool(self.visual_prompt)
        return not (
            self.narration or self.headline or self.figure or self.items or self.asset or is_described
        )


class VideoLook(Document):
    """The title, look and sound of a video. Documents of earlier releases have no graded stock."""

    title: Annotated[str, Text(160)]
    language: Annotated[str, Text(16)] = "en"
    voice: Annotated[str, Text(64)] = ""
    caption_style: Annotated[str, Text(16)] = "auto"
    theme: Annotated[str, Text(16)] = ""
    grades_stock: bool = False
    mood: Annotated[str, Text(16)] = "calm"
    preset: Preset = Preset.STANDARD
    seed: int = 0


class VideoFields(VideoLook):
    """The editable fields of a video."""

    post_text: Annotated[str, Text(5000)] = ""


class VideoContent(VideoLook):
    """A video as a render freezes it, with its scenes in order.

    ``pronunciations`` maps written words of the narration to how they are to be said. ``music_track`` is the
    file that is heard instead of the mood's music, with its title and licence. ``recent_themes`` and
    ``recent_openings`` are the themes and first layouts of the workspace's videos before, which this one
    avoids; ``drawn_theme`` and ``drawn_layouts``, by scene, are its own, and ``drawn_title`` is the id of the
    scene that shows its title.
    """

    scenes: tuple[SceneContent, ...] = ()
    pronunciations: Mapping[str, str] = Field(default_factory=dict)
    music_track: str | None = None
    music_track_sha256: str = ""
    music_track_title: str = ""
    music_track_licence: str = ""
    recent_themes: tuple[str, ...] = ()
    recent_openings: tuple[str, ...] = ()
    drawn_theme: str = ""
    drawn_layouts: Mapping[str, str] = Field(default_factory=dict)
    drawn_title: str = ""

    def grades(self, scene: SceneContent) -> bool:
        """True if the colours of the scene are graded to the theme."""
        return self.grades_stock and scene.origin == Origin.STOCK


class QuoteItem(Document):
    """The estimate for one scene of a quote.

    ``n`` is the number of earlier attempts behind the estimate; 0 means a table, None a scene that is not
    rendered.
    """

    scene: str
    position: int
    origin: Origin
    engine: str | None = None
    engine_title: str = ""
    paid_s: int = 0
    cost_microusd: int | None = None
    duration_s: float
    p50_s: float = 0.0
    p90_s: float = 0.0
    n: int | None = None
    source: Literal["none", "history", "table"] = "none"


class Blocker(Document):
    """A reason why a quote cannot be rendered."""

    code: str
    message: str


class SceneTiming(Document):
    """The position of a scene in the finished video."""

    scene: str
    position: int
    starts_s: float
    duration_s: float


class Answer(BaseModel):
    """A document that a language model writes.

    No field has a default: the strict schemas of language models require every field, and an omission would
    go unnoticed. A stored answer of an earlier version gets ``EMPTY`` values for fields it lacks.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)
    EMPTY: ClassVar[Mapping[str, Any]] = {}

    @model_validator(mode="before")
    @classmethod
    def _complete_if_stored(cls, value: Any, info: ValidationInfo) -> Any:
        if info.context != STORED or not isinstance(value, dict):
            return value
        known = {name: member for name, member in value.items() if name in cls.model_fields}
        return {**cls.EMPTY, **known}


class Beat(Answer):
    """One scene of a script. Lengths are checked afterwards, because those schemas cannot state them."""

    EMPTY = {
        **dict.fromkeys(
            ("narration", "kicker", "headline", "body", "figure", "figure_label", "visual_prompt"), ""
        ),
        **dict.fromkeys(("items", "accent_words"), ()),
        "structure": Structure.STATEMENT,
    }

    narration: str
    structure: Structure
    kicker: str
    headline: str
    body: str
    items: list[str]
    figure: str
    figure_label: str
    accent_words: list[str]
    visual_prompt: str


class HookAlternative(Answer):
    """Another way to open the video: the narration and the headline of the first scene."""

    EMPTY = {"kind": HookKind.QUESTION, "narration": "", "headline": ""}

    kind: HookKind
    narration: str
    headline: str

    @model_validator(mode="before")
    @classmethod
    def _with_kind_if_stored(cls, value: Any, info: ValidationInfo) -> Any:
        """Read a stored answer of an earlier version, in which a hook was only its narration."""
        if info.context != STORED or not isinstance(value, str):
            return value
        kind = HookKind.QUESTION if value.rstrip().endswith("?") else HookKind.CONTRADICTION
        return {"kind": kind, "narration": value, "headline": ""}


class Script(Answer):
    """A whole script: its title, other ways to open it, its scenes, and the text for the post."""

    EMPTY = {"title": "", "hook_alternatives": (), "scenes": (), "post_text": ""}

    title: str
    hook_alternatives: list[HookAlternative]
    scenes: list[Beat]
    post_text: str


_Mark = TypeVar("_Mark", Text, Texts, Range)


def marked(document: type[Document], mark: type[_Mark]) -> Mapping[str, _Mark]:
    """The fields of a document that carry this mark, by name."""
    return {
        name: each
        for name, field in document.model_fields.items()
        for each in field.metadata
        if isinstance(each, mark)
    }


# The fields with a fixed set of values, by name.
CHOICES: Mapping[str, type[models.TextChoices]] = {
    "structure": Structure,
    "layout": Layout,
    "transition": Transition,
    "origin": Origin,
}
TEXTS = marked(SceneFields, Text)
LISTS = marked(SceneFields, Texts)
MINIMUM_S = marked(SceneFields, Range)["minimum_s"]
VIDEO_TEXTS = marked(VideoFields, Text)
TITLE_LENGTH = VIDEO_TEXTS["title"].max_length
