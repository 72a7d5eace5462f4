"""Renderers: register them, probe them, drain them, and take in what render nodes report."""

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

# Longer than a supervised render node takes to come back: what it accepted, it still has.
LOST_AFTER_S = 30
KEEP_EVENTS = timedelta(days=7)
FULL_DISK = "Its disk is full."
_PROBED_AT_ONCE = 16
_UNAUTHORIZED = {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}


def register_configured() -> Renderer | None:
    """The render node that the settings name, its row brought in line with them; None when none is named."""
    if not settings.RENDER_NODE_URL:
        return None
    rows = Renderer.objects.filter(kind=RendererKind.RENDER_NODE)
    if not rows.filter(base_url=settings.RENDER_NODE_URL).exists():
        # A restored database or another port: the row follows the settings to the new address.
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
    """The renderer's client. Raises UpstreamError for a video API that is not set up any more."""
    connection = adapters.Connection(
        base_url=renderer.base_url, token=renderer.token, slots=renderer.slots, livemode=renderer.livemode
    )
    return adapters.client(kind=renderer.kind, connection=connection)


def traits(*, renderer: Renderer) -> Traits:
    """What is true of the renderer by its kind, also while it cannot be reached."""
    return adapters.traits(kind=renderer.kind)


def workers(*, renderer: Renderer) -> int:
    """How many jobs it renders at a time."""
    return max(1, renderer.slots - traits(renderer=renderer).spare_slots)


def webhook_url(*, renderer: Renderer) -> str:
    """Where the renderer sends its webhooks; empty for one that does not sign them."""
    if not renderer.webhook_secret or not traits(renderer=renderer).signs_webhooks:
        return ""
    return f"{settings.RENDER_NODE_WEBHOOK_BASE_URL}/hooks/render-nodes/{renderer.pk}/"


def probe_all() -> None:
    """Probe all renderers side by side, so that a silent one delays no other. Deletes old events too."""
    register_configured()
    video_apis.register()
    rows = list(Renderer.objects.all())
    with ThreadPoolExecutor(max_workers=_PROBED_AT_ONCE) as pool:
        answers = list(pool.map(_health, rows))
    for renderer, answer in zip(rows, answers, strict=True):
        _record(renderer, answer)
    RendererEvent.objects.filter(received_at__lt=timezone.now() - KEEP_EVENTS).delete()


def probe(*, renderer: Renderer) -> None:
    """Ask the renderer for its health, and record the answer or that there was none."""
    _record(renderer, _health(renderer))


def record_answer(*, renderer: Renderer, health: RendererHealth | None = None) -> None:
    """The renderer answered just now; with ``health`` it also reported what it can do."""
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
    """The renderer did not answer. It counts as lost once it has been silent for long enough."""
    Renderer.objects.filter(pk=renderer.pk).update(status_note=reason[:300])
    renderer.refresh_from_db()
    silent_since = renderer.answered_at or renderer.created_at
    if timezone.now() - silent_since < timedelta(seconds=LOST_AFTER_S):
        return
    if _set_status(renderer, RendererStatus.LOST):
        logger.warning("renderer lost", extra={"renderer_id": renderer.pk, "reason": reason})


def record_refusal(*, renderer: Renderer, reason: str) -> None:
    """The renderer does not accept our token: it gets no more work until a probe succeeds."""
    Renderer.objects.filter(pk=renderer.pk).update(status_note=reason[:300])
    renderer.refresh_from_db()
    if _set_status(renderer, RendererStatus.LOST):
        logger.error("renderer refuses our token", extra={"renderer_id": renderer.pk, "reason": reason})


def record_full_disk(*, renderer: Renderer) -> None:
    """The renderer has no room for another clip: it gets no more work until a probe finds it ready."""
    Renderer.objects.filter(pk=renderer.pk).update(status_note=FULL_DISK, answered_at=timezone.now())
    renderer.refresh_from_db()
    logger.error("renderer has no room", extra={"renderer_id": renderer.pk})
    _set_status(renderer, RendererStatus.STARTING)


def refresh_status(*, renderer: Renderer) -> None:
    """Bring ready and busy in line with how many slots are taken."""
    renderer.refresh_from_db()
    if renderer.status in {RendererStatus.READY, RendererStatus.BUSY, RendererStatus.DRAINING}:
        _refresh_status(renderer, is_ready=True)


def drain(*, renderer: Renderer) -> None:
    """Give the renderer no new work; it finishes what it has."""
    Renderer.objects.filter(pk=renderer.pk).update(is_draining=True)
    renderer.refresh_from_db()
    _set_status(renderer, RendererStatus.DRAINING)


def undrain(*, renderer: Renderer) -> None:
    """Let the renderer take work again, as soon as it answers."""
    Renderer.objects.filter(pk=renderer.pk).update(is_draining=False)
    renderer.refresh_from_db()
    if renderer.status == RendererStatus.DRAINING:
        _set_status(renderer, RendererStatus.STARTING)


def remove(*, renderer: Renderer) -> None:
    """Delete the renderer. Its clips stay, and recipes name it. Raises RendererHoldsWorkError."""
    with transaction.atomic():
        Renderer.objects.select_for_update().get(pk=renderer.pk)
        held = Attempt.objects.in_flight().filter(renderer=renderer).count()
        if held:
            raise RendererHoldsWorkError(name=renderer.name, attempts=held)
        Attempt.objects.filter(renderer=renderer).update(renderer=None)
        renderer.delete()
    logger.info("renderer removed", extra={"renderer_name": renderer.name})


def receive(*, renderer_id: str, body: bytes, headers: Mapping[str, str]) -> str | None:
    """Take in a webhook: verified, then kept under the sender's id.

    Returns the render it is about, or None for one that is known already or means nothing to us. Raises
    WebhookRefusedError for an unknown renderer and for anything that is not signed as it should be.
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
    # A renderer may speak only of what it was given.
    return Attempt.objects.filter(pk=key, renderer=renderer).values_list("render_id", flat=True).first()


def _verified(renderer: Renderer, body: bytes, headers: Mapping[str, str]) -> WebhookEvent:
    try:
        Webhook(renderer.webhook_secret).verify(body, dict(headers), json_parse=False)
        return WebhookEvent.model_validate_json(body)
    except (WebhookVerificationError, ValidationError, ValueError) as error:
        # The library raises bare ValueErrors for headers and bodies that are not even well-formed.
        raise WebhookRefusedError() from error


def _header(headers: Mapping[str, str], name: str) -> str:
    return next((value for key, value in headers.items() if key.lower() == name), "")


def _health(renderer: Renderer) -> RendererHealth | UpstreamError:
    """The renderer's health, or why there is no answer. Touches no row: it runs in a thread."""
    try:
        return client(renderer=renderer).health()
    except UpstreamError as error:
        return error


def _record(renderer: Renderer, answer: RendererHealth | UpstreamError) -> None:
    if not isinstance(answer, UpstreamError):
        record_answer(renderer=renderer, health=answer)
    elif answer.context.get("upstream_status") in _UNAUTHORIZED:
        record_refusal(renderer=renderer, reason="It does not accept our token.")
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
    """Write the status unless it was changed since it was read; says whether it was written."""
    if renderer.status == status:
        return False
    as_read = Renderer.objects.filter(pk=renderer.pk, status=renderer.status)
    is_written = bool(as_read.update(status=status, status_changed_at=timezone.now()))
    renderer.refresh_from_db()
    return is_written
