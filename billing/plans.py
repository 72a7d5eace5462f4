"""The catalogue of plans, as data."""

from collections.abc import Mapping
from dataclasses import dataclass

# The keys of limits. Most belong to an app above, which defines what its number means.
VIDEOS_PER_MONTH = "videos_per_month"
KEYS = frozenset(
    {
        VIDEOS_PER_MONTH,
        "synthesis.longest_video_s",
        "synthesis.concurrent_renders",
        "synthesis.priority",
        "synthesis.paid_video_seconds",
        "synthesis.attempts_at_once",
        "synthesis.reserved_percent",
        "discovery.niches",
        "discovery.watched_channels",
        "discovery.analyses_per_month",
        "publishing.connections",
        "commerce.stores",
        "api.requests_per_minute",
        "api.requests_per_minute_per_key",
        "pages.requests_per_minute",
    }
)


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan: its limits and, unless settings override it, its monthly price.

    A limit of None is no limit.
    """

    code: str
    name: str
    price_cents: int
    summary: str
    features: tuple[str, ...]
    limits: Mapping[str, int | None]
    currency: str = "usd"


FREE = Plan(
    code="free",
    name="Free",
    price_cents=0,
    summary="Try it out.",
    features=(
        "5 videos a month",
        "Videos of up to 60 seconds",
        "Basic discovery: 1 niche and 10 watched channels, with scores",
        "2 connected accounts",
    ),
    limits={
        VIDEOS_PER_MONTH: 5,
        "synthesis.longest_video_s": 60,
        "synthesis.concurrent_renders": 1,
        "synthesis.priority": 1,
        "synthesis.paid_video_seconds": 0,
        "synthesis.attempts_at_once": 4,
        "synthesis.reserved_percent": 0,
        "discovery.niches": 1,
        "discovery.watched_channels": 10,
        "discovery.analyses_per_month": 0,
        "publishing.connections": 2,
        "commerce.stores": 0,
        "api.requests_per_minute": 120,
        "api.requests_per_minute_per_key": 60,
        "pages.requests_per_minute": 600,
    },
)
CREATOR = Plan(
    code="creator",
    name="Creator",
    price_cents=2900,
    summary="For a channel that posts most days.",
    features=(
        "50 videos a month",
        "Videos of up to 3 minutes",
        "15 niches and 150 watched channels",
        "30 video analyses a month",
        "10 connected accounts",
        "1 shop, with links, codes and orders by post",
        "2 minutes of video by Gemini Omni or Veo",
        "3 renders at a time",
    ),
    limits={
        VIDEOS_PER_MONTH: 50,
        "synthesis.longest_video_s": 180,
        "synthesis.concurrent_renders": 3,
        "synthesis.priority": 2,
        "synthesis.paid_video_seconds": 120,
        "synthesis.attempts_at_once": 12,
        "synthesis.reserved_percent": 0,
        "discovery.niches": 15,
        "discovery.watched_channels": 150,
        "discovery.analyses_per_month": 30,
        "publishing.connections": 10,
        "commerce.stores": 1,
        "api.requests_per_minute": 600,
        "api.requests_per_minute_per_key": 300,
        "pages.requests_per_minute": 1200,
    },
)
EMPIRE = Plan(
    code="empire",
    name="Empire",
    price_cents=9900,
    summary="For several channels, without a video limit.",
    features=(
        "Unlimited videos, within fair use",
        "Videos of up to 10 minutes",
        "Unlimited niches and watched channels",
        "Unlimited video analyses, within the day's budget",
        "Unlimited connected accounts",
        "10 shops",
        "20 minutes of video by Gemini Omni or Veo",
        "10 renders at a time, ahead in the queue",
        "A quarter of the render nodes reserved for Empire",
    ),
    limits={
        VIDEOS_PER_MONTH: None,
        "synthesis.longest_video_s": 600,
        "synthesis.concurrent_renders": 10,
        "synthesis.priority": 4,
        "synthesis.paid_video_seconds": 1200,
        "synthesis.attempts_at_once": 40,
        "synthesis.reserved_percent": 25,
        "discovery.niches": None,
        "discovery.watched_channels": None,
        "discovery.analyses_per_month": None,
        "publishing.connections": None,
        "commerce.stores": 10,
        "api.requests_per_minute": 2400,
        "api.requests_per_minute_per_key": 1200,
        "pages.requests_per_minute": 3000,
    },
)
CATALOGUE = (FREE, CREATOR, EMPIRE)

PAID = (CREATOR, EMPIRE)
_BY_CODE = {plan.code: plan for plan in CATALOGUE}
_RANKS = {plan.code: rank for rank, plan in enumerate(CATALOGUE)}


def by_code(code: str) -> Plan | None:
    """Return the plan with that code; None if there is none."""
    return _BY_CODE.get(code)


def by_code_or_free(code: str) -> Plan:
    """Return the plan with that code; Free if there is none."""
    return by_code(code) or FREE


def rank(plan: Plan) -> int:
    """A higher rank has more."""
    return _RANKS[plan.code]


def next_above(*, limit: int, key: str) -> Plan | None:
    """Return the smallest plan whose limit is higher than this one; None if no plan's is."""
    return next((plan for plan in CATALOGUE if _exceeds(plan.limits[key], limit)), None)


def _exceeds(other: int | None, limit: int) -> bool:
    return other is None or other > limit
