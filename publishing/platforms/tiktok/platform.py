"""TikTok: live with the installation's app, else the sandbox, else off."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta

from django.conf import settings
from django.utils import timezone

from foundation import vendors
from foundation.vendors import Vendor
from publishing.errors import PublishingOffError
from publishing.platforms.base import Account, Options, Post
from publishing.platforms.day_caps import DayCap
from publishing.platforms.extras import Playlist, WantedExtra
from publishing.platforms.inputs import Input
from publishing.platforms.tiktok import options as choices
from publishing.platforms.tiktok import payloads, webhooks
from publishing.platforms.tiktok import scopes as permissions
from publishing.platforms.tiktok.account import Privacy, TikTokAccount, account_of
from publishing.platforms.tiktok.options import TikTokOptions, options_of
from publishing.platforms.tiktok.posting_client import TikTokPostingClient, caption_key
from publishing.platforms.tiktok.rules import RULES
from publishing.platforms.tiktok.words import POSTING_OFF, SYSTEM, WORDS
from publishing.platforms.uploads import Heard

# Values of TIKTOK_POSTING.
OFF, PUBLIC = "off", "public"


class TikTok:
    """TikTok's Platform, which also accepts posts."""

    name = "tiktok"
    words = WORDS
    options_type = TikTokOptions
    account_type = TikTokAccount
    # TikTok requires the choices to be queried for each composer, and before each post.
    account_lasts = timedelta(0)
    pictures_last = timedelta(hours=2)
    reads_every = timedelta(hours=1)
    revokes_access_token = True
    day_cap = DayCap(
        posts=15,
        per_account=True,
        time_zone="UTC",
        text="TikTok accepts about 15 posts a day from one account through its API.",
        source_url="https://developers.tiktok.com/doc/content-posting-api-get-started",
        checked_on=date(2026, 11, 20),
    )
    counts_per_call = payloads.PER_PAGE
    not_provided: Mapping[str, str] = dict.fromkeys(
        ("engaged_views", "average_view_duration_s", "average_view_percent", "traffic_sources", "retention"),
        "not provided by TikTok's API",
    )
    reports = None
    extras = None
    comment_option = ""
    scopes = tuple(permissions.POSTING)
    rules = RULES

    def no_posting(self, *, scopes: Iterable[str], livemode: bool) -> str:
        """Why a connection with these permissions only reads; empty if it can post."""
        if not _is_posting_on(is_live=livemode):
            return POSTING_OFF
        lacking = permissions.lacking(scopes, of=permissions.POSTING)
        if not lacking:
            return ""
        return (
            f"This connection only reads: {SYSTEM} did not grant permission to {' and to '.join(lacking)}. "
            "Reconnect the account, and keep every permission on."
        )

    def is_live(self) -> bool:
        """True when the installation has its own app."""
        return _vendor().is_live

    def client(self, *, livemode: bool | None = None, timeout_s: float = 15.0) -> TikTokPostingClient:
        """Return the client for connections of that mode."""
        access = _vendor().access(is_live=livemode)
        if access is None:
            raise PublishingOffError(self.words.not_configured)
        client_key, client_secret = access.keys
        return TikTokPostingClient(
            api_url=access.base_url,
            web_url=settings.TIKTOK_WEB_URL if access.is_live else access.base_url,
            client_key=client_key,
            client_secret=client_secret,
            is_posting_on=_is_posting_on(is_live=access.is_live),
            is_audited=not access.is_live or settings.TIKTOK_POSTING == PUBLIC,
            timeout_s=timeout_s,
        )

    def heard(self, *, body: bytes, headers: Mapping[str, str]) -> Heard:
        """Verify a webhook, with the secret of the client that it names."""
        at = timezone.now().timestamp()
        return webhooks.heard(body=body, headers=headers, vendor=_vendor(), at=at)

    def inputs(self, *, account: Account, playlists: Sequence[Playlist] = ()) -> Sequence[Input]:
        """The options available to the account, as TikTok sent them last."""
        return choices.inputs(account_of(account))

    def extras_of(self, *, options: Options) -> Sequence[WantedExtra]:
        """None: TikTok's API has neither playlists nor comments."""
        return ()

    def disclosed(self, *, options: Options) -> Options:
        """*Your brand*, whatever else is disclosed."""
        return options_of(options).model_copy(update={"commercial_content": True, "your_brand": True})

    def audience_of(self, *, options: Options) -> str:
        """The audience in words; empty for a draft, whose owner chooses it in the app."""
        chosen = options_of(options)
        return "" if chosen.is_draft else choices.audience_in_words(chosen.privacy)

    def audience_in_words(self, *, options: Options) -> str:
        """The audience, or where it will be chosen."""
        if options_of(options).is_draft:
            return "Chosen in the TikTok app"
        return self.audience_of(options=options).capitalize()

    def is_public(self, *, options: Options) -> bool:
        """True for a post to everyone."""
        chosen = options_of(options)
        return not chosen.is_draft and chosen.privacy is Privacy.EVERYONE

    def lead(self, *, options: Options) -> timedelta:
        """TikTok's API has no publication at a later time."""
        return timedelta(0)

    def caption_of(self, *, post: Post) -> str:
        """The beginning of the caption."""
        return caption_key(post.text)


def _is_posting_on(*, is_live: bool) -> bool:
    return not is_live or settings.TIKTOK_POSTING != OFF


def _vendor() -> Vendor:
    return vendors.named("tiktok")


TIKTOK = TikTok()
