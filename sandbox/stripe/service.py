"""One running Stripe account: its records, its clock, and the background threads."""

import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from sandbox.clock import Clock
from sandbox.store import Store
from sandbox.stripe import renewals
from sandbox.stripe.deliveries import Dispatcher
from sandbox.stripe.records import Records
from sandbox.stripe.work import ACCOUNT_ID, Settings, Work

logger = logging.getLogger(__name__)

_TICK_S = 1.0
_KEEP = "INSERT INTO stripe_settings VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value"


class StripeService:
    """The state of one account, shared by requests, the clock and the delivery threads."""

    def __init__(self, store: Store, clock: Clock, *, account_id: str = ACCOUNT_ID) -> None:
        self.store = store
        self._account_id = account_id
        self.records = Records(store)
        self.dispatcher = Dispatcher(store, self.settings)
        self._clock = clock
        self._starting = threading.Lock()
        self._is_started = False
        if store.row("SELECT 1 FROM stripe_objects LIMIT 1") is not None:
            # An earlier process left due or undelivered work, so don't wait for a request.
            self.start()

    def start(self) -> None:
        """Start the clock and delivery threads. Idempotent."""
        with self._starting:
            if self._is_started:
                return
            self._is_started = True
            threading.Thread(target=self._tick, name="stripe-clock", daemon=True).start()
        self.dispatcher.start()

    @contextmanager
    def work(
        self,
        *,
        base_url: str | None = None,
        request_id: str | None = None,
        idempotency_key: str | None = None,
        is_present: bool = False,
    ) -> Iterator[Work]:
        """Run one transaction at the current time. The events it queued are sent after the commit."""
        with self.store.transaction():
            yield Work(
                records=self.records,
                settings=self.settings(),
                at=int(self._clock.now()),
                base_url=self._address(base_url),
                request_id=request_id,
                idempotency_key=idempotency_key,
                account_id=self._account_id,
                is_present=is_present,
            )
        self.dispatcher.wake()

    def catch_up(self) -> None:
        """Apply everything that is due by now, in order."""
        while self.records.next_due(test_clock=None, until=int(self._clock.now())) is not None:
            with self.work() as work:
                renewals.pass_time(work, test_clock=None, until=work.at)

    def settings(self) -> Settings:
        kept = self._setting("switches")
        return Settings.model_validate_json(kept) if kept else Settings()

    def change_settings(self, settings: Settings) -> None:
        self.store.change(_KEEP, ("switches", settings.model_dump_json()))
        self.dispatcher.wake()

    def _setting(self, name: str) -> str | None:
        row = self.store.row("SELECT value FROM stripe_settings WHERE name = ?", (name,))
        return None if row is None else str(row["value"])

    def _address(self, base_url: str | None) -> str:
        """Return the sandbox's URL for callers. Work without a request uses the last known one."""
        known = self._setting("base_url")
        if base_url is not None and base_url != known:
            self.store.change(_KEEP, ("base_url", base_url))
        return base_url or known or "http://127.0.0.1:8020"

    def _tick(self) -> None:
        while True:
            try:
                self.catch_up()
            except Exception:
                # An error of one subscription must not stop the clock.
                logger.exception("due work failed")
            time.sleep(_TICK_S)
