"""The links that posts get: what publishing's composer offers, and the lines that are sent.

The codes of a post's links and discounts are derived from the seed of the post, so that the preview of a new
post shows what will be sent.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from django.urls import reverse

from accounts.models import User
from commerce.coverage import STORES
from commerce.errors import CodeInUseError
from commerce.models import (
    DiscountCode,
    DiscountStatus,
    Link,
    LinkPlacement,
    Offer,
    Product,
    ProductStatus,
    Store,
    StoreStatus,
)
from commerce.offers import codes, discounts, links, offers
from foundation import money
from foundation.errors import NotFoundError
from publishing import attachments, publications
from publishing.attachments import Item, Offering, Problem
from publishing.models import Attachment, Choice, Placement, Publication
from synthesis.models import Video

TITLE = "Products"
# Codes of other posts or shops are seldom the same.
_ATTEMPTS = 8
# YouTube refuses these in texts.
_PLAIN = str.maketrans("<>", "()")
_PLACEMENTS = {
    Placement.TEXT: LinkPlacement.TEXT,
    Placement.COMMENT: LinkPlacement.COMMENT,
    Placement.NONE: LinkPlacement.NOWHERE,
}


@dataclass(frozen=True, slots=True)
class _Wanted:
    """An offer's link and code in a post, which may not exist yet."""

    offer: Offer
    link_code: str
    discount_code: str
    percent: int | None

    @property
    def attachment(self) -> Attachment:
        """The line."""
        title = self.offer.product.title.translate(_PLAIN)
        url = links.url_of(code=self.link_code)
        text = links.line(
            title=title, url=url, percent=self.percent, code=self.discount_code,
            language=self.offer.video.language,
        )  # fmt: skip
        return Attachment(
            key=self.offer.pk, label=self.offer.product.title, url=url, text=text, code=self.discount_code
        )


class OfferLinks:
    """Publishing's Source of lines: the links of a video's offers."""

    def offering(self, *, video: Video, chosen: Sequence[Choice]) -> Offering:
        """Return the video's offers. Those of a shop that the plan does not cover can't be chosen anew."""
        known = {each.key for each in chosen}
        rows = offers.of_video(video=video)
        gone = Offer.objects.filter(video=video, pk__in=known).exclude(pk__in=[row.pk for row in rows])
        paused = STORES.paused(workspace=video.workspace) if rows else frozenset()
        items = [_item(row, is_paused=row.product.store_id in paused) for row in rows]
        items += [_item(row, is_gone=True) for row in gone.listed()]
        if items:
            return Offering(title=TITLE, items=items, url=_offers_page(video), action="Offers")
        return _nothing(video)

    def preview(
        self, *, publication: Publication, seed: str, choices: Sequence[Choice], placement: Placement
    ) -> list[Attachment]:
        """Return the lines that ``attach`` would return."""
        return [each.attachment for each in _wanted(publication, seed, choices)]

    def attach(
        self, *, publication: Publication, seed: str, choices: Sequence[Choice], placement: Placement
    ) -> list[Attachment]:
        """Create the links and codes, and end those that are not chosen any more.

        Raises NotFoundError for an offer of another video, and PlanLimitError for a paused shop.
        """
        wanted = _wanted(publication, seed, choices)
        if len(wanted) != len(choices):
            raise NotFoundError()
        _leave_out(publication, {each.offer.pk: each for each in wanted})
        return [_made(publication, each, seed, _PLACEMENTS[placement]).attachment for each in wanted]

    def end(self, *, publication: Publication) -> None:
        """End the codes of a canceled post. Its links still lead to the products."""
        discounts.end_for_post(publication=publication)

    def problems(self, *, publication: Publication) -> list[Problem]:
        """Return what of the post's links and codes would not work."""
        lines = {each.key: each for each in publication.attached.lines}
        rows = list(Offer.objects.filter(pk__in=lines, video=publication.video_id).listed())
        found = [problem for row in rows for problem in _problems(row, publication)]
        gone = [lines[key] for key in lines.keys() - {row.pk for row in rows}]
        found += [Problem(text=_GONE.format(title=each.label), is_blocking=True) for each in gone]
        return [*found, *_code_problems(publication, [each for each in lines.values() if each.code])]


def _offers_page(video: Video) -> str:
    return reverse("commerce:video-offers", args=[video.pk])


def _nothing(video: Video) -> Offering:
    """Why a post of the video can't link to products, and the page where that changes."""
    if not Store.objects.for_workspace(video.workspace).listed().exists():
        note = "Connect a shop to link its products in posts, and to see which orders they bring."
        return Offering(title=TITLE, note=note, url=reverse("commerce:shop"), action="Connect a shop")
    note = "This video offers no products yet."
    return Offering(title=TITLE, note=note, url=_offers_page(video), action="Choose products")


def _item(offer: Offer, *, is_gone: bool = False, is_paused: bool = False) -> Item:
    product, percent = offer.product, offer.post_discount_percent
    title = f"{product.title}, {offer.variant.title}" if offer.variant else product.title
    where = f"scene {offer.scene.position}" if offer.scene else "whole video"
    return Item(
        key=offer.pk,
        label=title,
        detail=" · ".join(each for each in (_price(product), where) if each),
        code_label=f"With a discount code of this post: {percent}% off" if percent else "",
        is_gone=is_gone,
        refusal=f"your plan does not cover {product.store.name}" if is_paused else "",
    )


def _price(product: Product) -> str:
    if product.lowest_minor is None or product.highest_minor is None:
        return ""
    lowest, highest = (
        money.in_words(amount, product.currency) for amount in (product.lowest_minor, product.highest_minor)
    )
    return lowest if lowest == highest else f"{lowest} to {highest}"


# --- lines ------------------------------------------------------------------------------------------------


def _wanted(publication: Publication, seed: str, choices: Sequence[Choice]) -> list[_Wanted]:
    """The links and codes for the choices: the post's own, or those that it would get. Others are omitted."""
    rows = Offer.objects.filter(pk__in=[each.key for each in choices], video=publication.video_id).listed()
    known = {row.pk: row for row in rows}
    own_links = {row.offer_id: row for row in Link.objects.filter(publication=publication.pk)}
    own_codes = {row.offer_id: row for row in DiscountCode.objects.kept().filter(publication=publication.pk)}
    return [
        _one(
            known[each.key],
            f"{seed}.{each.key}",
            own_links.get(each.key),
            own_codes.get(each.key),
            with_code=each.with_code,
            publication=publication,
        )
        for each in choices
        if each.key in known
    ]


def _one(
    offer: Offer,
    seed: str,
    link: Link | None,
    code: DiscountCode | None,
    *,
    with_code: bool,
    publication: Publication,
) -> _Wanted:
    link_code = link.code if link else _free_link_code(seed)
    if with_code and code is not None:
        return _Wanted(offer, link_code, code.code, code.percent)
    if with_code and offer.post_discount_percent and offer.removed_at is None:
        discount = next(_free_codes(offer, seed, publication), "")
        return _Wanted(offer, link_code, discount, offer.post_discount_percent)
    return _Wanted(offer, link_code, "", None)


def _free_link_code(seed: str) -> str:
    found = [codes.link_code(seed=f"{seed}.{n}") for n in range(_ATTEMPTS)]
    taken = set(Link.objects.filter(code__in=found).values_list("code", flat=True))
    return next(each for each in found if each not in taken)


def _free_codes(offer: Offer, seed: str, publication: Publication) -> Iterator[str]:
    """The codes that the post can have, in order: none of another discount, and its own that was ended."""
    title = offer.product.title
    found = [codes.discount_code(title=title, seed=f"{seed}.{n}") for n in range(_ATTEMPTS)]
    rows = DiscountCode.objects.filter(store=offer.product.store_id, code__in=found)
    taken = {row.code for row in rows if not _can_revive(row, offer, publication)}
    return (each for each in found if each not in taken)


def _can_revive(row: DiscountCode, offer: Offer, publication: Publication) -> bool:
    is_own = row.offer_id == offer.pk and row.publication_id == publication.pk
    return is_own and row.percent == offer.post_discount_percent


def _leave_out(publication: Publication, kept: dict[str, _Wanted]) -> None:
    """End the codes of the post that it does not show any more. Its links stay, and lead on."""
    ended = [
        row.offer
        for row in DiscountCode.objects.kept().filter(publication=publication).select_related("offer")
        if row.offer_id not in kept or not kept[row.offer_id].discount_code
    ]
    discounts.end_for_post(publication=publication, offers=ended)
    Link.objects.filter(publication=publication).exclude(offer__in=kept).update(
        placement=LinkPlacement.NOWHERE, discount=None
    )


def _made(publication: Publication, wanted: _Wanted, seed: str, placement: LinkPlacement) -> _Wanted:
    """Store the link and the code. Returns them as they are."""
    offer = wanted.offer
    discount = _discount(publication, wanted, f"{seed}.{offer.pk}") if wanted.discount_code else None
    link = links.for_post(
        offer=offer,
        publication=publication,
        code=wanted.link_code,
        placement=placement,
        discount=discount,
    )
    code, percent = (discount.code, discount.percent) if discount else ("", None)
    return _Wanted(offer, link.code, code, percent)


def _discount(publication: Publication, wanted: _Wanted, seed: str) -> DiscountCode:
    offer = wanted.offer
    existing = discounts.of(offer=offer, publication=publication)
    if existing is not None:
        return existing
    for code in _free_codes(offer, seed, publication):
        try:
            return discounts.for_post(offer=offer, publication=publication, code=code)
        except CodeInUseError:
            # Another post got it since it was found free.
            continue
    raise CodeInUseError(code=wanted.discount_code)


# --- single links -----------------------------------------------------------------------------------------


def place(*, publication: Publication, offer: Offer, placement: LinkPlacement, actor: User) -> Link:
    """Put the offer's link into the post, or take it out. The post's lines follow. Idempotent.

    All links of a post stand in the same place, which is its text if the platform has no comments. Raises
    OtherVideoError, NotEditableError for a post that was sent, OffersSharedError for a part of a crosspost
    that does not have the offer, and what ``links.for_publication`` raises.
    """
    links.require_same_video(publication=publication, offer=offer)
    wanted = next(place for place, kept in _PLACEMENTS.items() if kept == placement)
    fitting = attachments.fitting_placement(publication=publication, placement=wanted)
    attached = publication.attached
    others = [each for each in attached.choices if each.key != offer.pk]
    is_chosen = len(others) < len(attached.lines)
    change = partial(publications.change, publication=publication, version=publication.version, actor=actor)
    if fitting is Placement.NONE:
        if is_chosen and attached.placement is not Placement.NONE:
            change(choices=others)
    elif not is_chosen or attached.placement is not fitting:
        choices = attached.choices if is_chosen else [*others, Choice(key=offer.pk)]
        change(choices=choices, placement=fitting)
    return links.for_publication(publication=publication, offer=offer)


# --- problems ---------------------------------------------------------------------------------------------


def _problems(offer: Offer, publication: Publication) -> Iterator[Problem]:
    product, store = offer.product, offer.product.store
    if product.status in (ProductStatus.ARCHIVED, ProductStatus.DELETED):
        yield Problem(
            text=f"“{product.title}” is no longer for sale. Its link leads to the shop's front page."
        )
    if store.status == StoreStatus.REVOKED:
        yield Problem(text=f"{store.name} is disconnected, so orders of this post are not counted.")
    if publication.livemode and not store.livemode:
        yield Problem(text=f"The link to “{product.title}” leads to a sandbox shop, where nobody can buy.")


_GONE = "The data of the shop of “{title}” was deleted, so its link leads nowhere. Save the post without it."
_NOT_CREATED_YET = "The shop has not created the code {code} yet."
_NOT_CREATED = "The shop did not create the code {code}."
_ENDED = "The code {code} has ended. Choose the product again, or leave the code out."


def _code_problems(publication: Publication, lines: Sequence[Attachment]) -> Iterator[Problem]:
    """What is wrong with the codes that the post shows. One that does not work keeps it from being sent.

    A code without a row is that of a preview: it is created when the post is saved.
    """
    rows = DiscountCode.objects.filter(publication=publication.pk) if lines else ()
    known = {(row.offer_id, row.code): row for row in rows}
    for line in lines:
        row = known.get((line.key, line.code))
        if row is None:
            continue
        if row.status in (DiscountStatus.ENDING, DiscountStatus.ENDED):
            yield _code_problem(_ENDED, line)
        elif row.status == DiscountStatus.FAILED:
            yield _code_problem(f"{_NOT_CREATED} {row.problem}".rstrip(), line)
        elif row.status == DiscountStatus.WANTED:
            # It is created within seconds, or once the shop answers again.
            yield _code_problem(f"{_NOT_CREATED_YET} {row.problem}".rstrip(), line, is_passing=True)


def _code_problem(text: str, line: Attachment, *, is_passing: bool = False) -> Problem:
    return Problem(text=text.replace("{code}", line.code), is_blocking=not is_passing, is_passing=is_passing)
