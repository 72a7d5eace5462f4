"""Tracked links: one of an offer for each post, and one of its own for scenes, QR codes and copying."""

from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse

from commerce import coverage
from commerce.errors import OfferRemovedError, OtherVideoError
from commerce.models import DiscountCode, Link, LinkPlacement, Offer
from commerce.offers import codes, discounts
from foundation import foreign_texts
from publishing.models import Publication

# Post texts are short, and a title may have 255 characters.
_TITLE_CHARACTERS = 80


def url_of(*, code: str) -> str:
    """Return the absolute URL of the link with this code."""
    return settings.SITE_URL + reverse("commerce:go", args=[code])


def own(*, offer: Offer) -> Link:
    """Return the offer's own link, created if there is none."""
    return _ensured(offer, None, codes.link_code(), LinkPlacement.NOWHERE)


def for_publication(*, publication: Publication, offer: Offer) -> Link:
    """Return the link of the offer in the post; if there is none, one to copy, which the post does not show.

    The post's discount code, if it has one, is applied on arrival. Raises OtherVideoError, and for a new
    link OfferRemovedError and PlanLimitError for a paused shop.
    """
    require_same_video(publication=publication, offer=offer)
    return _ensured(offer, publication, codes.link_code(), LinkPlacement.NOWHERE)


def require_same_video(*, publication: Publication, offer: Offer) -> None:
    """Raise OtherVideoError unless the post shows the video that offers the product."""
    if publication.video_id != offer.video_id or publication.workspace_id != offer.workspace_id:
        raise OtherVideoError("The post shows another video than the one with this product.")


def for_post(
    *,
    offer: Offer,
    publication: Publication,
    code: str,
    placement: LinkPlacement,
    discount: DiscountCode | None = None,
) -> Link:
    """Return the link of the offer in the post, created with ``code`` if there is none.

    An existing link keeps its code, and gets the placement and the discount. Raises as ``for_publication``.
    """
    require_same_video(publication=publication, offer=offer)
    link = _ensured(offer, publication, code, placement)
    if link.placement != placement or link.discount != discount:
        link.placement, link.discount = placement, discount
        link.save(update_fields=["placement", "discount"])
    return link


def line(*, title: str, url: str, percent: int | None = None, code: str = "", language: str = "en") -> str:
    """Return the line of a post's text: product, discount, URL. It is never longer than a few lines.

    The discount is in words in an English post, and in signs alone in one of another ``language``.
    """
    shown = foreign_texts.line(title)
    if len(shown) > _TITLE_CHARACTERS:
        shown = shown[: _TITLE_CHARACTERS - 1].rstrip() + "…"
    is_english = language.partition("-")[0] == "en"
    words = f"{percent}% off with {code}" if is_english else f"-{percent}%: {code}"
    discount = f" ({words})" if percent and code else ""
    return f"{shown}{discount}: {url}"


def text_of(link: Link) -> str:
    """Return the line of the link for a post's text."""
    discount = link.discount
    return line(
        title=link.offer.product.title,
        url=url_of(code=link.code),
        percent=discount.percent if discount else None,
        code=discount.code if discount else "",
        language=link.offer.video.language,
    )


@transaction.atomic
def _ensured(offer: Offer, publication: Publication | None, code: str, placement: LinkPlacement) -> Link:
    rows = Link.objects.filter(offer=offer, publication=publication).select_related("discount")
    existing = rows.first()
    if existing is not None:
        return existing
    if offer.removed_at is not None:
        raise OfferRemovedError()
    coverage.require_active(store=offer.product.store)
    try:
        with transaction.atomic():
            return Link.objects.create(
                workspace=offer.workspace,
                offer=offer,
                publication=publication,
                code=code,
                placement=placement,
                discount=discounts.of(offer=offer, publication=publication),
            )
    except IntegrityError:
        # A concurrent request created it.
        return rows.get()
