"""Webhooks: events of posts and accounts, signed, sent at least once, only to this machine."""

import asyncio
import hashlib
import hmac
import http.client
import ipaddress
import json
import sqlite3
from urllib.parse import urlsplit

from starlette.requests import Request

from sandbox import context
from sandbox.context import Context
from sandbox.tiktok import terms, uploads
from sandbox.tiktok.uploads import Upload

_TIMEOUT_S = 5
_GIVE_UP_S = 72 * 3600
_LONGEST_PAUSE_S = 3600
COMPLETE, FAILED, INBOX = "post.publish.complete", "post.publish.failed", "post.publish.inbox_delivered"
PUBLIC, NOT_PUBLIC = "post.publish.publicly_available", "post.publish.no_longer_publicaly_available"
REMOVED = "authorization.removed"
# Tasks that wait for a moment; the loop itself keeps only weak references.
_WAITING: set[asyncio.Task[None]] = set()


def signature(secret: str, body: str, *, at: int) -> str:
    """Return the header ``TikTok-Signature``."""
    digest = hmac.new(secret.encode(), f"{at}.{body}".encode(), hashlib.sha256).hexdigest()
    return f"t={at},s={digest}"


def note(stage: Context, *, name: str, open_id: str, client_key: str, key: str, content: object) -> None:
    """Queue an event. ``key`` makes it unique: a second one of the same event is left out."""
    at = stage.clock.now()
    document = {
        "client_key": client_key,
        "event": name,
        "create_time": int(at),
        "user_openid": open_id,
        "content": json.dumps(content, separators=(",", ":")),
    }
    stage.store.change(
        "INSERT OR IGNORE INTO tiktok_events (event, key, body, status, created_at, due_at)"
        " VALUES (?, ?, ?, 'pending', ?, ?)",
        (name, key, json.dumps(document, separators=(",", ":")), at, at),
    )


def expect(request: Request, *, after_s: tuple[float, ...]) -> None:
    """Send what is due after some time, if there is an address to send it to."""
    stage = context.of(request)
    if terms.current(stage.store).webhook_url:
        for delay_s in after_s:
            task = asyncio.create_task(_later(stage, delay_s))
            _WAITING.add(task)
            task.add_done_callback(_WAITING.discard)


async def _later(stage: Context, delay_s: float) -> None:
    await asyncio.sleep(delay_s + 0.1)
    await deliver(stage)


async def deliver(stage: Context, *, again: bool = False) -> list[dict[str, object]]:
    """Send all events that are due; with ``again``, those that were delivered too. Returns all events."""
    for upload in uploads.every(stage.store):
        _note_progress(stage, upload, at=stage.clock.now())
    now = stage.clock.now()
    query = "SELECT * FROM tiktok_events WHERE (status = 'pending' AND due_at <= ?) OR ? ORDER BY number"
    found = terms.current(stage.store)
    for row in stage.store.rows(query, (now, again)) if found.webhook_url else []:
        is_accepted = await asyncio.to_thread(_send, found.webhook_url, found.client_secret, row["body"], now)
        _note_attempt(stage, row, is_accepted=is_accepted, at=now)
    rows = stage.store.rows("SELECT event, status, attempts, body FROM tiktok_events ORDER BY number")
    return [dict(row) for row in rows]


def _note_progress(stage: Context, upload: Upload, *, at: float) -> None:
    """Queue the events that the upload has had until now."""
    state = upload.state(at)
    reached = {
        COMPLETE: state == uploads.COMPLETE,
        FAILED: state == uploads.FAILED,
        INBOX: state == uploads.IN_INBOX,
        PUBLIC: upload.public_at is not None and at >= upload.public_at and not upload.failure,
        NOT_PUBLIC: upload.removed_at is not None and at >= upload.removed_at,
    }
    for name in (name for name, has_happened in reached.items() if has_happened):
        content: dict[str, object] = {"publish_id": upload.publish_id}
        if name == FAILED:
            content["reason"] = upload.failure
        if name in (PUBLIC, NOT_PUBLIC):
            content["post_id"] = upload.post_id
        note(
            stage,
            name=name,
            open_id=upload.open_id,
            client_key=upload.client_key,
            key=f"{name}:{upload.publish_id}",
            content=content,
        )


def _note_attempt(stage: Context, row: sqlite3.Row, *, is_accepted: bool, at: float) -> None:
    attempts = row["attempts"] + 1
    is_over = at > row["created_at"] + _GIVE_UP_S
    status = "delivered" if is_accepted else "failed" if is_over else "pending"
    stage.store.change(
        "UPDATE tiktok_events SET status = ?, attempts = ?, due_at = ? WHERE number = ?",
        (status, attempts, at + min(2**attempts, _LONGEST_PAUSE_S), row["number"]),
    )


def _send(url: str, secret: str, body: str, at: float) -> bool:
    target = urlsplit(url)
    host = target.hostname or ""
    if host != "localhost" and not ipaddress.ip_address(host).is_loopback:
        raise ValueError("The sandbox sends webhooks to this machine only.")
    connection = http.client.HTTPConnection(host, target.port or 80, timeout=_TIMEOUT_S)
    headers = {
        "Content-Type": "application/json",
        "TikTok-Signature": signature(secret, body, at=int(at)),
        "User-Agent": "TikTok-Sandbox/1.0",
    }
    try:
        connection.request("POST", target.path or "/", body=body.encode(), headers=headers)
        return connection.getresponse().status == http.client.OK
    except OSError:
        return False
    finally:
        connection.close()
