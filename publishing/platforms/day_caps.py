"""How many posts a platform accepts on one day."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class DayCap:
    """The most posts that the platform accepts on one day, which begins at midnight in ``time_zone``.

    ``per_account`` is False if all accounts share the limit. ``text`` is a sentence for people;
    ``source_url`` is the platform's page, as read on ``checked_on``.
    """

    posts: int
    per_account: bool
    time_zone: str
    text: str
    source_url: str
    checked_on: date
