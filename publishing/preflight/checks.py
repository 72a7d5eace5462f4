"""The result of one rule."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from publishing.platforms import Level, Page, Rule

Subject = TypeVar("Subject")


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """The result of one rule.

    ``id`` is the rule's, and never changes. ``level`` is the result, ``severity`` that of a post that breaks
    the rule. ``fix`` says how to meet a broken rule, ``field`` names the input that does, and ``page_url``
    the page; each may be empty. ``is_momentary``: see Rule.
    """

    id: str
    version: int
    code: str
    level: Level
    severity: Level
    text: str
    fix: str
    field: str
    page_url: str
    source_url: str
    checked_on: date | None
    is_momentary: bool = False

    @property
    def is_broken(self) -> bool:
        """True if the publication does not meet the rule."""
        return self.level is not Level.OK


def blocking(checks: list[Check]) -> list[Check]:
    """Return the results that prevent publishing."""
    return [found for found in checks if found.level is Level.BLOCKED]


def applied(rule: Rule[Subject], subject: Subject, *, owner: str, pages: Mapping[Page, str]) -> Check:
    """Return the rule's result. ``owner`` is whose rule it is, the first part of the id."""
    broken = rule.breaks(subject)
    sentence = broken if isinstance(broken, str) and broken else rule.broken
    return Check(
        id=f"{owner}.{rule.code}",
        version=rule.version,
        code=rule.code,
        level=rule.level if broken else Level.OK,
        severity=rule.level,
        text=sentence if broken else rule.fine,
        fix=rule.fix if broken else "",
        field=rule.field,
        page_url=pages.get(rule.page, ""),
        source_url=rule.source_url,
        checked_on=rule.checked_on,
        is_momentary=rule.is_momentary,
    )
