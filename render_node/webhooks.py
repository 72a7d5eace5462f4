"""Telling the caller: an outbox written with the fact itself, sent by the rules of Standard Webhooks."""

import http.client
import logging
import sqlite3
import threading
import time
import uuid
from datetime import UTC, datetime
from urllib.parse import SplitResult, urlsplit

from standardwebhooks import Webhook

from render_node import errors
from render_node.config import Config
from render_node.contract import WebhookData, WebhookEvent, WebhookType
from render_node.database import Database

logger = logging.getLogger(__name__)

TIMEOUT_S = 15
MAX_TRIES = 14
LONGEST_DELAY_S = 3 * 3600
_DELIVERED = range(200, 300)
_GONE = 410


def check_address(url: str, *, config: Config) -> None:
    """Raises WebhookHostError unless this node may call ``url``.

    The list of hosts is the whole guard against a caller pointing the node at its own network: an address
    is called only when its host was named by whoever runs the node, and redirects are not followed.
    """
    if not config.webhook_secret:
        raise errors.WebhookHostError(
            "This node has no webhook secret, so it sends none.", param="webhook_url"
        )
    address = _split(url)
    if address is None or address.scheme not in {"http", "https"} or address.username is not None:
        raise errors.WebhookHostError(
            "webhook_url must be a plain http or https address.", param="webhook_url"
        )
    if (address.hostname or "") not in config.webhook_hosts:
        raise errors.WebhookHostError(
            f"This node does not call {address.hostname}; its operator lists the hosts it may call.",
            param="webhook_url",
        )


def _split(url: str) -> SplitResult | None:
    try:
        address = urlsplit(url)
        address.port  # noqa: B018 - reading it is what checks it
    except ValueError:
        return None
    return address


def put_in_outbox(
    connection: sqlite3.Connection, *, kind: WebhookType, render_id: str, key: str | None, url: str
) -> None:
    """Write the message inside the caller's transaction, so that it exists exactly if the fact does."""
    event = WebhookEvent(
        type=kind, created_at=int(time.time()), data=WebhookData(id=render_id, idempotency_key=key)
    )
    connection.execute(
        "INSERT INTO deliveries (id, render_id, url, body, next_try_at) VALUES (?, ?, ?, ?, ?)",
        (f"msg_{uuid.uuid4().hex}", render_id, url, event.model_dump_json(), time.time()),
    )


class Postman:
    """Sends what is in the outbox until it is accepted, refused for good, or hopeless."""

    def __init__(self, *, database: Database, config: Config) -> None:
        self._database = database
        self._config = config
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="postman", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopped.set()
        self._thread.join(timeout=TIMEOUT_S + 1)

    def _run(self) -> None:
        while not self._stopped.wait(0.1):
            try:
                self.send_due()
            except Exception:
                logger.exception("sending webhooks stumbled")
                self._stopped.wait(5)

    def send_due(self) -> None:
        if not self._config.webhook_secret:
            return
        due = self._database.rows(
            "SELECT * FROM deliveries WHERE state = 'pending' AND next_try_at <= ?"
            " ORDER BY next_try_at LIMIT 20",
            time.time(),
        )
        for delivery in due:
            if self._stopped.is_set():
                return
            self._settle(delivery, answer=self._send(delivery))

    def _send(self, delivery: sqlite3.Row) -> str:
        """Send once and return the status as text, or the name of what went wrong."""
        body: str = delivery["body"]
        now = datetime.fromtimestamp(time.time(), tz=UTC)
        headers = {
            "Content-Type": "application/json",
            "User-Agent": "render-node",
            "webhook-id": delivery["id"],
            "webhook-timestamp": str(int(now.timestamp())),
            "webhook-signature": Webhook(self._config.webhook_secret).sign(delivery["id"], now, body),
        }
        address = urlsplit(delivery["url"])
        secure = address.scheme == "https"
        connect = http.client.HTTPSConnection if secure else http.client.HTTPConnection
        connection = connect(address.hostname or "", address.port, timeout=TIMEOUT_S)
        path = (address.path or "/") + (f"?{address.query}" if address.query else "")
        try:
            connection.request("POST", path, body=body.encode(), headers=headers)
            return str(connection.getresponse().status)
        except (OSError, http.client.HTTPException) as error:
            return type(error).__name__
        finally:
            connection.close()

    def _settle(self, delivery: sqlite3.Row, *, answer: str) -> None:
        tries = delivery["tries"] + 1
        status = int(answer) if answer.isdigit() else 0
        state = "pending"
        if status in _DELIVERED:
            state = "delivered"
        elif status == _GONE or tries >= MAX_TRIES:
            state = "given_up"
        delay_s = min(self._config.webhook_retry_s * 2 ** (tries - 1), LONGEST_DELAY_S)
        with self._database.transaction() as connection:
            connection.execute(
                "UPDATE deliveries SET tries = ?, state = ?, next_try_at = ?, last_answer = ? WHERE id = ?",
                (tries, state, time.time() + delay_s, answer, delivery["id"]),
            )
        facts = {"delivery_id": delivery["id"], "answer": answer, "tries": tries}
        if state != "delivered":
            logger.warning("webhook not accepted", extra=facts | {"state": state})
