"""Webhooks by the rules of Standard Webhooks: an outbox, written in the transaction of the event."""

import http.client
import logging
import secrets
import sqlite3
import threading
import time
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from standardwebhooks import Webhook

from render_node import addresses, tallies
from render_node.config import Config
from render_node.contract import DeliveryState, WebhookData, WebhookEvent, WebhookType
from render_node.database import Database

logger = logging.getLogger(__name__)

POLL_EVERY_S = 0.1
TIMEOUT_S = 15
# The retry schedule of Standard Webhooks: 5 s, 5 min, 30 min, 2, 5, 10, 14, 20 and 24 hours.
PAUSES_S = (5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400)
MAX_TRIES = len(PAUSES_S) + 1
LONGEST_DELAY_S = PAUSES_S[-1]
_JITTER = 0.1
# A host that does not answer occupies a thread for a while; the other hosts are still called.
_HOSTS_AT_ONCE = 8
_DELIVERED = range(200, 300)
_GONE = "410"
_random = secrets.SystemRandom()

# If the clock is set back, no retry waits longer than its backoff.
_DUE = """
    SELECT *, min(next_try_at) FROM deliveries
    WHERE state = 'pending' AND (next_try_at <= ?1 OR next_try_at > ?1 + delay_s)
    GROUP BY host
"""


@dataclass(frozen=True)
class Answer:
    """The result of one attempt: the status as text, or the name of the error."""

    text: str
    took_s: float
    retry_after_s: float = 0.0


def put_in_outbox(
    connection: sqlite3.Connection, *, kind: WebhookType, render_id: str, key: str | None, url: str
) -> None:
    """Write the message in the caller's transaction, so that both are committed or neither is."""
    now = time.time()
    event = WebhookEvent(type=kind, created_at=int(now), data=WebhookData(id=render_id, idempotency_key=key))
    connection.execute(
        "INSERT INTO deliveries (id, render_id, url, host, body, next_try_at, created_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            f"msg_{uuid.uuid4().hex}",
            render_id,
            url,
            addresses.host_of(url),
            event.model_dump_json(),
            now,
            now,
        ),
    )


class WebhookSender:
    """Sends the messages of the outbox until they are accepted, permanently refused, or out of retries."""

    def __init__(self, *, database: Database, config: Config) -> None:
        self._database = database
        self._config = config
        self._stopped = threading.Event()
        self._changed = threading.Event()
        self._lock = threading.Lock()
        self._being_called: set[str] = set()
        self._callers = ThreadPoolExecutor(_HOSTS_AT_ONCE, thread_name_prefix="webhooks")
        self._thread = threading.Thread(target=self._run, name="webhooks", daemon=True)

    def start(self) -> None:
        if self._config.webhook_secrets:
            self._thread.start()

    def stop(self) -> None:
        self._stopped.set()
        self._changed.set()
        if self._thread.is_alive():
            self._thread.join(timeout=TIMEOUT_S + 1)
        self._callers.shutdown(cancel_futures=True)

    def _run(self) -> None:
        while not self._stopped.is_set():
            self._survive(self._send_due)
            self._changed.wait(POLL_EVERY_S)
            self._changed.clear()

    def _survive(self, work: Callable[[], None]) -> None:
        try:
            work()
        except Exception:
            # An error in one message must not stop the others.
            logger.exception("webhook sending failed")
            self._stopped.wait(1)

    def _send_due(self) -> None:
        """Call each host with a due message, one message per host at a time, so that hosts take turns."""
        with self._lock:
            # Read before the rows: for a host that is not in the set, the result of its last call is stored.
            being_called = set(self._being_called)
        for delivery in self._database.rows(_DUE, time.time()):
            if delivery["host"] not in being_called:
                with self._lock:
                    self._being_called.add(delivery["host"])
                self._callers.submit(self._call, delivery)

    def _call(self, delivery: sqlite3.Row) -> None:
        self._survive(lambda: self._settle(delivery, answer=self._send(delivery)))
        with self._lock:
            self._being_called.discard(delivery["host"])
        self._changed.set()

    def _send(self, delivery: sqlite3.Row) -> Answer:
        started_at = time.monotonic()
        text, retry_after_s = self._post(delivery)
        return Answer(text=text, took_s=time.monotonic() - started_at, retry_after_s=retry_after_s)

    def _post(self, delivery: sqlite3.Row) -> tuple[str, float]:
        body: str = delivery["body"]
        url: str = delivery["url"]
        try:
            connection = addresses.connect(url, config=self._config, timeout_s=TIMEOUT_S)
        except OSError as error:
            return type(error).__name__, 0.0
        try:
            connection.request(
                "POST",
                addresses.path_of(url),
                body=body.encode(),
                headers=self._headers(delivery["id"], body),
            )
            response = connection.getresponse()
            return str(response.status), _retry_after_s(response.getheader("Retry-After"))
        except (OSError, http.client.HTTPException) as error:
            return type(error).__name__, 0.0
        finally:
            connection.close()

    def _headers(self, message_id: str, body: str) -> dict[str, str]:
        now = datetime.fromtimestamp(time.time(), tz=UTC)
        # One signature for each secret, so that a receiver can rotate its secret.
        signatures = [Webhook(secret).sign(message_id, now, body) for secret in self._config.webhook_secrets]
        return {
            "Content-Type": "application/json",
            "User-Agent": "render-node",
            "webhook-id": message_id,
            "webhook-timestamp": str(int(now.timestamp())),
            "webhook-signature": " ".join(signatures),
        }

    def _settle(self, delivery: sqlite3.Row, *, answer: Answer) -> None:
        tries: int = delivery["tries"] + 1
        state = _state_after(answer, tries=tries)
        delay_s = self._delay_s(tries, answer=answer) if state is DeliveryState.PENDING else 0.0
        now = time.time()
        with self._database.transaction() as connection:
            connection.execute(
                "INSERT INTO delivery_tries (delivery_id, number, at, answer, took_s)"
                " SELECT ?, coalesce(max(number), 0) + 1, ?, ?, ? FROM delivery_tries WHERE delivery_id = ?",
                (delivery["id"], now, answer.text, round(answer.took_s, 3), delivery["id"]),
            )
            connection.execute(
                "UPDATE deliveries SET tries = ?, state = ?, delay_s = ?, next_try_at = ?, last_answer = ?"
                " WHERE id = ?",
                (tries, state, delay_s, now + delay_s, answer.text, delivery["id"]),
            )
            tallies.add(connection, "webhook_tries", label=answer.text)
        if state is not DeliveryState.DELIVERED:
            facts = {"delivery_id": delivery["id"], "answer": answer.text, "tries": tries, "state": state}
            logger.warning("webhook not delivered", extra=facts)

    def _delay_s(self, tries: int, *, answer: Answer) -> float:
        scale = self._config.webhook_retry_s / PAUSES_S[0]
        pause_s = PAUSES_S[tries - 1] * scale * _random.uniform(1, 1 + _JITTER)
        return min(max(pause_s, answer.retry_after_s), LONGEST_DELAY_S * (1 + _JITTER))


def _state_after(answer: Answer, *, tries: int) -> DeliveryState:
    if answer.text.isdigit() and int(answer.text) in _DELIVERED:
        return DeliveryState.DELIVERED
    if answer.text == _GONE or tries >= MAX_TRIES:
        return DeliveryState.GIVEN_UP
    return DeliveryState.PENDING


def _retry_after_s(value: str | None) -> float:
    """The seconds of a Retry-After header, which may also be a date; 0 if it is missing or invalid."""
    if not value:
        return 0.0
    if value.isascii() and value.isdigit():
        return float(value)
    try:
        return max(0.0, parsedate_to_datetime(value).timestamp() - time.time())
    except (ValueError, TypeError):
        return 0.0
