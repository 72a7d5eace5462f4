"""What the simulated TikTok permits: the audit of the app, limits, delays, and each account's settings."""

from pydantic import BaseModel, ConfigDict, Field

from sandbox.store import Store

_NAME = "terms"


class AccountTerms(BaseModel):
    """One account's settings. ``problem`` is the error code that its posts get; empty if it may post."""

    model_config = ConfigDict(extra="forbid")

    is_private: bool = False
    comment_disabled: bool = False
    duet_disabled: bool = False
    stitch_disabled: bool = False
    max_video_post_duration_sec: int = Field(default=600, ge=1)
    problem: str = ""


def _usual_accounts() -> dict[str, AccountTerms]:
    return {
        "slowmornings.studio": AccountTerms(is_private=True),
        "desk_notes": AccountTerms(duet_disabled=True, stitch_disabled=True, max_video_post_duration_sec=180),
    }


class Terms(BaseModel):
    """All settings. ``next_failure`` is the fail reason of the next complete upload, used once.

    Events are sent to ``webhook_url``, signed with ``client_secret``.
    """

    model_config = ConfigDict(extra="forbid")

    is_audited: bool = True
    users_per_day: int = Field(default=5, ge=0)
    posts_per_day: int = Field(default=15, ge=0)
    pending_drafts: int = Field(default=5, ge=0)
    processing_s: float = Field(default=6.0, ge=0)
    moderation_s: float = Field(default=60.0, ge=0)
    next_failure: str = ""
    webhook_url: str = ""
    client_secret: str = "sandbox"
    accounts: dict[str, AccountTerms] = Field(default_factory=_usual_accounts)

    def of(self, username: str) -> AccountTerms:
        """Return an account's settings."""
        return self.accounts.get(username, AccountTerms())


def current(store: Store) -> Terms:
    """Return the settings in force."""
    row = store.row("SELECT value FROM tiktok_settings WHERE name = ?", (_NAME,))
    return Terms() if row is None else Terms.model_validate_json(row["value"])


def change(store: Store, changes: dict[str, object]) -> Terms:
    """Change the given settings. Raises ValidationError."""
    terms = Terms.model_validate(current(store).model_dump() | changes)
    keep(store, terms)
    return terms


def keep(store: Store, terms: Terms) -> None:
    """Store the settings."""
    store.change("INSERT OR REPLACE INTO tiktok_settings VALUES (?, ?)", (_NAME, terms.model_dump_json()))
