"""Pages of the offers of a video: products by scene, with their links, codes and clicks."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import Change, WorkspaceRequest, require_role, workspace_required
from accounts.models import Role
from commerce import coverage, revenue
from commerce.catalogue import searching
from commerce.errors import (
    CodeInUseError,
    OfferedAlreadyError,
    ProductGoneError,
    TooManyOffersError,
    VariantNeededError,
)
from commerce.forms import OfferChangeForm, OfferForm, scene_label
from commerce.models import DiscountCode, DiscountStatus, Link, Offer, Product, Store
from commerce.offers import discounts, links, listing, offers, qr_codes
from commerce.offers.listing import ShownOffer
from commerce.revenue import Revenue
from foundation import versions
from foundation.errors import DomainError, NotFoundError
from foundation.numbers import Figure
from synthesis.models import Video
from synthesis.studio import videos

_PAGE = "commerce:video-offers"
# Refusals that are shown with the form, at a field or above all of them.
_OF_FORMS: dict[type[DomainError], str | None] = {
    OfferedAlreadyError: None,
    ProductGoneError: None,
    TooManyOffersError: None,
    CodeInUseError: "scene_code",
    VariantNeededError: "variant",
}
_RELOAD_S = 3
_RELOAD_SLOWLY_S = 30


@dataclass(frozen=True, slots=True)
class Card:
    """An offer as its card shows it."""

    shown: ShownOffer
    where: str
    clicks: Figure
    revenue: list[Revenue]
    # By the link of its own, as for QR codes.
    by_link: list[Revenue]
    # By publication.
    by_post: Mapping[str, list[Revenue]]


@require_http_methods(["GET", "HEAD", "POST"])
@workspace_required(changes=Change.WORK)
def video_offers(request: WorkspaceRequest, pk: str) -> HttpResponse:
    """The products of a video, by scene, and the form that adds one."""
    video = _video(request, pk)
    if request.method != "POST":
        return _page(request, video, OfferForm(video=video))
    require_role(request.membership, Role.EDITOR)
    form = OfferForm(request.POST, video=video)
    if form.is_valid():
        try:
            offer = offers.add(actor=request.user, video=video, **form.cleaned_data)
        except tuple(_OF_FORMS) as refusal:
            _show(refusal, form)
        else:
            messages.success(request, f"{offer.product.title} was added to the video.")
            return redirect(_PAGE, pk=video.pk)
    return _page(request, video, form, status=422)


def _show(refusal: DomainError, form: forms.Form) -> None:
    """Show a refusal with the form, which keeps what was typed."""
    form.add_error(_OF_FORMS[type(refusal)], refusal.message)


def _video(request: WorkspaceRequest, pk: str) -> Video:
    video: Video = Video.objects.for_workspace(request.workspace).get_or_refuse(pk)
    video.workspace = request.workspace
    return video


def _page(request: WorkspaceRequest, video: Video, form: OfferForm, status: int = 200) -> HttpResponse:
    words = request.GET.get("q", "").strip()[: searching.MOST_CHARACTERS]
    has_store = Store.objects.for_workspace(request.workspace).listed().exists()
    may_edit = request.membership.may(Role.EDITOR)
    is_adding = has_store and may_edit
    chosen = form.data.get("product", "") if form.is_bound else request.GET.get("product", "")
    paused = coverage.STORES.paused(workspace=request.workspace) if is_adding else frozenset()
    cards = _cards(video)
    context = {
        "video": video,
        "has_version": videos.latest_render(video=video) is not None,
        "has_store": has_store,
        "may_edit": may_edit,
        "cards": cards,
        "reload_s": _reload_s(cards),
        "form": form,
        "words": words,
        "products": _choices(request, words, chosen, paused) if is_adding else [],
        "chosen": chosen,
        "paused": list(Store.objects.filter(pk__in=paused).order_by("name", "pk")) if paused else [],
        "connect_url": reverse("commerce:shop"),
        "action": reverse(_PAGE, args=[video.pk]),
    }
    return render(request, "commerce/video_offers.html", context, status=status)


def _choices(request: WorkspaceRequest, words: str, chosen: str, paused: frozenset[str]) -> list[Product]:
    return searching.choices(workspace=request.workspace, words=words, chosen=chosen, leaving_out=paused)


def _cards(video: Video) -> list[Card]:
    shown = listing.show(offers=offers.of_video(video=video))
    ids = [each.offer.pk for each in shown]
    brought = revenue.by_offer(workspace=video.workspace, ids=ids)
    own = [each.own.link.pk for each in shown if each.own]
    by_link = revenue.by_link(workspace=video.workspace, ids=own)
    by_post = revenue.by_offer_and_post(workspace=video.workspace, ids=ids)
    return [
        Card(
            shown=each,
            where=place_of(each.offer),
            clicks=each.clicks.figure(livemode=each.offer.product.store.livemode),
            revenue=brought.get(each.offer.pk, []),
            by_link=by_link.get(each.own.link.pk, []) if each.own else [],
            by_post=by_post.get(each.offer.pk, {}),
        )
        for each in shown
    ]


def _reload_s(cards: list[Card]) -> int | None:
    """After how many seconds the cards are loaded again; None if the shop has no code to create.

    A code with a problem is created later, perhaps after a person did something.
    """
    codes = [code for card in cards for code in card.shown.codes]
    wanted = [code for code in codes if code.status == DiscountStatus.WANTED]
    if not wanted:
        return None
    return _RELOAD_S if any(not code.problem for code in wanted) else _RELOAD_SLOWLY_S


def place_of(offer: Offer) -> str:
    """Return where the offer is in its video, in words."""
    if offer.scene is not None:
        return scene_label(offer.scene)
    return "A scene that was deleted" if offer.scene_gone_at else "The whole video"


@require_http_methods(["GET", "HEAD", "POST"])
@workspace_required(Role.EDITOR, changes=Change.WORK)
def offer_page(request: WorkspaceRequest, pk: str, offer_id: str) -> HttpResponse:
    """The form that changes an offer."""
    offer = _offer(request, pk, offer_id)
    code = discounts.of(offer=offer)
    if request.method == "POST":
        form = OfferChangeForm(request.POST, offer=offer)
        if form.is_valid():
            try:
                offers.change(offer=offer, actor=request.user, **form.cleaned_data)
            except tuple(_OF_FORMS) as refusal:
                _show(refusal, form)
            else:
                messages.success(request, "The offer was changed.")
                return redirect(_PAGE, pk=pk)
    else:
        form = OfferChangeForm(initial=_initial(offer, code), offer=offer)
    context = {
        "video": offer.video,
        "offer": offer,
        "where": place_of(offer),
        "code": code,
        "form": form,
        "trail": [
            {"label": "Studio", "url": reverse("synthesis:videos")},
            {"label": offer.video.title, "url": reverse("synthesis:video", args=[pk])},
            {"label": "Offers", "url": reverse(_PAGE, args=[pk])},
        ],
    }
    return render(request, "commerce/offer_page.html", context, status=422 if form.is_bound else 200)


def _offer(request: WorkspaceRequest, pk: str, offer_id: str) -> Offer:
    rows = Offer.objects.for_workspace(request.workspace).filter(video=pk).listed()
    offer: Offer = rows.get_or_refuse(offer_id)
    return offer


def _initial(offer: Offer, code: DiscountCode | None) -> dict[str, Any]:
    return {
        "version": offer.version,
        "variant": offer.variant,
        "to_checkout": offer.to_checkout,
        "post_discount_percent": offer.post_discount_percent,
        "scene_discount_percent": offer.scene_discount_percent,
        "scene_code": code.code if code else "",
    }


@require_POST
@workspace_required(Role.EDITOR, changes=Change.RELEASE)
def offer_remove(request: WorkspaceRequest, pk: str, offer_id: str) -> HttpResponse:
    """Take the product off the video."""
    offer = _offer(request, pk, offer_id)
    offers.remove(offer=offer, actor=request.user, version=versions.shown_in(request.POST))
    messages.success(
        request, f"{offer.product.title} was removed. Its codes end; links in your posts still lead to it."
    )
    return redirect(_PAGE, pk=pk)


@require_POST
@workspace_required(Role.EDITOR, changes=Change.WORK)
def discount_retry(request: WorkspaceRequest, pk: str, offer_id: str, discount_id: str) -> HttpResponse:
    """Ask the shop again for a discount code."""
    offer = _offer(request, pk, offer_id)
    rows = DiscountCode.objects.for_workspace(request.workspace).filter(offer=offer)
    discounts.retry(discount=rows.get_or_refuse(discount_id))
    messages.info(request, "Asking the shop again.")
    return redirect(_PAGE, pk=pk)


@require_safe
@workspace_required()
def qr_code(request: WorkspaceRequest, offer_link_id: str, kind: str) -> HttpResponse:
    """The QR code of a link, as a file."""
    link: Link = Link.objects.for_workspace(request.workspace).get_or_refuse(offer_link_id)
    if kind not in qr_codes.MEDIA_TYPES:
        raise NotFoundError()
    drawn = qr_codes.draw(url=links.url_of(code=link.code), kind=kind)
    response = HttpResponse(drawn, content_type=qr_codes.MEDIA_TYPES[kind])
    response["Content-Disposition"] = f'attachment; filename="{link.code}.{kind}"'
    return response
