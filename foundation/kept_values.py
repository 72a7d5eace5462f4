"""Values kept in the cache until their group changes, computed by one caller at a time.

A group has two marks. A value is current while both are those it was computed under. After ``change`` with
``at_once``, no older value is returned. After another change, callers get the previous value while one of
them computes the new one. While Redis is unavailable, each caller computes its value.
"""

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Generic, TypeVar
from uuid import uuid4

from django.core.cache import cache
from django.db import transaction
from django.utils import timezone

Value = TypeVar("Value")

_MARKS_FOR_S = 86_400
# A caller that crashes blocks the others for this long.
_LOCKED_FOR_S = 5
# How long a caller without any value waits for the one that computes it.
_WAITS, _WAIT_S = 15, 0.02
_COUNTED_FOR_S = 8 * 86_400
_OUTCOMES = ("current", "previous", "computed")


@dataclass(frozen=True, slots=True)
class Tally:
    """How often a day's values were current, were the previous ones, or were computed."""

    day: date
    current: int
    previous: int
    computed: int

    @property
    def lookups(self) -> int:
        """How often a value was needed."""
        return self.current + self.previous + self.computed

    @property
    def hit_rate(self) -> float:
        """The share of lookups for which nothing was computed. Needs at least one."""
        return (self.current + self.previous) / self.lookups


@dataclass(frozen=True, slots=True)
class _Entry:
    """A value, when it was computed (seconds since the epoch), and the marks of its group before that."""

    value: Any
    made_at: float
    at_once: str
    soon: str


class KeptValues(Generic[Value]):
    """Values of one kind. They must be picklable, and not depend on the time of day by less than ``for_s``.

    A value is current for ``for_s`` seconds, and the previous one for ten times as long.
    """

    def __init__(self, *, name: str, for_s: float) -> None:
        self._name = name
        self._for_s = for_s

    def get(self, *, group: str, key: str, make: Callable[[], Value]) -> Value:
        """Return the value of that key, from ``make`` if there is none. Its errors are passed on."""
        place = f"kept:{self._name}:{group}:{key}"
        entry, marks = self._read(place, group)
        if entry is not None and self._is_current(entry, marks):
            return self._counted("current", entry.value)
        if not cache.add(f"{place}:lock", 1, timeout=_LOCKED_FOR_S):
            if entry is not None and entry.at_once == marks[0]:
                return self._counted("previous", entry.value)
            found = self._wait(place, group)
            if found is not None:
                return self._counted("current", found.value)
        try:
            value = make()
            made = _Entry(value, time.time(), *marks)
            cache.set(place, made, timeout=10 * self._for_s)
        finally:
            cache.delete(f"{place}:lock")
        return self._counted("computed", value)

    def tallies(self, *, days: int) -> Sequence[Tally]:
        """Return what was counted on the last days (UTC), today first. Days without a count are left out."""
        today = timezone.now().date()
        listed = [today - timedelta(days=back) for back in range(days)]
        keys = {(day, outcome): self._count_key(day, outcome) for day in listed for outcome in _OUTCOMES}
        found = cache.get_many(keys.values())
        tallies = [Tally(day, *(found.get(keys[day, outcome], 0) for outcome in _OUTCOMES)) for day in listed]
        return [tally for tally in tallies if tally.lookups]

    def _read(self, place: str, group: str) -> tuple[_Entry | None, tuple[str, str]]:
        at_once, soon = _mark_key(group, at_once=True), _mark_key(group, at_once=False)
        found = cache.get_many([place, at_once, soon])
        return found.get(place), (found.get(at_once, ""), found.get(soon, ""))

    def _is_current(self, entry: _Entry, marks: tuple[str, str]) -> bool:
        return (entry.at_once, entry.soon) == marks and time.time() - entry.made_at < self._for_s

    def _wait(self, place: str, group: str) -> _Entry | None:
        for _ in range(_WAITS):
            time.sleep(_WAIT_S)
            entry, marks = self._read(place, group)
            if entry is not None and self._is_current(entry, marks):
                return entry
        return None

    def _counted(self, outcome: str, value: Value) -> Value:
        key = self._count_key(timezone.now().date(), outcome)
        try:
            cache.incr(key)
        except ValueError:
            cache.add(key, 1, timeout=_COUNTED_FOR_S)
        return value

    def _count_key(self, day: date, outcome: str) -> str:
        return f"kept:{self._name}:count:{outcome}:{day:%Y%m%d}"


def change(*, groups: Iterable[str], at_once: bool) -> None:
    """Make the values of these groups outdated: now for this transaction, and again after the commit."""
    keys = [_mark_key(group, at_once=at_once) for group in groups]
    _mark(keys)
    # Before the commit, another process may compute values that this transaction changes.
    if transaction.get_connection().in_atomic_block:
        transaction.on_commit(lambda: _mark(keys), robust=True)


def _mark(keys: Sequence[str]) -> None:
    # Random, so that a mark never recurs, even after Redis has lost its data.
    cache.set_many({key: uuid4().hex[:12] for key in keys}, timeout=_MARKS_FOR_S)


def _mark_key(group: str, *, at_once: bool) -> str:
    return f"kept:{group}:{'at_once' if at_once else 'soon'}"
