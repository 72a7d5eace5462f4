"""The webhook subscriptions of a shop: created when missing, corrected, and checked every hour."""

import logging
from datetime import timedelta

from django.conf import settings
from django.db.models import Q
from django.db.models.functions import Now

from commerce import access_tokens, platforms, stores
from commerce.errors import StoreLostError
from commerce.models import Store, StoreStatus
from commerce.platforms import StoreClient
from foundation import leases, messages
from foundation.errors import UpstreamError, UpstreamUnavailableError

logger = logging.getLogger(__name__)

_CHECK_EVERY = timedelta(hours=1)
_TRY_AGAIN_AFTER = timedelta(minutes=5)
# Longer than one check takes: a call for each topic.
_CHECKING = leases.Terms(rows=lambda: Store.objects.all(), lasts=timedelta(minutes=5), prefix="hooks_")


def due_ids() -> list[str]:
    """Return the shops to check now, the longest overdue first."""
    due = Store.objects.due_for_hooks().order_by("hooks_due_at")
    return list(due.values_list("pk", flat=True)[:100])


def check(*, store_id: str) -> None:
    """Create the subscriptions that are missing, and read the shop's facts and permissions again.

    Late, duplicate or concurrent calls have no effect. A check that fails is repeated later, and its problem
    is shown on the shop's page.
    """
    is_due = Q(status=StoreStatus.ACTIVE, hooks_due_at__lte=Now())
    claim = leases.claim(terms=_CHECKING, pk=store_id, due=is_due)
    if claim is None:
        return
    store = Store.objects.get(pk=store_id)
    try:
        problem = _subscribe(store)
        stores.refresh_scopes(store)
        stores.refresh_facts(store)
    except UpstreamUnavailableError as error:
        logger.info("shop not checked", extra={"store_id": store_id, "code": error.code})
        pause = timedelta(seconds=error.retry_after_s or 0)
        leases.release(claim=claim, hooks_due_at=Now() + max(pause, _TRY_AGAIN_AFTER))
    except UpstreamError as error:
        logger.warning("shop check refused", extra={"store_id": store_id, "code": error.code})
        leases.release(claim=claim, hooks_due_at=Now() + _CHECK_EVERY, hooks_problem=error.message[:400])
    else:
        leases.release(
            claim=claim, hooks_due_at=Now() + _CHECK_EVERY, hooks_problem=problem, hooks_checked_at=Now()
        )


def _subscribe(store: Store) -> str:
    """Create or correct subscriptions. Returns why some could not be; empty if all are as they should be."""
    if store.livemode and not settings.SITE_URL.startswith("https://"):
        return (
            f"{store.platform_name} sends webhooks to https addresses only, and this installation's is not. "
            "Products and orders are compared every night instead."
        )
    if not platforms.of(store).can_hear(livemode=store.livemode):
        return (
            f"Webhooks of {store.platform_name} can't be verified, because this installation does not have "
            "the app's secret. Products and orders are compared every night instead."
        )
    known = access_tokens.call(store=store, work=lambda client: _known(store, client))
    missing = [topic for topic in platforms.of(store).topics if topic not in known]
    wrong = [topic for topic, is_current in known.items() if not is_current]
    problems = [problem for topic in (*missing, *wrong) if (problem := _create(store, topic))]
    if len(problems) < len(missing):
        logger.info("webhooks subscribed", extra={"store_id": store.pk, "count": len(missing)})
        _catch_up(store)
    return " ".join(problems)[:400]


def _known(store: Store, client: StoreClient) -> dict[str, bool]:
    """Our subscriptions, by topic, with True for those that send exactly what we read."""
    platform = platforms.of(store)
    url = stores.hook_url(platform=platform)
    hooks = [hook for hook in client.hooks() if hook.url == url and hook.topic in platform.topics]
    return {hook.topic: hook.is_current for hook in hooks}


def _create(store: Store, topic: str) -> str:
    """Subscribe to a topic, or correct its subscription. Returns why the platform refuses it, else empty."""
    url = stores.hook_url(platform=platforms.of(store))
    try:
        access_tokens.call(store=store, work=lambda client: client.create_hook(topic=topic, url=url))
    except (UpstreamUnavailableError, StoreLostError):
        raise
    except UpstreamError as error:
        return f"{topic}: {error.message}"
    return ""


def _catch_up(store: Store) -> None:
    """Compare everything now if the platform had deleted subscriptions, so that events may be missing."""
    if store.hooks_checked_at is None:
        return
    Store.objects.filter(pk=store.pk).update(products_due_at=Now(), orders_due_at=Now())
    messages.send(stores.READ_PRODUCTS, store.pk)
    messages.send(stores.READ_ORDERS, store.pk)
