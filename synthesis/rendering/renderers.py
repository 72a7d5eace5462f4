"""Renderers: register, probe, drain, and ingest the webhooks of render nodes."""

import logging
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from pydantic import ValidationError
from standardwebhooks import Webhook, WebhookVerificationError

from foundation.errors import UpstreamError
from render_node.contract import WebhookEvent
from synthesis.errors import RendererHoldsWorkError, WebhookRefusedError
from synthesis.models import Attempt, Renderer, RendererEvent, RendererKind, RendererStatus
from synthesis.rendering import adapters, video_apis
from synthesis.rendering.adapters.base import RendererClient, RendererHealth, Traits

logger = logging.getLogger(__name__)

# Longer than a supervised render node takes to restart; the jobs that it accepted survive the restart.
LOST_AFTER_S = 30
KEEP_EVENTS = timedelta(days=7)
FULL_DISK = "Its disk is full."
_PROBED_AT_ONCE = 16
UNAUTHORIZED = {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}


def register_configured() -> Renderer | None:
    """Register the render node from the settings and update its row; None if the settings name none."""
    if not settings.RENDER_NODE_URL:
        return None
    rows = Renderer.objects.filter(kind=RendererKind.RENDER_NODE)
    if not rows.filter(base_url=settings.RENDER_NODE_URL).exists():
        # A restored database or another port: the row takes the new address from the settings.
        rows.filter(is_configured=True).update(base_url=settings.RENDER_NODE_URL)
    node, _ = rows.get_or_create(
        kind=RendererKind.RENDER_NODE,
        base_url=settings.RENDER_NODE_URL,
        defaults={"name": "Render node 1", "is_configured": True},
    )
    configured: dict[str, Any] = {
        "token": settings.RENDER_NODE_TOKEN,
        "webhook_secret": settings.RENDER_NODE_WEBHOOK_SECRET,
        "is_configured": True,
    }
    changed = [name for name, value in configured.items() if getattr(node, name) != value]
    if changed:
        for name in changed:
            setattr(node, name, configured[name])
        node.save(update_fields=changed)
        rows.filter(is_configured=True).exclude(pk=node.pk).update(is_configured=False)
    return node


def client(*, renderer: Renderer) -> RendererClient:
    """Make the renderer's client. Raises UpstreamError for a video API that is no longer set up."""
    connection = adapters.Connection(
        base_url=renderer.base_url, token=renderer.token, slots=renderer.slots, livemode=renderer.livemode
    )
    return adapters.client(kind=renderer.kind, connection=connection)


def traits(*, renderer: Renderer) -> Traits:
    """The capabilities of the renderer's kind. Needs no connection."""
    return adapters.traits(kind=renderer.kind)


def workers(*, renderer: Renderer) -> int:
    """The number of jobs that it renders at a time."""
    return max(1, renderer.slots - traits(renderer=renderer).spare_slots)


def webhook_url(*, renderer: Renderer) -> str:
    """The URL for the renderer's webhooks; empty for a renderer that does not sign them."""
    if not renderer.webhook_secret or not traits(renderer=renderer).signs_webhooks:
        return ""
    return f"{settings.RENDER_NODE_WEBHOOK_BASE_URL}/hooks/render-nodes/{renderer.pk}/"


def probe_all() -> None:
    """Probe all renderers in parallel, so that a silent one does not delay the others. Also deletes old
    events.
    """
    register_configured()
    video_apis.register()
    rows = list(Renderer.objects.all())
    with ThreadPoolExecutor(max_workers=_PROBED_AT_ONCE) as pool:
        answers = list(pool.map(_health, rows))
    for renderer, answer in zip(rows, answers, strict=True):
        _record(renderer, answer)
    RendererEvent.objects.filter(received_at__lt=timezone.now() - KEEP_EVENTS).delete()


def probe(*, renderer: Renderer) -> None:
    """Request the renderer's health, and record the response or its absence."""
    _record(renderer, _health(renderer))


def record_answer(*, renderer: Renderer, health: RendererHealth | None = None) -> None:
    """Record that the renderer responded just now; ``health`` also updates its capabilities."""
    fields: dict[str, object] = {"answered_at": timezone.now(), "status_note": ""}
    if health is not None:
        fields |= {
            "engines": [engine.id for engine in health.engines],
            "capabilities": [engine.model_dump(mode="json") for engine in health.engines],
            "slots": health.slots,
            "device": health.device[:200],
            "queued": health.queued,
            "status_note": health.note[:300],
        }
    Renderer.objects.filter(pk=renderer.pk).update(**fields)
    renderer.refresh_from_db()
    _refresh_status(
        renderer, is_ready=health.is_ready if health else renderer.status != RendererStatus.STARTING
    )


def record_silence(*, renderer: Renderer, reason: str) -> None:
    """Record that the renderer did not respond. After a longer silence it counts as lost."""
    Renderer.objects.filter(pk=renderer.pk).update(status_note=reason[:300])
    renderer.refresh_from_db()
    silent_since = renderer.answered_at or renderer.created_at
    if timezone.now() - silent_since < timedelta(seconds=LOST_AFTER_S):
        return
    if _set_status(renderer, RendererStatus.LOST):
        logger.warning("renderer lost", extra={"renderer_id": renderer.pk, "reason": reason})


def record_refusal(*, renderer: Renderer, reason: str) -> None:
    """Record that the renderer rejects our token. It gets no work until a probe succeeds."""
    Renderer.objects.filter(pk=renderer.pk).update(status_note=reason[:300])
    renderer.refresh_from_db()
    if _set_status(renderer, RendererStatus.LOST):
        logger.error("renderer rejected token", extra={"renderer_id": renderer.pk, "reason": reason})


def record_full_disk(*, renderer: Renderer) -> None:
    """Record that the renderer's disk is full. It gets no work until a probe finds it ready."""
    Renderer.objects.filter(pk=renderer.pk).update(status_note=FULL_DISK, answered_at=timezone.now())
    renderer.refresh_from_db()
    logger.error("renderer disk full", extra={"renderer_id": renderer.pk})
    _set_status(renderer, RendererStatus.STARTING)


def refresh_status(*, renderer: Renderer) -> None:
    """Set the status to ready or busy, by the number of taken slots."""
    renderer.refresh_from_db()
    if renderer.status in {RendererStatus.READY, RendererStatus.BUSY, RendererStatus.DRAINING}:
        _refresh_status(renderer, is_ready=True)


def drain(*, renderer: Renderer) -> None:
    """Drain the renderer: it gets no new work and finishes what it has."""
    Renderer.objects.filter(pk=renderer.pk).update(is_draining=True)
    renderer.refresh_from_db()
    _set_status(renderer, RendererStatus.DRAINING)


def undrain(*, renderer: Renderer) -> None:
    """End draining: the renderer gets work again as soon as it responds."""
    Renderer.objects.filter(pk=renderer.pk).update(is_draining=False)
    renderer.refresh_from_db()
    if renderer.status == RendererStatus.DRAINING:
        _set_status(renderer, RendererStatus.STARTING)


def remove(*, renderer: Renderer) -> None:
    """Delete the renderer. Its clips stay, and recipes keep its name. Raises RendererHoldsWorkError."""
    with transaction.atomic():
        Renderer.objects.select_for_update().get(pk=renderer.pk)
        held = Attempt.objects.in_flight().filter(renderer=renderer).count()
        if held:
            raise RendererHoldsWorkError(name=renderer.name, attempts=held)
        Attempt.objects.filter(renderer=renderer).update(renderer=None)
        renderer.delete()
    logger.info("renderer removed", extra={"renderer_name": renderer.name})


def receive(*, renderer_id: str, body: bytes, headers: Mapping[str, str]) -> str | None:
    """Ingest a webhook: verify it, then store it under the sender's event id.

    Returns the id of the render it is about, or None for a duplicate or irrelevant event. Raises
    WebhookRefusedError for an unknown renderer and for an invalid signature.
    """
    renderer = Renderer.objects.filter(pk=renderer_id).first()
    if renderer is None or not renderer.webhook_secret:
        raise WebhookRefusedError()
    event = _verified(renderer, body, headers)
    key = event.data.idempotency_key or ""
    try:
        with transaction.atomic():
            RendererEvent.objects.create(
                renderer=renderer,
                webhook_id=_header(headers, "webhook-id")[:200],
                type=event.type.value,
                attempt_key=key,
            )
    except IntegrityError:
        return None
    # A renderer may only report jobs that were assigned to it.
    return Attempt.objects.filter(pk=key, renderer=renderer).values_list("render_id", flat=True).first()


def _verified(renderer: Renderer, body: bytes, headers: Mapping[str, str]) -> WebhookEvent:
    try:
        Webhook(renderer.webhook_secret).verify(body, dict(headers), json_parse=False)
        return WebhookEvent.model_validate_json(body)
    except (WebhookVerificationError, ValidationError, ValueError) as error:
        # The library raises a bare ValueError for headers and bodies that are not well-formed.
        raise WebhookRefusedError() from error


def _header(headers: Mapping[str, str], name: str) -> str:
    return next((value for key, value in headers.items() if key.lower() == name), "")


def _health(renderer: Renderer) -> RendererHealth | UpstreamError:
    """The renderer's health, or why it did not respond. Does not use the database: it runs in a thread."""
    try:
        return client(renderer=renderer).health()
    except UpstreamError as error:
        return error


def _record(renderer: Renderer, answer: RendererHealth | UpstreamError) -> None:
    if not isinstance(answer, UpstreamError):
        record_answer(renderer=renderer, health=answer)
    elif answer.context.get("upstream_status") in UNAUTHORIZED:
        record_refusal(renderer=renderer, reason="It rejected our token.")
    else:
        record_silence(renderer=renderer, reason=answer.message)


def _refresh_status(renderer: Renderer, *, is_ready: bool) -> None:
    taken = Attempt.objects.in_flight().filter(renderer=renderer).count()
    if renderer.is_draining:
        status = RendererStatus.DRAINING
    elif not is_ready:
        status = RendererStatus.STARTING
    else:
        status = RendererStatus.BUSY if taken >= renderer.slots else RendererStatus.READY
    _set_status(renderer, status)


def _set_status(renderer: Renderer, status: RendererStatus) -> bool:
    """Write the status unless it was changed since it was read. Returns whether it was written."""
    if renderer.status == status:
        return False
    as_read = Renderer.objects.filter(pk=renderer.pk, status=renderer.status)
    is_written = bool(as_read.update(status=status, status_changed_at=timezone.now()))
    renderer.refresh_from_db()
    return is_written
