"""The render nodes: register, look at them, drain, and take in what they tell us."""

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
from synthesis.errors import NodeHoldsWorkError, WebhookRefusedError
from synthesis.models import Attempt, NodeEvent, NodeKind, NodeStatus, RenderNode
from synthesis.rendering import adapters, video_apis
from synthesis.rendering.adapters.base import NodeHealth, Renderer

logger = logging.getLogger(__name__)

# Longer than a supervised node takes to come back: what it accepted, it still has.
LOST_AFTER_S = 30
KEEP_EVENTS = timedelta(days=7)
FULL_DISK = "Its disk is full."
_ASKED_AT_ONCE = 16
_NOT_US = {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}


def register_configured() -> RenderNode | None:
    """The node that the settings name, its row brought in line with them; None when none is named."""
    if not settings.RENDER_NODE_URL:
        return None
    rows = RenderNode.objects.filter(kind=NodeKind.RENDER_NODE)
    if not rows.filter(base_url=settings.RENDER_NODE_URL).exists():
        # A restored database or another port: the row follows the settings to the new address.
        rows.filter(is_configured=True).update(base_url=settings.RENDER_NODE_URL)
    node, _ = rows.get_or_create(
        kind=NodeKind.RENDER_NODE,
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


def renderer(*, node: RenderNode) -> Renderer:
    """What talks to the node. Raises UpstreamError for a video API that is not set up any more."""
    return adapters.renderer(
        kind=node.kind,
        base_url=node.base_url,
        token=node.token,
        slots=node.slots,
        livemode=node.livemode,
    )


def webhook_url(*, node: RenderNode) -> str:
    """Where the node tells us that something happened; empty when it could not sign it."""
    if not node.webhook_secret or node.kind != NodeKind.RENDER_NODE:
        return ""
    return f"{settings.RENDER_NODE_WEBHOOK_BASE_URL}/hooks/render-nodes/{node.pk}/"


def look_at_all() -> None:
    """Ask all nodes how they are, so that a silent one keeps nobody waiting. Forgets old events too."""
    register_configured()
    video_apis.register()
    rows = list(RenderNode.objects.all())
    with ThreadPoolExecutor(max_workers=_ASKED_AT_ONCE) as pool:
        answers = list(pool.map(_ask, rows))
    for node, answer in zip(rows, answers, strict=True):
        _note(node, answer)
    NodeEvent.objects.filter(received_at__lt=timezone.now() - KEEP_EVENTS).delete()


def look_at(*, node: RenderNode) -> None:
    """Ask the node how it is, and note the answer, or that there was none."""
    _note(node, _ask(node))


def note_answer(*, node: RenderNode, health: NodeHealth | None = None) -> None:
    """The node answered just now; with ``health`` it also said what it can do."""
    fields: dict[str, object] = {"answered_at": timezone.now(), "status_note": ""}
    if health is not None:
        fields |= {
            "drawing_models": [engine.id for engine in health.engines],
            "capabilities": [engine.model_dump(mode="json") for engine in health.engines],
            "slots": health.slots,
            "device": health.device[:200],
            "queued": health.queued,
            "status_note": health.note[:300],
        }
    RenderNode.objects.filter(pk=node.pk).update(**fields)
    node.refresh_from_db()
    _settle(node, is_ready=health.is_ready if health else node.status != NodeStatus.STARTING)


def note_silence(*, node: RenderNode, reason: str) -> None:
    """The node did not answer. It counts as lost once it has been silent for long enough."""
    RenderNode.objects.filter(pk=node.pk).update(status_note=reason[:300])
    node.refresh_from_db()
    silent_since = node.answered_at or node.created_at
    if timezone.now() - silent_since < timedelta(seconds=LOST_AFTER_S):
        return
    if node.status != NodeStatus.LOST and node.move_to(NodeStatus.LOST):
        logger.warning("render node lost", extra={"node_id": node.pk, "reason": reason})


def note_refusal(*, node: RenderNode, reason: str) -> None:
    """The node does not know us: it gets nothing more until a look at it succeeds."""
    RenderNode.objects.filter(pk=node.pk).update(status_note=reason[:300])
    node.refresh_from_db()
    if node.status != NodeStatus.LOST and node.move_to(NodeStatus.LOST):
        logger.error("render node refuses us", extra={"node_id": node.pk, "reason": reason})


def note_full_disk(*, node: RenderNode) -> None:
    """The node has no room for another clip: it gets nothing more until a look at it finds it ready."""
    RenderNode.objects.filter(pk=node.pk).update(status_note=FULL_DISK, answered_at=timezone.now())
    node.refresh_from_db()
    logger.error("render node has no room", extra={"node_id": node.pk})
    if node.can_move_to(NodeStatus.STARTING):
        node.move_to(NodeStatus.STARTING)


def settle(*, node: RenderNode) -> None:
    """Bring ready and busy in line with how many slots are taken."""
    node.refresh_from_db()
    if node.status in {NodeStatus.READY, NodeStatus.BUSY, NodeStatus.DRAINING}:
        _settle(node, is_ready=True)


def drain(*, node: RenderNode) -> None:
    """Give the node nothing new; what it has, it finishes."""
    RenderNode.objects.filter(pk=node.pk).update(is_draining=True)
    node.refresh_from_db()
    if node.status != NodeStatus.DRAINING:
        node.move_to(NodeStatus.DRAINING)


def undrain(*, node: RenderNode) -> None:
    """Let the node take work again, as soon as it answers."""
    RenderNode.objects.filter(pk=node.pk).update(is_draining=False)
    node.refresh_from_db()
    if node.status == NodeStatus.DRAINING:
        node.move_to(NodeStatus.STARTING)


def remove(*, node: RenderNode) -> None:
    """Forget the node. What it drew stays; who drew it is in the recipes. Raises NodeHoldsWorkError."""
    with transaction.atomic():
        RenderNode.objects.select_for_update().get(pk=node.pk)
        held = Attempt.objects.in_flight().filter(node=node).count()
        if held:
            raise NodeHoldsWorkError(name=node.name, attempts=held)
        Attempt.objects.filter(node=node).update(node=None)
        node.delete()
    logger.info("render node removed", extra={"node_name": node.name})


def receive(*, node_id: str, body: bytes, headers: Mapping[str, str]) -> str | None:
    """Take in a webhook: verified, then kept under the sender's id.

    Returns the render it is about, or None for one that is known already or means nothing to us. Raises
    WebhookRefusedError for an unknown node and for anything that is not signed as it should be.
    """
    node = RenderNode.objects.filter(pk=node_id).first()
    if node is None or not node.webhook_secret:
        raise WebhookRefusedError()
    event = _verified(node, body, headers)
    key = event.data.idempotency_key or ""
    try:
        with transaction.atomic():
            NodeEvent.objects.create(
                node=node,
                webhook_id=_header(headers, "webhook-id")[:200],
                type=event.type.value,
                attempt_key=key,
            )
    except IntegrityError:
        return None
    # A node may speak only of what it was given.
    return Attempt.objects.filter(pk=key, node=node).values_list("render_id", flat=True).first()


def _verified(node: RenderNode, body: bytes, headers: Mapping[str, str]) -> WebhookEvent:
    try:
        Webhook(node.webhook_secret).verify(body, dict(headers), json_parse=False)
        return WebhookEvent.model_validate_json(body)
    except (WebhookVerificationError, ValidationError, ValueError) as error:
        # The library raises bare ValueErrors for headers and bodies that are not even well-formed.
        raise WebhookRefusedError() from error


def _header(headers: Mapping[str, str], name: str) -> str:
    return next((value for key, value in headers.items() if key.lower() == name), "")


def _ask(node: RenderNode) -> NodeHealth | UpstreamError:
    """What the node says, or why it says nothing. Touches no row: it runs beside others."""
    try:
        return renderer(node=node).health()
    except UpstreamError as error:
        return error


def _note(node: RenderNode, answer: NodeHealth | UpstreamError) -> None:
    if not isinstance(answer, UpstreamError):
        note_answer(node=node, health=answer)
    elif answer.context.get("upstream_status") in _NOT_US:
        note_refusal(node=node, reason="It does not accept our token.")
    else:
        note_silence(node=node, reason=answer.message)


def _settle(node: RenderNode, *, is_ready: bool) -> None:
    taken = Attempt.objects.in_flight().filter(node=node).count()
    if node.is_draining:
        status = NodeStatus.DRAINING
    elif not is_ready:
        status = NodeStatus.STARTING
    else:
        status = NodeStatus.BUSY if taken >= node.slots else NodeStatus.READY
    if node.status != status and node.can_move_to(status):
        node.move_to(status)
