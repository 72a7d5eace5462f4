"""What people are notified of: lost shops, failed codes and drafts, customers' data, and first orders."""

from django.urls import reverse

from accounts.models import Role
from accounts.notifications import Event, notify, register
from commerce.models import Attribution, DiscountCode, MerchDraft, Store
from foundation import money

_GROUP = "Shop"

STORE_LOST = register(
    Event(
        key="store.needs_reconnect",
        group=_GROUP,
        title="A shop must be reconnected",
        hint="The shop no longer accepts our access, or our app was removed there. Until someone reconnects "
        "it, products and orders are not updated.",
        email=True,
    )
)

DISCOUNT_FAILED = register(
    Event(
        key="discount.failed",
        group=_GROUP,
        title="A discount code was not created",
        hint="The shop does not accept a code that a post or a video promises.",
        email=True,
    )
)

DRAFT_FAILED = register(
    Event(
        key="merch_draft.failed",
        group=_GROUP,
        title="A product draft was not created",
        hint="A draft of merch from a video, that you made.",
        email=True,
    )
)

PRIVACY_REQUEST = register(
    Event(
        key="store.privacy_request",
        group=_GROUP,
        title="A request about customers' data",
        hint="A shop passed on a customer's request, or asked us to delete what is stored about it.",
        email=True,
        is_required=True,
        role=Role.ADMIN,
    )
)

FIRST_ORDER = register(
    Event(
        key="publication.first_order",
        group=_GROUP,
        title="A post brought its first order",
        hint="Once per post: an order that its link, its discount code or its video's code led to.",
    )
)


def store_lost(*, store: Store) -> None:
    """Notify people that the shop must be reconnected. Part of the move's transaction."""
    notify(
        workspace=store.workspace,
        event=STORE_LOST,
        subject=store.pk,
        once=f"{store.pk}:{store.status_changed_at.isoformat()}",
        title=f"Reconnect the shop {store.name}",
        text=f"{store.status_note} Products and orders are not updated until someone reconnects it.",
        url=reverse("commerce:store", args=[store.pk]),
    )


def app_removed(*, store: Store) -> None:
    """Notify people that the shop removed our app. Part of the move's transaction."""
    notify(
        workspace=store.workspace,
        event=STORE_LOST,
        subject=store.pk,
        once=f"{store.pk}:{store.status_changed_at.isoformat()}",
        title=f"The shop {store.name} is no longer connected",
        text=f"{store.status_note} Links in your posts still lead to its products. Connect it again to count "
        "its orders.",
        url=reverse("commerce:shop"),
    )


def discount_failed(*, discount: DiscountCode) -> None:
    """Notify people, once for each code, that the shop does not have it. Part of the move's transaction."""
    offer, publication = discount.offer, discount.publication
    where = f"The post “{publication.title}”" if publication else f"The video “{offer.video.title}”"
    notify(
        workspace=discount.workspace,
        event=DISCOUNT_FAILED,
        subject=discount.pk,
        once=f"{discount.pk}:failed",
        title=f"The discount code {discount.code} was not created in {discount.store.name}",
        text=f"{discount.problem} {where} promises {discount.percent}% off with it.",
        url=f"{reverse('commerce:video-offers', args=[offer.video_id])}#title-{offer.pk}",
    )


def draft_failed(*, draft: MerchDraft) -> None:
    """Notify who asked for the draft that it failed. Part of the move's transaction."""
    notify(
        workspace=draft.workspace,
        event=DRAFT_FAILED,
        subject=draft.pk,
        once=f"{draft.pk}:{draft.status_changed_at.isoformat()}",
        title=f"The product draft “{draft.title}” was not created in {draft.store.name}",
        text=draft.problem,
        url=reverse("commerce:video-merch", args=[draft.video_id]),
        people=[draft.created_by_id] if draft.created_by_id else None,
    )


def privacy_request(*, store: Store, once: str, title: str, text: str) -> None:
    """Notify people of a request about customers' data. Part of the transaction that acts on it."""
    notify(
        workspace=store.workspace,
        event=PRIVACY_REQUEST,
        subject=store.pk,
        once=once,
        title=title,
        text=text,
        url=reverse("commerce:shop"),
    )


def order_credited(*, attribution: Attribution) -> None:
    """Notify people if this is the first order that counts of its post. Part of the credit's transaction."""
    publication, order = attribution.publication, attribution.order
    if publication is None or not order.counts:
        return
    others = Attribution.objects.counted().filter(publication=publication).exclude(pk=attribution.pk)
    if others.exists():
        return
    notify(
        workspace=attribution.workspace,
        event=FIRST_ORDER,
        subject=publication.pk,
        once=f"{publication.pk}:first_order",
        title=f"“{publication.title}” brought its first order",
        text=f"{money.in_words(order.net_minor, order.currency)} in the shop {order.store.name}. "
        f"{attribution.evidence}",
        url=reverse("publishing:publication-results", args=[publication.pk]),
    )
