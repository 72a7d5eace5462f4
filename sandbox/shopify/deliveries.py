"""Delivery of webhooks: signed, retried eight times in four hours, and only to this machine."""

import base64
import hashlib
import hmac
import http.client
import logging
import random
import sqlite3
import threading
import time
from datetime import UTC, datetime
from urllib.parse import urlsplit

from sandbox.clock import Clock
from sandbox.shopify import settings
from sandbox.store import Store
from sandbox.stripe.deliveries import is_loopback

logger = logging.getLogger(__name__)

API_VERSION = "2026-10"
# Seconds on the sandbox's clock between attempts: four hours in all.
PAUSES_S = (60, 120, 300, 600, 1200, 2400, 3600, 6120)
_AT_ONCE = 4
_ANSWERS_WITHIN_S = 5
_IDLE_S = 0.5
_DAY_S = 86_400
_DUE = (
    "SELECT number FROM shopify_deliveries WHERE status = 'pending' AND (due_at <= ? OR due_at = 0)"
    " ORDER BY due_at, number LIMIT 200"
)


def signature(secret: str, body: bytes) -> str:
    """Return the header ``X-Shopify-Hmac-SHA256``."""
    return base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest()).decode()


class Dispatcher:
    """Delivers queued events from a few threads, roughly in order. The queue survives the process."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._woken = threading.Condition()
        self._under_way: set[int] = set()
        self._is_started = False

    def wake(self) -> None:
        """Look for deliveries that are due, with threads that start on first use."""
        if not self._is_started and not self.has_pending():
            return
        with self._woken:
            if not self._is_started:
                self._is_started = True
                for _ in range(_AT_ONCE):
                    threading.Thread(target=self._carry, name="shopify-dispatcher", daemon=True).start()
            self._woken.notify_all()

    def has_pending(self) -> bool:
        return (
            self._store.row("SELECT 1 FROM shopify_deliveries WHERE status = 'pending' LIMIT 1") is not None
        )

    def release(self, *, timeout_s: float) -> dict[str, int]:
        """Try every delivery of the next day now. Returns the count of each status."""
        query = "UPDATE shopify_deliveries SET due_at = 0 WHERE status = 'pending' AND due_at < ?"
        self._store.change(query, (self._clock.now() + _DAY_S,))
        self.wake()
        return self.settle(timeout_s=timeout_s)

    def settle(self, *, timeout_s: float) -> dict[str, int]:
        """Wait until nothing is due or in progress. Returns the count of each status."""
        deadline = time.monotonic() + timeout_s
        while self._is_busy() and time.monotonic() < deadline:
            with self._woken:
                self._woken.wait(0.05)
        rows = self._store.rows("SELECT status, COUNT(*) AS n FROM shopify_deliveries GROUP BY status")
        counts = {"pending": 0, "delivered": 0, "failed": 0, "dropped": 0}
        return counts | {row["status"]: row["n"] for row in rows}

    def _is_busy(self) -> bool:
        return bool(self._under_way) or bool(self._due())

    def _carry(self) -> None:
        while True:
            try:
                row = self._claim()
                if row is not None:
                    self._attempt(row)
            except Exception:
                # An unexpected error in one delivery must not stop the others.
                logger.exception("delivery failed")
                time.sleep(_IDLE_S)

    def _claim(self) -> sqlite3.Row | None:
        """Claim a delivery that is due; None after a while without one.

        The store is never read under this lock: changes wake the threads while they hold the store's.
        """
        due, is_shuffled = self._due(), settings.current(self._store).shuffle
        with self._woken:
            free = [number for number in due if number not in self._under_way]
            if not free:
                self._woken.wait(_IDLE_S)
                return None
            number = random.choice(free) if is_shuffled else free[0]
            self._under_way.add(number)
        row = self._store.row("SELECT * FROM shopify_deliveries WHERE number = ?", (number,))
        if row is not None and row["status"] == "pending" and row["due_at"] <= self._clock.now():
            return row
        # Another thread sent it after this one had read the list.
        self._let_go(number)
        return None

    def _due(self) -> list[int]:
        if not settings.current(self._store).deliver:
            return []
        return [row["number"] for row in self._store.rows(_DUE, (self._clock.now(),))]

    def _attempt(self, row: sqlite3.Row) -> None:
        try:
            self._note(row, *self._sent(row))
        finally:
            # Only once it is committed: otherwise another thread would send it a second time.
            self._let_go(row["number"])

    def _let_go(self, number: int) -> None:
        with self._woken:
            self._under_way.discard(number)
            self._woken.notify_all()

    def _sent(self, row: sqlite3.Row) -> tuple[bool, str]:
        """Return whether the address accepted it, and its answer."""
        secret = settings.current(self._store).apps.get(row["client_id"], "")
        if not is_loopback(row["url"]):
            return False, "Not sent: the sandbox delivers to loopback addresses only."
        try:
            status = _post(row, secret)
        except (OSError, http.client.HTTPException) as error:
            return False, f"{type(error).__name__}: {error}"
        return 200 <= status < 300, str(status)

    def _note(self, row: sqlite3.Row, is_accepted: bool, answer: str) -> None:
        attempts = row["attempts"] + 1
        is_over = attempts > len(PAUSES_S) or not is_loopback(row["url"])
        status = "delivered" if is_accepted else "failed" if is_over else "pending"
        scale = settings.current(self._store).retry_scale
        pause_s = 0.0 if status != "pending" else PAUSES_S[attempts - 1] * scale
        self._store.change(
            "UPDATE shopify_deliveries SET status = ?, attempts = ?, due_at = ?, last_answer = ?"
            " WHERE number = ?",
            (status, attempts, self._clock.now() + pause_s, answer, row["number"]),
        )
        if status == "failed" and is_loopback(row["url"]):
            # As at Shopify: an address that never answered loses its subscription.
            query = "DELETE FROM shopify_documents WHERE kind = 'webhook' AND shop = ? AND id = ?"
            self._store.change(query, (row["shop"], row["subscription"]))


def _post(row: sqlite3.Row, secret: str) -> int:
    """Redirects are not followed, as at Shopify."""
    parts = urlsplit(row["url"])
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection = kind(parts.hostname or "", parts.port, timeout=_ANSWERS_WITHIN_S)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    try:
        connection.request("POST", path, row["body"].encode(), _headers(row, secret))
        return connection.getresponse().status
    finally:
        connection.close()


def _headers(row: sqlite3.Row, secret: str) -> dict[str, str]:
    triggered_at = datetime.fromtimestamp(row["triggered_at"], UTC)
    headers = {
        "Accept": "*/*",
        "Content-Type": "application/json",
        "User-Agent": "Shopify-Captain-Hook",
        "X-Shopify-API-Version": API_VERSION,
        "X-Shopify-Event-Id": row["event_id"],
        "X-Shopify-Hmac-SHA256": signature(secret, row["body"].encode()),
        "X-Shopify-Shop-Domain": row["shop"],
        "X-Shopify-Topic": row["topic"],
        "X-Shopify-Triggered-At": f"{triggered_at:%Y-%m-%dT%H:%M:%S}.{row['number'] % 10**9:09d}Z",
        "X-Shopify-Webhook-Id": row["webhook_id"],
    }
    return headers | ({"X-Shopify-Name": row["name"]} if row["name"] else {})
