"""The content of a drawn scene: theme, layout, and the fields that layouts show.

A layout is drawn from the fields that it needs. A node never invents a value: a scene whose layout lacks a
field is drawn in a simpler layout.
"""

from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from render_node.contract.texts import LongText, ShortText

# When something reacts, in seconds from the start of the scene: the time of its spoken word.
CueTime = Annotated[float, Field(ge=0, le=600)]


class Theme(StrEnum):
    """The look that all scenes of a video share: colours, typefaces, materials and movement."""

    KITCHEN = "kitchen"
    ARCHIVE = "archive"
    RISO = "riso"
    LEDGER = "ledger"
    STUDIO = "studio"
    VOYAGE = "voyage"
    GYM = "gym"
    NOTEBOOK = "notebook"
    BUBBLE = "bubble"
    PIXEL = "pixel"
    FELT = "felt"
    GROOVE = "groove"


class Layout(StrEnum):
    """The composition of a drawn scene."""

    HOOK_HERO = "hook_hero"
    COUNT = "count"
    BEFORE_AFTER = "before_after"
    TIMELINE = "timeline"
    QUOTE = "quote"
    MYTH = "myth"
    LETTERFORM = "letterform"
    RECEIPT = "receipt"
    CHART = "chart"
    NUMBER = "number"
    PODIUM = "podium"
    PEDESTAL = "pedestal"
    PRODUCT_CARD = "product_card"
    PAPER_SCENE = "paper_scene"
    ROUTE = "route"
    TYPE_SANDWICH = "type_sandwich"
    COUNTDOWN = "countdown"
    CHECKLIST = "checklist"
    CALLOUTS = "callouts"
    CHAT = "chat"
    NOTIFICATION = "notification"
    VERSUS = "versus"
    TYPE_POSTER = "type_poster"
    OUTRO = "outro"
    SCALE = "scale"
    SHARE = "share"
    PATH = "path"


def _object(value: object) -> object:
    return {"name": value} if isinstance(value, str) else value


def _item(value: object) -> object:
    return {"label": value} if isinstance(value, str) else value


class MotionObject(BaseModel):
    """A pictured thing. A bare string is its name.

    ``name`` is an object of the node's collection, such as ``money-bag``; unknown names are left out.
    ``count`` repeats it. ``is_struck`` draws it crossed out.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: ShortText
    count: int = Field(default=1, ge=1, le=6)
    is_struck: bool = False
    cue_s: CueTime | None = None


PicturedObject = Annotated[MotionObject, BeforeValidator(_object)]


class MotionItem(BaseModel):
    """A row, stop, bar, place on a podium, note, part, bubble or card. A bare string is its label.

    ``value`` is the figure as written ("$46.00", "1889", "9.1"); ``amount`` is the same as a number, for
    bars, and sums. ``side`` is the speaker of a bubble. ``is_marked`` emphasizes the row.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    label: ShortText
    value: ShortText = ""
    amount: float | None = Field(default=None, allow_inf_nan=False)
    object: PicturedObject | None = None
    side: int = Field(default=0, ge=0, le=1)
    is_marked: bool = False
    cue_s: CueTime | None = None


class MotionSide(BaseModel):
    """One side of a comparison."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    headline: ShortText
    detail: ShortText = ""
    object: PicturedObject | None = None
    is_winner: bool = False
    cue_s: CueTime | None = None


class MotionPlace(BaseModel):
    """A stop of a route, in degrees."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: ShortText
    latitude: float = Field(ge=-90, le=90)
    longitude: float = Field(ge=-180, le=180)
    cue_s: CueTime | None = None


class MotionSpec(BaseModel):
    """The content of a drawn scene.

    Fields by layout: ``objects`` for most; ``items`` for count, timeline, receipt, chart, number, podium,
    product_card, countdown, checklist, callouts, chat and notification; two ``sides`` for before_after and
    versus; ``speaker`` for quote; ``places`` for route; ``figure`` for count, number, countdown,
    notification (its time), letterform (its glyph) and receipt (its total).
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    theme: Theme | None = None
    layout: Layout | None = None
    ground: int = Field(default=0, ge=0, le=99, description="Selects one of the theme's grounds.")
    headline: LongText = ""
    accent_words: list[ShortText] = Field(default_factory=list, max_length=12)
    kicker: ShortText = Field(default="", description="A few words in small type with the headline.")
    badge: ShortText = Field(default="", description="The promise, on a badge or tag.")
    badge_detail: ShortText = ""
    stamp: ShortText = Field(default="", description='The word that is slammed on a claim, such as "MYTH".')
    objects: list[PicturedObject] = Field(default_factory=list, max_length=6)
    items: list[Annotated[MotionItem, BeforeValidator(_item)]] = Field(default_factory=list, max_length=6)
    sides: list[MotionSide] = Field(default_factory=list, max_length=2)
    versus: ShortText = Field(default="", description='The word between two sides, such as "VS".')
    places: list[MotionPlace] = Field(default_factory=list, max_length=5)
    speaker: ShortText = Field(default="", description="Who said the quotation, and when or where.")
    figure: ShortText = Field(default="", description='A figure as written, such as "72" or "3:07".')
    figure_label: ShortText = ""
    seconds_to_hold: float | None = Field(default=None, gt=0, le=3600, description="For a countdown.")
    reaction_s: CueTime | None = Field(
        default=None, description="When the main object reacts; for a myth, when it is refuted."
    )
    exits: bool = Field(default=True, description="True if type leaves before the scene ends.")
    carried: ShortText = Field(
        default="",
        description="The object that the transition carries to its place: it is hidden until it lands there.",
    )
    scene_index: int = Field(default=0, ge=0, le=999, description="0 is complete from its first frame.")
    scene_count: int = Field(default=1, ge=1, le=1000)
    language: str = Field(
        default="",
        max_length=35,
        description="The language of the texts as a BCP 47 tag: for their direction and capitals.",
    )
