"""YouTube: live with the installation's OAuth client, else the sandbox, else off."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta

from django.conf import settings

from foundation import vendors
from foundation.vendors import Vendor
from publishing.errors import PublishingOffError, WebhookRefusedError
from publishing.platforms.base import Account, Options, Post, PostingClient
from publishing.platforms.day_caps import DayCap
from publishing.platforms.extras import Playlist, WantedExtra
from publishing.platforms.inputs import Input
from publishing.platforms.uploads import Heard
from publishing.platforms.youtube.analytics import REPORTS
from publishing.platforms.youtube.client import YouTubeClient
from publishing.platforms.youtube.extras import EXTRAS
from publishing.platforms.youtube.options import (
    Visibility,
    YouTubeAccount,
    YouTubeOptions,
    extras_of,
    inputs_with,
    options_of,
)
from publishing.platforms.youtube.rules import RULES
from publishing.platforms.youtube.words import WORDS

# Long enough for an upload with an interruption, and short enough for late changes.
_LEAD = timedelta(minutes=10)


class YouTube:
    """YouTube's Platform, which also accepts posts."""

    name = "youtube"
    words = WORDS
    options_type = YouTubeOptions
    account_type = YouTubeAccount
    account_lasts = None
    pictures_last = None
    # A reading costs three units of the day's quota.
    reads_every = timedelta(hours=6)
    revokes_access_token = False
    day_cap = DayCap(
        posts=100,
        per_account=False,
        time_zone="America/Los_Angeles",
        text="YouTube accepts about 100 uploads a day from this installation. The limit resets at midnight "
        "Pacific Time.",
        source_url="https://developers.google.com/youtube/v3/determine_quota_cost",
        checked_on=date(2026, 11, 20),
    )
    counts_per_call = 50
    # Shares are in the watch reports only.
    not_provided: Mapping[str, str] = {"shares": f"in {REPORTS.name} only"}
    reports = REPORTS
    extras = EXTRAS
    comment_option = "first_comment"
    rules = RULES
    # Every connection has the permissions to post.
    scopes = ()

    def is_live(self) -> bool:
        """True when the installation has its own OAuth client."""
        return _vendor().is_live

    def client(self, *, livemode: bool | None = None, timeout_s: float = 15.0) -> PostingClient:
        """Return the client for connections of that mode."""
        access = _vendor().access(is_live=livemode)
        if access is None:
            raise PublishingOffError(self.words.not_configured)
        client_id, client_secret = access.keys
        is_live, site = access.is_live, access.base_url
        return YouTubeClient(
            api_url=site,
            watch_url="https://www.youtube.com/shorts/" if is_live else f"{site}/shorts/",
            authorize_url=settings.GOOGLE_OAUTH_AUTHORIZE_URL if is_live else f"{site}/o/oauth2/v2/auth",
            token_url=settings.GOOGLE_OAUTH_TOKEN_URL if is_live else f"{site}/token",
            revoke_url=settings.GOOGLE_OAUTH_REVOKE_URL if is_live else f"{site}/revoke",
            client_id=client_id,
            client_secret=client_secret,
            timeout_s=timeout_s,
        )

    def no_posting(self, *, scopes: Iterable[str], livemode: bool) -> str:
        """Every connection can post."""
        return ""

    def heard(self, *, body: bytes, headers: Mapping[str, str]) -> Heard:
        """YouTube's API has no webhooks."""
        raise WebhookRefusedError

    def inputs(self, *, account: Account, playlists: Sequence[Playlist] = ()) -> Sequence[Input]:
        """The same inputs for every channel, with its own playlists."""
        return inputs_with(playlists)

    def extras_of(self, *, options: Options) -> Sequence[WantedExtra]:
        """The chosen playlists and the first comment."""
        return extras_of(options_of(options))

    def disclosed(self, *, options: Options) -> Options:
        """YouTube's own words for it are *paid promotion*."""
        return options_of(options).model_copy(update={"paid_promotion": True})

    def audience_of(self, *, options: Options) -> str:
        """The visibility, in the API's terms."""
        return options_of(options).visibility or ""

    def audience_in_words(self, *, options: Options) -> str:
        """The visibility."""
        return (options_of(options).visibility or "").capitalize()

    def is_public(self, *, options: Options) -> bool:
        """True for the visibility *public*."""
        return options_of(options).visibility == Visibility.PUBLIC

    def lead(self, *, options: Options) -> timedelta:
        """Ten minutes for a public video, which YouTube publishes at its time (``publishAt``)."""
        return _LEAD if self.is_public(options=options) else timedelta()

    def caption_of(self, *, post: Post) -> str:
        """The title."""
        return post.title


def _vendor() -> Vendor:
    return vendors.named("youtube_publishing")


YOUTUBE = YouTube()
