"""Offers with their links, codes and clicks, as pages and programs show them."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max, Sum
from django.utils import timezone

from commerce.models import ClickHour, DiscountCode, Link, Offer
from commerce.offers import links
from foundation.numbers import Figure, Source

ORIGIN = "tracked links"


@dataclass(frozen=True, slots=True)
class Clicks:
    """What was counted on links. ``counted_at`` is the hour of the last click; None before the first."""

    count: int = 0
    bots: int = 0
    counted_at: datetime | None = None

    def __add__(self, other: "Clicks") -> "Clicks":
        last = max((each for each in (self.counted_at, other.counted_at) if each), default=None)
        return Clicks(self.count + other.count, self.bots + other.bots, last)

    def figure(self, *, livemode: bool) -> Figure:
        """The clicks for a number badge. They are counted as they happen."""
        return Figure(
            self.count,
            Source.COMPUTED,
            ORIGIN,
            observed_at=timezone.now(),
            unit="click" if self.count == 1 else "clicks",
            note=f"{self.bots} requests of robots not counted" if self.bots else "",
            livemode=livemode,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownLink:
    """A link with its code, if any, and its clicks. Without a publication, it is the offer's own."""

    link: Link
    code: DiscountCode | None
    clicks: Clicks

    @property
    def url(self) -> str:
        """What people open."""
        return links.url_of(code=self.link.code)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownOffer:
    """An offer with everything that belongs to it. ``codes`` are those that have not ended."""

    offer: Offer
    own: ShownLink | None
    posts: Sequence[ShownLink]
    codes: Sequence[DiscountCode]
    clicks: Clicks

    @property
    def code(self) -> DiscountCode | None:
        """The code of the scene."""
        return next((code for code in self.codes if not code.publication_id), None)


def show(*, offers: Sequence[Offer]) -> list[ShownOffer]:
    """Return the offers with their links, codes and clicks. Three queries."""
    links_of: dict[str, list[Link]] = defaultdict(list)
    rows = Link.objects.filter(offer__in=offers).select_related("publication__connection").order_by("pk")
    for link in rows:
        links_of[link.offer_id].append(link)
    codes_of: dict[str, list[DiscountCode]] = defaultdict(list)
    for code in DiscountCode.objects.kept().filter(offer__in=offers).order_by("pk"):
        codes_of[code.offer_id].append(code)
    clicks = clicks_of(links=[link for found in links_of.values() for link in found])
    return [_shown(offer, links_of[offer.pk], codes_of[offer.pk], clicks) for offer in offers]


def clicks_of(*, links: Sequence[Link]) -> dict[str, Clicks]:
    """Return the clicks on each link that has any. One query."""
    rows = ClickHour.objects.filter(link__in=links).values("link")
    sums = rows.annotate(clicks=Sum("clicks"), bots=Sum("bots"), last=Max("hour"))
    return {row["link"]: Clicks(row["clicks"], row["bots"], row["last"]) for row in sums}


def _shown(
    offer: Offer, links: Sequence[Link], codes: Sequence[DiscountCode], clicks: dict[str, Clicks]
) -> ShownOffer:
    by_post = {code.publication_id: code for code in codes}
    shown = [
        ShownLink(link=link, code=by_post.get(link.publication_id), clicks=clicks.get(link.pk, Clicks()))
        for link in links
    ]
    return ShownOffer(
        offer=offer,
        own=next((each for each in shown if not each.link.publication_id), None),
        posts=[each for each in shown if each.link.publication_id],
        codes=codes,
        clicks=sum((each.clicks for each in shown), Clicks()),
    )
