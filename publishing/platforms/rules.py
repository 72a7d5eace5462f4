"""Rules as data: what preflight checks, where the rule was read, and how to meet it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Generic, TypeVar

Subject = TypeVar("Subject")


class Level(StrEnum):
    """The severity of a rule and of its result. Only the result of a rule that is met is *ok*."""

    OK = "ok"
    WARNING = "warning"
    BLOCKED = "blocked"


class Page(StrEnum):
    """The page where a rule can be met, if no field of the composer does it."""

    NONE = ""
    BILLING = "billing"
    CHANNELS = "channels"
    LIBRARY = "library"
    VIDEO = "video"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule(Generic[Subject]):
    """One rule, as data. A platform's rules apply to a Post.

    ``code`` never changes. ``version`` increases with each change of what the rule demands. ``breaks``
    returns True if the subject violates it, or the sentence that replaces ``broken``. ``fix`` says what to
    do, where ``broken`` does not. ``field`` names the input that meets it, empty if there is none, and
    ``page`` the page. ``source_url`` is the platform's page, as read on ``checked_on``; empty for a rule
    of the product. ``is_momentary``: it may be met later without a change of the post, which can be planned
    meanwhile.
    """

    code: str
    level: Level
    fine: str
    broken: str
    breaks: Callable[[Subject], bool | str]
    field: str = ""
    source_url: str = ""
    fix: str = ""
    page: Page = Page.NONE
    checked_on: date | None = None
    is_momentary: bool = False
    version: int = 1
