"""Discount codes: which ones are wanted, and which are to end. ``discounting`` tells the shop.

A code is stored before the shop is asked for it. A post's code is part of the post's text, so it never
changes; that of a scene is replaced while the shop has not accepted it.
"""

import logging
from collections.abc import Iterable

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.db.models.functions import Now

from commerce import coverage
from commerce.errors import CodeInUseError, OfferRemovedError
from commerce.models import DiscountCode, DiscountStatus, Link, Offer
from commerce.offers import codes
from foundation import messages
from publishing.models import Publication, PublicationStatus

logger = logging.getLogger(__name__)

WORK = "commerce.work_on_discount"
CREDIT_ORDERS = "commerce.credit_orders_of_code"
_ENDED_WITH_IT = (PublicationStatus.CANCELED,)


def of(*, offer: Offer, publication: Publication | None = None) -> DiscountCode | None:
    """Return the code of the offer in the post; without a post, that of its scene. None without one."""
    return DiscountCode.objects.kept().filter(offer=offer, publication=publication).first()


@transaction.atomic
def wanted(
    *, offer: Offer, publication: Publication | None = None, code: str = "", percent: int | None = None
) -> DiscountCode | None:
    """Return the code of the offer in the post, created if there is none; without a post, that of its scene.

    ``code`` is the text to use. Without one, a code of the product's title is chosen. ``percent`` replaces
    the offer's own. None if the offer has no discount. Raises CodeInUseError for a given ``code`` that
    another discount of the shop has, OfferRemovedError, and PlanLimitError for a paused shop.
    """
    percent = percent or (offer.post_discount_percent if publication else offer.scene_discount_percent)
    if percent is None:
        return None
    existing = of(offer=offer, publication=publication)
    if existing is not None:
        return existing
    if offer.removed_at is not None:
        raise OfferRemovedError()
    coverage.require_active(store=offer.product.store)
    row = _create(offer, publication, code, percent)
    Link.objects.filter(offer=offer, publication=publication).update(discount=row)
    messages.send_on_commit(WORK, row.pk)
    return row


def for_post(*, offer: Offer, publication: Publication, code: str) -> DiscountCode:
    """Return the post's code of the offer, created as ``code`` with the offer's percentage if there is none.

    If it was ended with the same text and percentage, it is wanted again. Raises what ``wanted`` raises, and
    ValueError if the offer has no discount for posts.
    """
    row = _revived(offer, publication, code) or wanted(offer=offer, publication=publication, code=code)
    if row is None:
        raise ValueError(f"{offer.pk} has no discount for posts")
    return row


@transaction.atomic
def _revived(offer: Offer, publication: Publication, code: str) -> DiscountCode | None:
    percent = offer.post_discount_percent
    if percent is None or of(offer=offer, publication=publication) is not None:
        return None
    ended = DiscountCode.objects.select_for_update().filter(
        offer=offer, publication=publication, code__iexact=code, percent=percent
    )
    row = ended.first()
    if row is None or offer.removed_at is not None:
        return None
    row.move_to(DiscountStatus.WANTED, problem="", shop_id="", attempts=0, due_at=Now())
    Link.objects.filter(offer=offer, publication=publication).update(discount=row)
    messages.send_on_commit(WORK, row.pk)
    return row


def _create(offer: Offer, publication: Publication | None, code: str, percent: int) -> DiscountCode:
    for text in [code] if code else codes.spoken_codes(title=offer.product.title):
        try:
            with transaction.atomic():
                return DiscountCode.objects.create(
                    workspace=offer.workspace,
                    store=offer.product.store,
                    offer=offer,
                    publication=publication,
                    code=text,
                    percent=percent,
                    is_fixed=bool(code) or publication is not None,
                )
        except IntegrityError:
            # Another request created it meanwhile, or the shop has this code for another offer.
            existing = of(offer=offer, publication=publication)
            if existing is not None:
                return existing
    raise CodeInUseError(code=code or text)


def rename(*, discount: DiscountCode) -> bool:
    """Give a code that is not in the shop another text. False if none is free."""
    for text in codes.spoken_codes(title=discount.offer.product.title):
        taken = DiscountCode.objects.filter(store_id=discount.store_id, code__iexact=text)
        if not taken.exists():
            discount.code = text
            discount.save(update_fields=["code"])
            return True
    return False


# --- ends -------------------------------------------------------------------------------------------------


@transaction.atomic
def end(*, discount: DiscountCode) -> DiscountCode:
    """End a code. The shop deactivates it soon. One that the shop never had is ended at once."""
    row = DiscountCode.objects.select_for_update().get(pk=discount.pk)
    if row.status in (DiscountStatus.ENDING, DiscountStatus.ENDED):
        return row
    if not row.may_exist and not row.shop_id:
        row.move_to(DiscountStatus.ENDED, problem="")
    else:
        row.move_to(DiscountStatus.ENDING, problem="", attempts=0, due_at=Now())
        messages.send_on_commit(WORK, row.pk)
    logger.info("discount code ends", extra={"discount_id": row.pk, "status": row.status})
    return row


def end_of(*, offer: Offer) -> None:
    """End all codes of an offer."""
    for row in DiscountCode.objects.kept().filter(offer=offer).order_by("pk"):
        end(discount=row)


def end_for_post(*, publication: Publication, offers: Iterable[Offer] | None = None) -> None:
    """End the codes of a post: all of them, or those of ``offers``."""
    only = Q() if offers is None else Q(offer__in=list(offers))
    for row in DiscountCode.objects.kept().filter(only, publication=publication).order_by("pk"):
        end(discount=row)


def end_canceled(*, limit: int = 200) -> None:
    """End the codes of posts that were canceled."""
    canceled = DiscountCode.objects.kept().filter(publication__status__in=_ENDED_WITH_IT)
    for row in canceled.order_by("pk")[:limit]:
        end(discount=row)


@transaction.atomic
def retry(*, discount: DiscountCode) -> DiscountCode:
    """Ask the shop again now for a code that it has not created or not ended. Otherwise nothing changes."""
    row = DiscountCode.objects.select_for_update().get(pk=discount.pk)
    if row.status == DiscountStatus.FAILED:
        coverage.require_active(store=row.store)
        row.move_to(DiscountStatus.WANTED, problem="", attempts=0, due_at=Now())
    elif row.status in (DiscountStatus.WANTED, DiscountStatus.ENDING):
        row.change_if_unmoved(due_at=Now(), attempts=0)
    else:
        return row
    messages.send_on_commit(WORK, row.pk)
    return row
