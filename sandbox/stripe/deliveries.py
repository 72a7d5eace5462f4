"""Delivery of events to webhook endpoints: signed, retried until accepted, only to this machine."""

import hashlib
import hmac
import http.client
import ipaddress
import logging
import random
import sqlite3
import threading
import time
from collections.abc import Callable
from urllib.parse import urlsplit

from sandbox.store import Store
from sandbox.stripe.records import Records
from sandbox.stripe.work import Settings

logger = logging.getLogger(__name__)

MOST_ATTEMPTS = 15
_LONGEST_PAUSE_S = 60
_AT_ONCE = 4
_TIMEOUT_S = 10
_IDLE_S = 0.5
_DUE = (
    "SELECT number FROM stripe_deliveries WHERE status = 'pending' AND due_at <= ? AND (is_released OR ?)"
    " ORDER BY number LIMIT 200"
)


def signature(secret: str, payload: str, *, at: int) -> str:
    """Return the header ``Stripe-Signature``, made with the whole secret, including ``whsec_``."""
    digest = hmac.new(secret.encode(), f"{at}.{payload}".encode(), hashlib.sha256)
    return f"t={at},v1={digest.hexdigest()}"


def is_loopback(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


class Dispatcher:
    """Delivers queued events from a few threads, roughly in order. The queue survives the process."""

    def __init__(self, store: Store, settings: Callable[[], Settings]) -> None:
        self._store = store
        self._records = Records(store)
        self._settings = settings
        self._woken = threading.Condition()
        self._under_way: set[int] = set()
        self._is_started = False

    def start(self) -> None:
        with self._woken:
            if not self._is_started:
                self._is_started = True
                for _ in range(_AT_ONCE):
                    threading.Thread(target=self._carry, name="stripe-dispatcher", daemon=True).start()

    def wake(self) -> None:
        with self._woken:
            self._woken.notify_all()

    def release(self, *, timeout_s: float) -> dict[str, int]:
        """Send pending deliveries now, regardless of settings and backoff. Returns the count per status."""
        self._store.change(
            "UPDATE stripe_deliveries SET is_released = 1, due_at = 0 WHERE status = 'pending'"
        )
        self.start()
        self.wake()
        deadline = time.monotonic() + timeout_s
        while time.monotonic() < deadline and self._is_busy():
            time.sleep(0.02)
        rows = self._store.rows("SELECT status, COUNT(*) AS n FROM stripe_deliveries GROUP BY status")
        return {"pending": 0, "delivered": 0, "failed": 0, "dropped": 0} | {
            row["status"]: row["n"] for row in rows
        }

    def settle(self, *, timeout_s: float) -> None:
        """Wait for deliveries in progress, so that they don't arrive later."""
        deadline = time.monotonic() + timeout_s
        with self._woken:
            while self._under_way and time.monotonic() < deadline:
                self._woken.wait(0.05)

    def _is_busy(self) -> bool:
        query = "SELECT 1 FROM stripe_deliveries WHERE status = 'pending' AND (is_released OR ?) LIMIT 1"
        return self._store.row(query, (self._settings().deliver,)) is not None

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
        """Claim a delivery that is due and not claimed by another thread; None after a while without one."""
        with self._woken:
            row = self._next()
            if row is None:
                self._woken.wait(_IDLE_S)
            else:
                self._under_way.add(row["number"])
            return row

    def _next(self) -> sqlite3.Row | None:
        settings = self._settings()
        rows = self._store.rows(_DUE, (time.time(), settings.deliver))
        free = [row["number"] for row in rows if row["number"] not in self._under_way]
        if not free:
            return None
        number = random.choice(free) if settings.shuffle else free[0]
        return self._store.row("SELECT * FROM stripe_deliveries WHERE number = ?", (number,))

    def _attempt(self, row: sqlite3.Row) -> None:
        try:
            self._note(row, *self._sent(row))
        finally:
            # Only once it is committed: otherwise another thread would send it a second time.
            with self._woken:
                self._under_way.discard(row["number"])

    def _note(self, row: sqlite3.Row, status: str, answer: str) -> None:
        attempts = row["attempts"] + 1
        if status == "pending" and attempts >= MOST_ATTEMPTS:
            status = "failed"
        pause_s = min(2 ** max(attempts - 1, 0), _LONGEST_PAUSE_S)
        self._store.change(
            "UPDATE stripe_deliveries SET status = ?, attempts = ?, due_at = ?, last_answer = ?"
            " WHERE number = ?",
            (status, attempts, time.time() + pause_s, answer, row["number"]),
        )

    def _sent(self, row: sqlite3.Row) -> tuple[str, str]:
        """Record the result and the endpoint's response."""
        endpoint = self._records.get("webhook_endpoint", row["endpoint"])
        if endpoint is None or endpoint["status"] != "enabled":
            return "failed", "The endpoint is gone or disabled."
        if not is_loopback(row["url"]):
            return "failed", "Not sent: the sandbox delivers to loopback addresses only."
        header = signature(endpoint["_signing"], row["body"], at=int(time.time()))
        try:
            status = _post(row["url"], row["body"], header)
        except (OSError, http.client.HTTPException) as error:
            return "pending", f"{type(error).__name__}: {error}"
        return ("delivered" if 200 <= status < 300 else "pending"), str(status)


def _post(url: str, body: str, header: str) -> int:
    """Redirects are not followed, as at Stripe."""
    parts = urlsplit(url)
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection = kind(parts.hostname or "", parts.port, timeout=_TIMEOUT_S)
    headers = {
        "Accept": "*/*; q=0.5, application/json",
        "Cache-Control": "no-cache",
        "Content-Type": "application/json; charset=utf-8",
        "Stripe-Signature": header,
        "User-Agent": "Stripe/1.0 (+https://stripe.com/docs/webhooks)",
    }
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    try:
        connection.request("POST", path, body.encode(), headers)
        return connection.getresponse().status
    finally:
        connection.close()
