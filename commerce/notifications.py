"""What people are notified of: the first order that a post brought."""

from django.urls import reverse

from accounts.notifications import Event, notify, register
from commerce.models import Attribution
from foundation import money

_GROUP = "Shop"

FIRST_ORDER = register(
    Event(
        key="publication.first_order",
        group=_GROUP,
        title="A post brought its first order",
        hint="Once per post: an order that its link, its discount code or its video's code led to.",
    )
)


def order_credited(*, attribution: Attribution) -> None:
    """Notify people if this is the first order that counts of its post. Part of the credit's transaction."""
    publication, order = attribution.publication, attribution.order
    if publication is None or order.is_test or order.canceled_at is not None:
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
