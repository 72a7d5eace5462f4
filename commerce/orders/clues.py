"""What in an order points to a video: our link kept in it, a discount code, visits through a link."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Q
from django.db.models.functions import Upper

from commerce.models import AttributionMethod, DiscountCode, Link, Offer, Order
from publishing.models import Publication

# A visit through a link counts for this long.
WINDOW = timedelta(days=7)
# Between the clocks of a shop and ours.
SKEW = timedelta(minutes=5)
_TITLE_LENGTH = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Clue:
    """One clue to an offer. ``words`` say what it is, as a clause that ends a sentence."""

    method: AttributionMethod
    offer: Offer
    publication: Publication | None
    link: Link | None
    discount: DiscountCode | None
    words: str


def of(*, order: Order) -> list[Clue]:
    """Return the order's clues, the most reliable first. At most two queries.

    Links and codes of other shops and workspaces are none.
    """
    links = _links(order)
    return [
        *_note(order, links),
        *_codes(order),
        *_last_visit(order, links),
        *_referral(order, links),
    ]


def _links(order: Order) -> dict[str, Link]:
    codes = {code for code in (order.note_code, order.visit_code, order.landing_code) if code}
    if not codes:
        return {}
    rows = Link.objects.filter(
        workspace=order.workspace_id, offer__product__store=order.store_id, code__in=codes
    )
    return {
        link.code: link
        for link in rows.select_related("offer__product", "offer__video", "offer__scene", "publication")
    }


def _note(order: Order, links: Mapping[str, Link]) -> Iterator[Clue]:
    link = links.get(order.note_code)
    if link:
        yield _by_link(link, AttributionMethod.NOTE, "the order carries the link of {what}")


def _last_visit(order: Order, links: Mapping[str, Link]) -> Iterator[Clue]:
    link, at = links.get(order.visit_code), order.visited_at
    if link and at and -SKEW <= order.placed_at - at <= WINDOW:
        before = _span(order.placed_at - at)
        words = f"the last visit, {before} before the order, came through the link of {{what}}"
        yield _by_link(link, AttributionMethod.LINK, words)


def _referral(order: Order, links: Mapping[str, Link]) -> Iterator[Clue]:
    link = links.get(order.landing_code)
    if link:
        yield _by_link(
            link, AttributionMethod.REFERRAL, "the purchase began on a page that the link of {what} opened"
        )


def _by_link(link: Link, method: AttributionMethod, words: str) -> Clue:
    return Clue(
        method=method,
        offer=link.offer,
        publication=link.publication,
        link=link,
        discount=None,
        words=words.format(what=_what(link.offer, link.publication)),
    )


def _codes(order: Order) -> Iterator[Clue]:
    """The used discount codes that are ours: those of bought products first, then those of posts."""
    used = [code.upper() for code in order.codes]
    if not used:
        return
    for discount in sorted(_discounts(order, used), key=lambda each: _place(order, each, used)):
        what = _what(discount.offer, discount.publication)
        yield Clue(
            method=AttributionMethod.CODE,
            offer=discount.offer,
            publication=discount.publication,
            link=None,
            discount=discount,
            words=f"the code {discount.code} of {what} was used",
        )


def _discounts(order: Order, used: Iterable[str]) -> Iterable[DiscountCode]:
    """A code counts once the shop has confirmed it, and for orders after it was made."""
    rows = DiscountCode.objects.filter(
        ~Q(shop_id=""),
        workspace=order.workspace_id,
        store=order.store_id,
        created_at__lte=order.placed_at + SKEW,
    )
    found: Iterable[DiscountCode] = (
        rows.annotate(upper=Upper("code"))
        .filter(upper__in=used)
        .select_related("offer__product", "offer__video", "offer__scene", "publication")
    )
    return found


def _place(order: Order, discount: DiscountCode, used: list[str]) -> tuple[bool, bool, int]:
    is_bought = discount.offer.product.shop_id in order.product_ids
    return not is_bought, discount.publication_id is None, used.index(discount.code.upper())


def _what(offer: Offer, publication: Publication | None) -> str:
    if publication is not None:
        return f"the post {_quoted(publication.title)}"
    video = _quoted(offer.video.title)
    return f"scene {offer.scene.position} of {video}" if offer.scene else f"the video {video}"


def _quoted(title: str) -> str:
    short = title if len(title) <= _TITLE_LENGTH else f"{title[: _TITLE_LENGTH - 1].rstrip()}…"
    return f"“{short}”"


def _span(time: timedelta) -> str:
    hours = int(time.total_seconds() // 3600)
    if hours < 1:
        return "less than an hour"
    number, unit = (hours, "hour") if hours < 48 else (hours // 24, "day")
    return f"{number} {unit}" if number == 1 else f"{number} {unit}s"
