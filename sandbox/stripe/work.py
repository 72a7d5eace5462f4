"""The context of one transaction: records, time, and the request that its events refer to."""

import secrets
import string
from dataclasses import dataclass, replace
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from sandbox.stripe.records import Doc, Records

API_VERSION = "2026-08-26.dahlia"
ACCOUNT_ID = "acct_1SandboxEttametta"
OTHER_ACCOUNT_ID = "acct_1SandboxSomeoneElse"
_LETTERS = string.ascii_letters + string.digits


class Settings(BaseModel):
    """Settings: how events are sent, and what happens to a subscription that is never paid."""

    model_config = ConfigDict(extra="forbid")

    deliver: bool = True
    copies: int = Field(default=1, ge=1, le=10)
    shuffle: bool = False
    drop_percent: int = Field(default=0, ge=0, le=100)
    after_retries: Literal["unpaid", "canceled", "past_due"] = "unpaid"


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """``at`` is the time on the clock of the current object; ``base_url`` is the base of links.

    ``is_present``: a person is on one of Stripe's pages, and confirms a payment if a bank requires it.
    """

    records: Records
    settings: Settings
    at: int
    base_url: str
    request_id: str | None = None
    idempotency_key: str | None = None
    account_id: str = ACCOUNT_ID
    is_present: bool = False

    def on_clock_of(self, doc: Doc) -> "Work":
        """Return the same context at the time of the document's own test clock, if it has one."""
        identifier = doc.get("test_clock") or doc.get("_test_clock")
        clock = self.records.get("test_helpers.test_clock", identifier) if identifier else None
        return self if clock is None else replace(self, at=clock["frozen_time"])


def new_id(prefix: str, length: int = 24) -> str:
    return f"{prefix}_" + "".join(secrets.choice(_LETTERS) for _ in range(length))
