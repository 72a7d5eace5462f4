"""Dispatch policy: whose turn it is. Rules over plain values, without a database.

This is weighted fair queuing by work, not by count. Each workspace has a virtual time for each engine:
seconds of rendering that it has received, divided by its plan's weight. The next slot goes to the workspace
with the lowest time. A workspace that returns after a pause starts at the engine's clock, level with the
others, so it cannot save up turns.

Two kinds of turn take precedence. Every fourth turn of a renderer is reserved for workspaces that have had
no turn for ten minutes, the longest wait first: with n workspaces waiting, s slots and attempts of at most c
seconds, no workspace waits longer than ten minutes and 4 · (n + 1) · c / s seconds, whatever the weights. And
plans with a reserve get slots until they hold their share; other plans borrow the slots that they do not use,
and return them as the slots become free.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

PATIENCE_S = 600.0
# One turn in four, but never the turn that compensates for a reserved share of less than a slot.
PATIENT_TURN, RESERVED_TURN, TURNS = 2, 0, 4
LEAST_WORK_S = 1.0


@dataclass(slots=True, kw_only=True)
class WorkspaceQueue:
    """The queue of a workspace for one engine, described by its first attempt.

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
        """The work of its first attempt, in seconds. Never 0, so that a wrong estimate does not give a free
        turn.
        """
        return max(self.work_s, LEAST_WORK_S)

    @property
    def share_s(self) -> float:
        """The amount that its first attempt adds to its virtual time."""
        return self.cost_s / max(1, self.weight)


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """A free slot of a renderer. ``slots`` and ``reserved_held`` count all renderers with a common engine.

    ``turn`` counts the attempts assigned to the renderer before; ``reserved_share`` is from 0 to 1.
    """

    engines: frozenset[str]
    turn: int
    slots: int
    reserved_held: int = 0
    reserved_share: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """The selected queue, and the lowest virtual time of all eligible queues."""

    queue: WorkspaceQueue
    level_s: float


class FairQueue:
    """A weighted fair queue: all waiting attempts, and the virtual time of each workspace."""

    def __init__(
        self, *, queues: Iterable[WorkspaceQueue], clocks: Mapping[str, float], held: Mapping[str, int]
    ) -> None:
        self.queues = {(queue.workspace, queue.engine): queue for queue in queues}
        self.clocks = dict(clocks)
        self.held: Counter[str] = Counter(held)

    def starts_s(self, queue: WorkspaceQueue) -> float:
        """The virtual time of the queue's first attempt."""
        return max(queue.time_s, self.clocks.get(queue.engine, 0.0))

    def choose(self, *, slot: Slot, now: float) -> Selection | None:
        """Select the queue that gets the slot; None if no eligible attempt waits."""
        ready = [queue for queue in self.queues.values() if queue.engine in slot.engines and self._may(queue)]
        if not ready:
            return None
        level_s = min(map(self.starts_s, ready))
        lowest = min((queue for queue in ready if self.starts_s(queue) <= level_s), key=self._order)
        queue = self._with_precedence(ready, slot, now) or lowest
        return Selection(queue=queue, level_s=level_s)

    def give(self, *, choice: Selection, slot: Slot, now: float) -> None:
        """Assign the slot to the workspace. Its cost is added for every engine that shares the renderer.

        A turn out of order is not charged to a workspace that is already ahead.
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
        """Remove the queue of a workspace without waiting attempts."""
        del self.queues[queue.workspace, queue.engine]

    def ahead_of(self, queue: WorkspaceQueue, *, by_s: float = 0.0) -> dict[tuple[str, str], int]:
        """How many attempts of each other queue come before an attempt that is ``by_s`` behind the queue's
        first.
        """
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

    def _with_precedence(self, ready: list[WorkspaceQueue], slot: Slot, now: float) -> WorkspaceQueue | None:
        if slot.turn % TURNS == PATIENT_TURN:
            longest = min(ready, key=lambda queue: (queue.waiting_since, queue.workspace, queue.engine))
            if now - longest.waiting_since > PATIENCE_S:
                return longest
        due = slot.reserved_share * slot.slots - slot.reserved_held
        if due >= 1 or (due > 0 and slot.turn % TURNS == RESERVED_TURN):
            return min((queue for queue in ready if queue.has_reserve), key=self._order, default=None)
        return None
