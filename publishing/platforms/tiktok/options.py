"""The options of a video on TikTok."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Literal

from publishing.platforms.base import Options
from publishing.platforms.inputs import Input, OptionValue, Phrase, Section, Terms
from publishing.platforms.tiktok.account import Privacy, TikTokAccount


class Delivery(StrEnum):
    """How the video gets to TikTok."""

    POST = "post"
    INBOX = "inbox"


class TikTokOptions(Options):
    """Options of a video on TikTok. The audience intentionally has no default, and consent is given for each
    post: both are required to publish. Without a delivery, it is posted.
    """

    platform: Literal["tiktok"] = "tiktok"
    delivery: Delivery | None = Delivery.POST
    privacy: Privacy | None = None
    allow_comments: bool = False
    allow_duets: bool = False
    allow_stitches: bool = False
    commercial_content: bool = False
    your_brand: bool = False
    branded_content: bool = False
    consent: bool = False

    @property
    def is_draft(self) -> bool:
        """True if the video goes to the account's inbox, where its owner finishes the post."""
        return self.delivery is Delivery.INBOX


_AUDIENCES = {
    Privacy.EVERYONE: OptionValue(Privacy.EVERYONE, "Everyone", "It can be found and recommended."),
    Privacy.FOLLOWERS: OptionValue(Privacy.FOLLOWERS, "Followers", "People who follow the account."),
    Privacy.FRIENDS: OptionValue(Privacy.FRIENDS, "Friends", "Followers that the account follows back."),
    Privacy.ONLY_ME: OptionValue(
        Privacy.ONLY_ME, "Only you", "Nobody else can watch it. Not for branded content.", "branded_content"
    ),
}
_DELIVERIES = (
    OptionValue(Delivery.POST, "Post it", "With the caption and settings below."),
    OptionValue(
        Delivery.INBOX,
        "Send it to the TikTok inbox",
        "You finish the post in the TikTok app. TikTok takes only the video, so enter the caption there.",
    ),
)
MUSIC_URL = "https://www.tiktok.com/legal/page/global/music-usage-confirmation/en"
BRANDED_URL = "https://www.tiktok.com/legal/page/global/bc-policy/en"
_UNKNOWN = "TikTok did not send the account's audiences. Open the page again later."
_OFF = "The account has this turned off in the TikTok app."


def inputs(account: TikTokAccount) -> Sequence[Input]:
    """The options available to the account."""
    return (*_audience(account), *_interactions(account), *_disclosure(), _CONSENT)


def _audience(account: TikTokAccount) -> tuple[Input, ...]:
    return (
        Input(name="delivery", label="Delivery", section=Section.AUDIENCE, values=_DELIVERIES),
        Input(
            name="privacy",
            label="Who can watch this video",
            section=Section.AUDIENCE,
            hint="" if account.offered else _UNKNOWN,
            values=tuple(_AUDIENCES[level] for level in account.offered),
        ),
    )


def _interactions(account: TikTokAccount) -> tuple[Input, ...]:
    found = (
        ("allow_comments", "Allow comments", account.comments_off),
        ("allow_duets", "Allow duets", account.duets_off),
        ("allow_stitches", "Allow stitches", account.stitches_off),
    )
    return tuple(
        Input(name=name, label=label, section=Section.AUDIENCE, hint=_OFF if is_off else "", is_fixed=is_off)
        for name, label, is_off in found
    )


def _disclosure() -> tuple[Input, ...]:
    return (
        Input(
            name="commercial_content",
            label="Disclose commercial content",
            section=Section.LABELS,
            hint="Turn on if the video promotes yourself, a brand, a product or a service.",
        ),
        Input(
            name="your_brand",
            label="Your brand",
            section=Section.LABELS,
            hint="You promote yourself or your own business. TikTok labels the video “Promotional content”.",
            switch="commercial_content",
        ),
        Input(
            name="branded_content",
            label="Branded content",
            section=Section.LABELS,
            hint="Another brand pays you for it. TikTok labels the video “Paid partnership”.",
            switch="commercial_content",
        ),
    )


# TikTok's own words. It audits apps for them.
_AGREE = Phrase("By posting, you agree to TikTok's ")
_BRANDED = Phrase("Branded Content Policy", BRANDED_URL)
_MUSIC = Phrase("Music Usage Confirmation", MUSIC_URL)
_CONSENT = Input(
    name="consent",
    label="Post this video to TikTok",
    section=Section.LABELS,
    hint="TikTok processes a video for some minutes before it appears on the profile.",
    terms=Terms(
        plain=(_AGREE, _MUSIC, Phrase(".")),
        extended=(_AGREE, _BRANDED, Phrase(" and "), _MUSIC, Phrase(".")),
        extended_by="branded_content",
    ),
)


def options_of(options: Options) -> TikTokOptions:
    """The options of a post to TikTok."""
    if not isinstance(options, TikTokOptions):
        raise TypeError(options.platform)
    return options


def audience_in_words(privacy: Privacy | None) -> str:
    """The audience in words; empty if none is chosen."""
    return _AUDIENCES[privacy].label.lower() if privacy is not None else ""
