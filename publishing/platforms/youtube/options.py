"""The options of a video on YouTube, and the facts stored about a YouTube channel."""

from collections.abc import Sequence
from dataclasses import replace
from enum import StrEnum
from typing import Annotated, ClassVar, Literal

from pydantic import AfterValidator, Field, StringConstraints

from publishing.platforms.base import Account, Options
from publishing.platforms.extras import ExtraKind, Playlist, WantedExtra
from publishing.platforms.inputs import Input, OptionValue, Section

TAG_CHARACTERS = 500
MOST_PLAYLISTS = 10
COMMENT_CHARACTERS = 10_000


class Visibility(StrEnum):
    """The video's visibility."""

    PRIVATE = "private"
    UNLISTED = "unlisted"
    PUBLIC = "public"


class Category(StrEnum):
    """The categories that a video can have, by YouTube's id."""

    FILM = "1"
    AUTOS = "2"
    MUSIC = "10"
    PETS = "15"
    SPORTS = "17"
    TRAVEL = "19"
    GAMING = "20"
    PEOPLE = "22"
    COMEDY = "23"
    ENTERTAINMENT = "24"
    NEWS = "25"
    HOWTO = "26"
    EDUCATION = "27"
    SCIENCE = "28"
    NONPROFITS = "29"


_CATEGORIES = {
    Category.FILM: "Film & animation",
    Category.AUTOS: "Autos & vehicles",
    Category.MUSIC: "Music",
    Category.PETS: "Pets & animals",
    Category.SPORTS: "Sports",
    Category.TRAVEL: "Travel & events",
    Category.GAMING: "Gaming",
    Category.PEOPLE: "People & blogs",
    Category.COMEDY: "Comedy",
    Category.ENTERTAINMENT: "Entertainment",
    Category.NEWS: "News & politics",
    Category.HOWTO: "Howto & style",
    Category.EDUCATION: "Education",
    Category.SCIENCE: "Science & technology",
    Category.NONPROFITS: "Nonprofits & activism",
}


class YouTubeOptions(Options):
    """Options of a video on YouTube. Visibility and made for kids intentionally have no default: both are
    required to publish.
    """

    platform: Literal["youtube"] = "youtube"
    tags: Annotated[tuple[Annotated[str, Field(max_length=100)], ...], Field(max_length=60)] = ()
    visibility: Visibility | None = None
    made_for_kids: bool | None = None
    category: Category | None = Category.PEOPLE
    notify_subscribers: bool = True
    playlists: Annotated[
        tuple[Annotated[str, Field(max_length=64, pattern=r"^[A-Za-z0-9_-]+$")], ...],
        AfterValidator(lambda ids: tuple(dict.fromkeys(ids))),
        Field(max_length=MOST_PLAYLISTS, json_schema_extra={"uniqueItems": True}),
    ] = ()
    first_comment: Annotated[str, StringConstraints(strip_whitespace=True, max_length=COMMENT_CHARACTERS)] = (
        ""
    )

    paid_promotion: bool = False

    added_later: ClassVar[frozenset[str]] = frozenset({"playlists", "first_comment", "paid_promotion"})


class YouTubeAccount(Account):
    """The playlist that contains a channel's uploads."""

    uploads_playlist_id: str = ""


INPUTS = (
    Input(
        name="tags",
        label="Tags",
        section=Section.TEXT,
        hint="Separated by commas.",
        max_characters=TAG_CHARACTERS,
    ),
    Input(
        name="visibility",
        label="Visibility",
        section=Section.AUDIENCE,
        values=(
            OptionValue(Visibility.PRIVATE, "Private", "Only you and people you choose on YouTube."),
            OptionValue(Visibility.UNLISTED, "Unlisted", "Everyone with the link."),
            OptionValue(Visibility.PUBLIC, "Public", "Everyone. It can be found and recommended."),
        ),
    ),
    Input(
        name="made_for_kids",
        label="Made for kids",
        section=Section.AUDIENCE,
        values=(
            OptionValue("no", "No, it is not made for kids", "For a general or adult audience."),
            OptionValue("yes", "Yes, it is made for kids", "Comments and notifications are off on YouTube."),
        ),
    ),
    Input(
        name="category",
        label="Category",
        section=Section.LABELS,
        values=tuple(OptionValue(value, label) for value, label in _CATEGORIES.items()),
    ),
    Input(name="notify_subscribers", label="Notify subscribers", section=Section.LABELS),
    Input(
        name="paid_promotion",
        label="Contains paid promotion",
        section=Section.LABELS,
        hint="Turn on if you promote your own products, or somebody pays you. YouTube shows a notice.",
    ),
    Input(name="playlists", label="Playlists", section=Section.EXTRAS),
    Input(
        name="first_comment",
        label="First comment",
        section=Section.EXTRAS,
        hint="Written by your channel once the video is published.",
    ),
)


def inputs_with(playlists: Sequence[Playlist]) -> tuple[Input, ...]:
    """The inputs, with the channel's playlists to choose from."""
    values = tuple(
        OptionValue(each.id, f"{each.title} ({each.audience})" if each.audience == "private" else each.title)
        for each in playlists
    )
    return tuple(replace(each, values=values) if each.name == "playlists" else each for each in INPUTS)


def extras_of(options: "YouTubeOptions") -> list[WantedExtra]:
    """What the options ask for besides the upload."""
    found = [WantedExtra(kind=ExtraKind.PLAYLIST, target=each) for each in options.playlists]
    if options.first_comment:
        found.append(WantedExtra(kind=ExtraKind.COMMENT, text=options.first_comment))
    return found


def options_of(options: Options) -> YouTubeOptions:
    """The options of a post to YouTube."""
    if not isinstance(options, YouTubeOptions):
        raise TypeError(options.platform)
    return options


def account_of(account: Account) -> YouTubeAccount:
    """The facts stored about a channel on YouTube."""
    if not isinstance(account, YouTubeAccount):
        raise TypeError(type(account))
    return account
