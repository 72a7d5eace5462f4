"""Whose turn it is: rules over plain values, without a database.

Workspaces take turns by work, not by count. Each has a time in the turns of an engine: seconds of drawing it
was given, divided by its plan's weight. The next slot goes to the lowest time. Whoever comes after a pause
starts at the engine's clock, level with the others, so that waiting hoards nothing.

Two kinds of turn come before that. Every fourth turn of a renderer is kept for whoever has had none for ten
minutes, the longest first: with n workspaces waiting, s slots and attempts of at most c seconds, nobody waits
for longer than ten minutes and 4 · (n + 1) · c / s seconds, whatever the weights. And plans with a reserve
get slots until they hold their share; what they do not use is lent, and comes back as slots become free.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

PATIENCE_S = 600.0
# One turn in four, and not the one in four on which a share of less than a slot is made good.
PATIENT_TURN, RESERVED_TURN, TURNS = 2, 0, 4
LEAST_WORK_S = 1.0


@dataclass(slots=True, kw_only=True)
class WorkspaceQueue:
    """What a workspace has waiting for one engine, seen by the attempt that is first in it.

    ``waiting_since`` is when the workspace last had a turn there, or began to wait if that is later.
    """

    workspace: str
    engine: str
    weight: int
    work_s: float
    waiting_since: float
    time_s: float = 0.0
    has_reserve: bool = False
    at_once: int | None = None

    @property
    def cost_s(self) -> float:
        """The work of its first attempt; never nothing, so that a wrong estimate is no free turn."""
        return max(self.work_s, LEAST_WORK_S)

    @property
    def share_s(self) -> float:
        """What its first attempt adds to its time."""
        return self.cost_s / max(1, self.weight)


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """A free slot of a renderer. ``slots`` and ``reserved_held`` count all renderers with a common engine.

    ``turn`` counts what the renderer was given before; ``reserved_share`` is from 0 to 1.
    """

    engines: frozenset[str]
    turn: int
    slots: int
    reserved_held: int = 0
    reserved_share: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Whose turn it is, and the lowest time of all that could have had it."""

    queue: WorkspaceQueue
    level_s: float


class Line:
    """Everything that waits, and how far each workspace has come."""

    def __init__(
        self, *, queues: Iterable[WorkspaceQueue], clocks: Mapping[str, float], held: Mapping[str, int]
    ) -> None:
        self.queues = {(queue.workspace, queue.engine): queue for queue in queues}
        self.clocks = dict(clocks)
        self.held: Counter[str] = Counter(held)

    def starts_s(self, queue: WorkspaceQueue) -> float:
        """The time at which the queue's first attempt stands."""
        return max(queue.time_s, self.clocks.get(queue.engine, 0.0))

    def choose(self, *, slot: Slot, now: float) -> Selection | None:
        """Whose turn it is to have the slot; None when nobody waits who may."""
        ready = [queue for queue in self.queues.values() if queue.engine in slot.engines and self._may(queue)]
        if not ready:
            return None
        level_s = min(map(self.starts_s, ready))
        lowest = min((queue for queue in ready if self.starts_s(queue) <= level_s), key=self._order)
        queue = self._kept_for(ready, slot, now) or lowest
        return Selection(queue=queue, level_s=level_s)

    def give(self, *, choice: Selection, slot: Slot, now: float) -> None:
        """Count the slot as the workspace's. What it costs counts for every engine that shares the renderer.

        A turn out of order is not paid for by whoever is ahead already.
        """
        queue = choice.queue
        after_s = max(self.starts_s(queue), choice.level_s + queue.share_s)
        for engine in slot.engines:
            self.clocks[engine] = max(self.clocks.get(engine, 0.0), choice.level_s)
            other = self.queues.get((queue.workspace, engine))
            if other is not None:
                other.time_s = max(other.time_s, after_s)
                other.waiting_since = now
        self.held[queue.workspace] += 1

    def remove(self, queue: WorkspaceQueue) -> None:
        """Nothing of it waits any more."""
        del self.queues[queue.workspace, queue.engine]

    def ahead_of(self, queue: WorkspaceQueue, *, by_s: float = 0.0) -> dict[tuple[str, str], int]:
        """How many attempts of each other queue come before what stands ``by_s`` behind the queue's first."""
        mine_s = self.starts_s(queue) + by_s
        found = {}
        for key, other in self.queues.items():
            if other is queue:
                continue
            lead_s = mine_s - self.starts_s(other)
            if lead_s > 0 or (lead_s == 0 and self._order(other) < self._order(queue)):
                found[key] = 1 + int(lead_s / other.share_s)
        return found

    def _may(self, queue: WorkspaceQueue) -> bool:
        return queue.at_once is None or self.held[queue.workspace] < queue.at_once

    def _order(self, queue: WorkspaceQueue) -> tuple[float, float, str, str]:
        return (self.starts_s(queue), queue.waiting_since, queue.workspace, queue.engine)

    def _kept_for(self, ready: list[WorkspaceQueue], slot: Slot, now: float) -> WorkspaceQueue | None:
        if slot.turn % TURNS == PATIENT_TURN:
            longest = min(ready, key=lambda queue: (queue.waiting_since, queue.workspace, queue.engine))
            if now - longest.waiting_since > PATIENCE_S:
                return longest
        due = slot.reserved_share * slot.slots - slot.reserved_held
        if due >= 1 or (due > 0 and slot.turn % TURNS == RESERVED_TURN):
            return min((queue for queue in ready if queue.has_reserve), key=self._order, default=None)
        return None
