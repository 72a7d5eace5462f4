"""The configuration of niches' platforms, for the pages that show it."""

from collections.abc import Sequence
from dataclasses import dataclass

from discovery import api_budget, coverage, platforms
from discovery.api_budget import Allowance
from discovery.models import Niche
from discovery.platforms.base import Platform
from foundation.vendors import Mode


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceStatus:
    """One platform. ``units_a_day`` is None until the first collection of its channels has shown their cost.

    ``raw_numbers_words`` say why there are no scores; empty if there are.
    """

    platform: str
    key_setting: str
    is_off: bool
    day_ends: str
    # The bucket that ends a round, and those that only search and similar calls need.
    allowance: Allowance
    others: Sequence[Allowance]
    units_a_day: int | None
    raw_numbers_words: str


def of_niches(listed: Sequence[Niche], *, paused: frozenset[str] = frozenset()) -> list[SourceStatus]:
    """Return the platforms of these niches, read ``with_collection``, or the default one.

    Niches in ``paused`` (ids) cost nothing.
    """
    asking = [niche for niche in listed if niche.pk not in paused and not coverage.is_of_other_source(niche)]
    keys = dict.fromkeys(niche.platform for niche in listed) or [platforms.default_key()]
    return [
        _status(platforms.named(key), [niche for niche in asking if niche.platform == key]) for key in keys
    ]


def planned_units(listed: Sequence[Niche]) -> int:
    """Return the planned units per day of niches of one platform, read ``with_collection``."""
    return api_budget.units_a_day(
        platform=platforms.of(listed[0]),
        planned=sum(niche.units_a_day for niche in listed),
        reads=sum(niche.reads_a_day for niche in listed),
    )


def _status(platform: Platform, asking: Sequence[Niche]) -> SourceStatus:
    allowance, *others = api_budget.today_shown(platform=platform).values()
    return SourceStatus(
        platform=platform.name,
        key_setting=platform.key_setting,
        is_off=platform.mode is Mode.OFF,
        day_ends=platform.day_ends,
        allowance=allowance,
        others=others,
        units_a_day=planned_units(asking) if any(niche.units_a_day for niche in asking) else None,
        raw_numbers_words="" if platform.derives_metrics else platform.raw_numbers_words,
    )
