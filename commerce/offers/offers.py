"""Offers: products on videos and scenes. Add, change, remove."""

import logging

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts import audit
from accounts.models import User
from commerce import coverage
from commerce.errors import (
    OfferedAlreadyError,
    OfferRemovedError,
    OtherVideoError,
    ProductGoneError,
    TooManyOffersError,
    VariantNeededError,
)
from commerce.models import Offer, Product, ProductStatus, Variant
from commerce.offers import discounts, links
from foundation import versions
from synthesis.models import Scene, Video

logger = logging.getLogger(__name__)

MOST_PER_VIDEO = 50
_FOR_SALE = (ProductStatus.ACTIVE, ProductStatus.DRAFT)
_CHANGED = frozenset(("variant", "to_checkout", "post_discount_percent", "scene_discount_percent"))


def of_video(*, video: Video) -> list[Offer]:
    """Return the open offers of a video: those of the whole video first, then by scene."""
    rows = list(Offer.objects.open().filter(video=video).listed().order_by("pk"))
    return sorted(
        rows, key=lambda row: (row.scene.position if row.scene else 0, row.scene_gone_at is not None)
    )


@transaction.atomic
def add(
    *,
    actor: User,
    product: Product,
    video: Video,
    scene: Scene | None = None,
    variant: Variant | None = None,
    to_checkout: bool = False,
    post_discount_percent: int | None = None,
    scene_discount_percent: int | None = None,
    scene_code: str = "",
) -> Offer:
    """Offer a product in a video, or in one of its scenes, with a link and the scene's discount code.

    ``scene_code`` is the text of that code; without it, one is chosen. Raises OfferedAlreadyError,
    ProductGoneError, OtherVideoError, VariantNeededError, TooManyOffersError, CodeInUseError, and
    PlanLimitError for a paused shop.
    """
    _require_same(product, video, scene, variant)
    _require_variant(variant, to_checkout)
    # Two requests for the last place take turns.
    Video.objects.select_for_update(of=("self",)).get(pk=video.pk)
    coverage.require_active(store=product.store)
    if product.status not in _FOR_SALE:
        raise ProductGoneError(product=product.title)
    if Offer.objects.open().filter(video=video).count() >= MOST_PER_VIDEO:
        raise TooManyOffersError(most=MOST_PER_VIDEO)
    try:
        with transaction.atomic():
            offer = Offer.objects.create(
                workspace=video.workspace, product=product, variant=variant, video=video, scene=scene,
                to_checkout=to_checkout,
                post_discount_percent=post_discount_percent, scene_discount_percent=scene_discount_percent,
                created_by=actor,
            )  # fmt: skip
    except IntegrityError as error:
        where = f"on scene {scene.position}" if scene else "in this video"
        raise OfferedAlreadyError(where=where) from error
    discounts.wanted(offer=offer, code=scene_code)
    links.own(offer=offer)
    audit.record(workspace=offer.workspace, actor=actor, action="offer.added", subject=offer.pk)
    logger.info("offer added", extra={"offer_id": offer.pk})
    return offer


def _require_same(product: Product, video: Video, scene: Scene | None, variant: Variant | None) -> None:
    if product.workspace_id != video.workspace_id:
        raise OtherVideoError("The product belongs to another workspace.")
    if scene is not None and scene.video_id != video.pk:
        raise OtherVideoError("The scene belongs to another video.")
    if variant is not None and variant.product_id != product.pk:
        raise OtherVideoError("The variant belongs to another product.")


def _require_variant(variant: Variant | None, to_checkout: bool) -> None:
    if to_checkout and variant is None:
        raise VariantNeededError()


@transaction.atomic
def change(
    *,
    offer: Offer,
    version: int,
    actor: User,
    variant: Variant | None,
    to_checkout: bool,
    post_discount_percent: int | None,
    scene_discount_percent: int | None,
    scene_code: str = "",
) -> Offer:
    """Set the variant, whether links open the checkout with it, and the discounts.

    Codes of posts keep their percentage, since the posts say it. The scene's code ends if its percentage or
    text changes, and another one is created. ``version`` is the one that was read. Raises
    EditedElsewhereError, OfferRemovedError, OtherVideoError, VariantNeededError, CodeInUseError, and
    PlanLimitError for a paused shop.
    """
    locked = Offer.objects.select_for_update(of=("self",)).select_related("product__store").get(pk=offer.pk)
    if locked.removed_at is not None:
        raise OfferRemovedError()
    versions.require(row=locked, version=version)
    if variant is not None and variant.product_id != locked.product_id:
        raise OtherVideoError("The variant belongs to another product.")
    _require_variant(variant, to_checkout)
    coverage.require_active(store=locked.product.store)
    locked.variant, locked.to_checkout = variant, to_checkout
    locked.post_discount_percent = post_discount_percent
    locked.scene_discount_percent = scene_discount_percent
    versions.save(row=locked, fields=_CHANGED)
    _change_scene_code(locked, scene_code)
    audit.record(workspace=locked.workspace, actor=actor, action="offer.changed", subject=locked.pk)
    return locked


def _change_scene_code(offer: Offer, code: str) -> None:
    now = discounts.of(offer=offer)
    is_other = now is not None and (
        now.percent != offer.scene_discount_percent or bool(code and now.code != code)
    )
    if now is not None and is_other:
        discounts.end(discount=now)
    discounts.wanted(offer=offer, code=code)


@transaction.atomic
def remove(*, offer: Offer, actor: User, version: int | None = None) -> Offer:
    """Take the product off the video, and end its discount codes. A repeated call changes nothing.

    Its links still lead to the product, because posts show them, and its orders stay. Raises
    EditedElsewhereError if ``version`` is given and another one is current.
    """
    locked = Offer.objects.select_for_update().get(pk=offer.pk)
    if locked.removed_at is not None:
        return locked
    if version is not None:
        versions.require(row=locked, version=version)
    locked.removed_at = timezone.now()
    versions.save(row=locked, fields={"removed_at"})
    discounts.end_of(offer=locked)
    audit.record(workspace=locked.workspace, actor=actor, action="offer.removed", subject=locked.pk)
    logger.info("offer removed", extra={"offer_id": locked.pk})
    return locked


def leave_scene(*, scene: Scene) -> None:
    """Note that a scene is deleted. Its offers stay, with their links and codes: posts may still show it."""
    Offer.objects.filter(scene=scene, scene_gone_at=None).update(scene_gone_at=timezone.now())
