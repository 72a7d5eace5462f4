"""Creates product drafts in their shops, each once.

The row notes that the product may exist before the request that creates it. From then on, the shop is looked
at before the request is repeated: after a lost response, after a killed worker, and after a retry.
"""

import logging
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Now

from commerce import access_tokens, notifications
from commerce.catalogue import products
from commerce.errors import ScopeMissingError, StoreLostError
from commerce.merch import picturing
from commerce.merch.drafts import CREATE
from commerce.models import MerchDraft, MerchStatus, StoreStatus
from commerce.platforms import DraftWanted, Money, ShopProduct, StoreClient
from foundation import leases, messages, storage
from foundation.errors import ConflictError, UpstreamError, UpstreamUnavailableError
from foundation.leases import LostLeaseError
from synthesis.library import assets
from synthesis.production import posters

logger = logging.getLogger(__name__)

# Longer than the picture and the calls take.
LEASE = timedelta(minutes=4)
MOST_ATTEMPTS = 8
_FIRST_DELAY_S, _LONGEST_DELAY_S = 5, 600
_TIMEOUT_S = 20.0
_PROBLEM_CHARACTERS = 400
_TERMS = leases.Terms(rows=lambda: MerchDraft.objects.open(), lasts=LEASE)
Claim = leases.Claim[MerchDraft]

_OTHER_CURRENCY = "The shop's currency is {now} now, and the price was set in {then}. Make a new draft."
_NOT_ALLOWED = "The shop no longer permits product drafts. Allow it, then retry."
_LOST = "The shop has to be reconnected. Reconnect it under Shop, then retry."
_KILLED = "It was begun {attempts} times, and not finished. Retry, or make a new one with another frame."


def due_ids(*, limit: int = 100) -> list[str]:
    """Ids of drafts that are due and have no worker."""
    return list(MerchDraft.objects.due().order_by("due_at").values_list("pk", flat=True)[:limit])


def create(*, draft_id: str) -> None:
    """Take one turn at the draft. Late, duplicate or concurrent calls have no effect."""
    claim = _claim(draft_id)
    if claim is None:
        return
    try:
        _work(claim)
    except LostLeaseError:
        logger.info("product draft claim lost", extra={"draft_id": draft_id})


@transaction.atomic
def _claim(draft_id: str) -> Claim | None:
    row = leases.lock(terms=_TERMS, pk=draft_id, due=Q(due_at__lte=Now()))
    if row is None:
        return None
    claim = leases.take(terms=_TERMS, row=row, attempts=row.attempts + 1)
    if row.status == MerchStatus.QUEUED:
        row.move_to(MerchStatus.RUNNING)
    return claim


def _work(claim: Claim) -> None:
    draft = claim.row().select_related("store", "video", "render__final_asset", "render__poster").first()
    if draft is None:
        raise LostLeaseError(claim)
    if draft.attempts > MOST_ATTEMPTS:
        # Each outage is counted, too: more than that were ended from outside, such as for lack of memory.
        _fail(claim, problem=_KILLED.format(attempts=draft.attempts - 1))
        return
    try:
        _create(claim, draft)
    except UpstreamUnavailableError as error:
        _later(claim, draft, error)
    except StoreLostError:
        _on_lost(claim, draft)
    except ScopeMissingError:
        _fail(claim, problem=_NOT_ALLOWED)
    except (UpstreamError, ConflictError) as error:
        logger.warning("product draft not created", extra={"draft_id": draft.pk, "code": error.code})
        _fail(claim, problem=error.message)


def _create(claim: Claim, draft: MerchDraft) -> None:
    found = _found(draft) if draft.may_exist else None
    if found is None:
        if draft.currency != draft.store.currency:
            _fail(claim, problem=_OTHER_CURRENCY.format(now=draft.store.currency, then=draft.currency))
            return
        found = _created(claim, draft)
    _succeed(claim, draft, *found)


Found = tuple[ShopProduct, str]


def _found(draft: MerchDraft) -> Found | None:
    """The product that an earlier request created, with its URL in the shop's admin."""

    def look(client: StoreClient) -> Found | None:
        product = client.find_draft(key=draft.pk)
        return (product, client.admin_url(shop_id=product.shop_id)) if product else None

    return access_tokens.call(store=draft.store, work=look)


def _created(claim: Claim, draft: MerchDraft) -> Found:
    with _picture(draft) as picture:
        leases.write(claim=claim, progress={**draft.progress, "may_exist": True})
        wanted = DraftWanted(
            key=draft.pk,
            title=draft.title,
            description=draft.description,
            price=Money(amount_minor=draft.price_minor, currency=draft.currency),
            picture=picture,
            picture_alt=f"A picture of the video “{draft.video.title}”"[:500],
        )
        # Not by ``call``, which would repeat it without a look.
        client = access_tokens.client(store=draft.store, timeout_s=_TIMEOUT_S)
        try:
            product = client.create_draft(wanted=wanted)
        except (UpstreamUnavailableError, StoreLostError):
            raise
        except UpstreamError:
            # The shop refused it, so only an earlier request can have created it.
            leases.write(claim=claim, progress=draft.progress)
            raise
        return product, client.admin_url(shop_id=product.shop_id)


@contextmanager
def _picture(draft: MerchDraft) -> Iterator[Path]:
    """The frame as a JPEG file, in the size of the video, until the block ends."""
    poster = draft.render.poster
    if draft.at_s is None and poster is not None:
        with assets.local_path(asset=poster) as path:
            yield path
        return
    frame = posters.frame(render=draft.render, at_s=draft.at_s or 0.0)
    with tempfile.TemporaryDirectory(prefix="ettametta-merch-") as folder, storage.guarded("temporary files"):
        path = Path(folder) / f"{draft.pk}.jpg"
        path.write_bytes(frame)
        yield path


@transaction.atomic
def _succeed(claim: Claim, draft: MerchDraft, product: ShopProduct, admin_url: str) -> None:
    row = leases.require(claim=claim)
    mirrored = products.apply(store=draft.store, product=product)
    row.move_to(
        MerchStatus.SUCCEEDED,
        shop_id=product.shop_id,
        product=mirrored,
        progress={**row.progress, "may_exist": True, "admin_url": admin_url},
        problem="",
        lease_until=None,
        **({} if mirrored.image_url else picturing.plan(draft=row)),
    )
    logger.info("product draft created", extra={"draft_id": row.pk})


def _on_lost(claim: Claim, draft: MerchDraft) -> None:
    """The shop refused the token: look for the product with a renewed one, if the shop is still connected."""
    draft.store.refresh_from_db(fields=["status"])
    if draft.store.status != StoreStatus.ACTIVE:
        _fail(claim, problem=_LOST)
        return
    outage = UpstreamUnavailableError(
        "The access to the shop is being renewed.", system=draft.store.platform_name
    )
    _later(claim, draft, outage)


def _later(claim: Claim, draft: MerchDraft, error: UpstreamUnavailableError) -> None:
    if draft.attempts >= MOST_ATTEMPTS:
        _fail(claim, problem=f"{error.message} It was tried {draft.attempts} times.")
        return
    asked = error.context.get("retry_after_s")
    usual = min(_FIRST_DELAY_S * 2**draft.attempts, _LONGEST_DELAY_S)
    _requeue(claim, error, delay_s=max(usual, asked if isinstance(asked, int | float) else 0))


@transaction.atomic
def _requeue(claim: Claim, error: UpstreamUnavailableError, *, delay_s: float) -> None:
    row = leases.require(claim=claim)
    due_at = Now() + timedelta(seconds=delay_s)
    row.move_to(
        MerchStatus.QUEUED, problem=error.message[:_PROBLEM_CHARACTERS], due_at=due_at, lease_until=None
    )
    messages.send_on_commit(CREATE, row.pk, delay_s=delay_s)


@transaction.atomic
def _fail(claim: Claim, *, problem: str) -> None:
    row = leases.require(claim=claim)
    row.move_to(MerchStatus.FAILED, problem=problem[:_PROBLEM_CHARACTERS], lease_until=None)
    notifications.draft_failed(draft=row)
