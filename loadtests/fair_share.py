"""Fairness of dispatch for a thousand workspaces at once: ``python -m loadtests.fair_share``.

The rules of ``synthesis.rendering.dispatch.policy`` run on a simulated clock: 800 workspaces on Free, 150 on
Creator and 50 on Empire request a few scenes each within an hour, and one has 20,000 scenes waiting before
them. The baseline is the fluid share: the share of each workspace if slots were divisible and weights applied
at every moment. Exits with 1 when a target is missed.
"""

import heapq
import itertools
import os
import random
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ettametta.settings.test")

import django

django.setup()

from billing import plans  # noqa: E402 - after Django
from synthesis.rendering.dispatch import plan_share  # noqa: E402
from synthesis.rendering.dispatch.policy import PATIENCE_S, TURNS, FairQueue, Slot, WorkspaceQueue  # noqa: E402

SLOTS, NODES = 16, 4
SCENES = 3
HOG, HOGS_SCENES = "hog", 20_000
RUSH_S = 3600.0
SHORTEST_S, LONGEST_S = 15.0, 60.0
ENGINE = "wan2.2-ti2v-5b"
PLANS = {"free": (plans.FREE, 800), "creator": (plans.CREATOR, 150), "empire": (plans.EMPIRE, 50)}
# The targets.
MOST_OF_IDEAL = 1.5


@dataclass(slots=True)
class Tenant:
    """A workspace: its plan, when it requests scenes, and when the rendering of each begins."""

    name: str
    plan: plans.Plan
    requests_at: float
    works_s: list[float]
    begun_at: list[float] = field(default_factory=list)

    @property
    def weight(self) -> int:
        return self.plan.limits[plan_share.WEIGHT] or 1

    def queue(self, now: float) -> WorkspaceQueue:
        """Its queue as it begins to wait."""
        return WorkspaceQueue(
            workspace=self.name,
            engine=ENGINE,
            weight=self.weight,
            work_s=self.works_s[len(self.begun_at)],
            waiting_since=now,
            has_reserve=bool(self.plan.limits[plan_share.RESERVED_PERCENT]),
            at_once=self.plan.limits[plan_share.AT_ONCE],
        )


@dataclass(slots=True)
class Seen:
    """The results of a run."""

    tenants: list[Tenant]
    idle_while_waiting_s: float = 0.0
    empires_work_s: float = 0.0
    empires_due_s: float = 0.0
    longest_without_turn_s: dict[str, float] = field(default_factory=dict)
    most_waiting: int = 0
    choices: int = 0


def rush(*, seed: int) -> list[Tenant]:
    """All workspaces, and the one that came first with 20,000 scenes."""
    dice = random.Random(seed)  # noqa: S311 - a simulation, no secret
    hogs = [dice.uniform(SHORTEST_S, LONGEST_S) for _ in range(HOGS_SCENES)]
    tenants = [Tenant(HOG, plans.CREATOR, 0.0, hogs)]
    for code, (plan, count) in PLANS.items():
        for number in range(count):
            works = [dice.uniform(SHORTEST_S, LONGEST_S) for _ in range(SCENES)]
            tenants.append(Tenant(f"{code}{number}", plan, dice.uniform(60.0, RUSH_S), works))
    return tenants


class Simulation:
    """Simulates nodes that follow the rules, until all workspaces but the hog are done."""

    def __init__(self, tenants: list[Tenant]) -> None:
        self.tenants = {tenant.name: tenant for tenant in tenants}
        self.seen = Seen(tenants=tenants)
        self.fair_queue = FairQueue(queues=[], clocks={}, held={})
        self.turns = [0] * NODES
        self.free = [SLOTS // NODES] * NODES
        self.reserved_held = 0
        self.left = sum(len(tenant.works_s) for tenant in tenants if tenant.name != HOG)
        self._order = itertools.count()
        self._events: list[tuple[float, int, Tenant, int | None]] = [
            (tenant.requests_at, next(self._order), tenant, None) for tenant in tenants
        ]
        heapq.heapify(self._events)

    def run(self) -> Seen:
        """Process events in order: a request, or a finished scene."""
        now = 0.0
        while self.left:
            at, _, tenant, node = heapq.heappop(self._events)
            self._note_idle(at - now)
            now = at
            if node is None:
                self.fair_queue.queues[tenant.name, ENGINE] = tenant.queue(now)
            else:
                self.free[node] += 1
                self.fair_queue.held[tenant.name] -= 1
                self.reserved_held -= int(tenant.plan is plans.EMPIRE)
            if not self._events or self._events[0][0] > now:
                self._fill(now)
        return self.seen

    def _note_idle(self, passed_s: float) -> None:
        self.seen.most_waiting = max(self.seen.most_waiting, len(self.fair_queue.queues))
        if (
            passed_s > 0
            and any(self.free)
            and any(self._may(queue) for queue in self.fair_queue.queues.values())
        ):
            self.seen.idle_while_waiting_s += passed_s * sum(self.free)

    def _may(self, queue: WorkspaceQueue) -> bool:
        return queue.at_once is None or self.fair_queue.held[queue.workspace] < queue.at_once

    def _fill(self, now: float) -> None:
        for node in itertools.cycle(sorted(range(NODES), key=lambda each: -self.free[each])):
            if not any(self.free):
                return
            if self.free[node] and not self._give(node, now):
                return

    def _give(self, node: int, now: float) -> bool:
        slot = Slot(
            engines=frozenset({ENGINE}),
            turn=self.turns[node],
            slots=SLOTS,
            reserved_held=self.reserved_held,
            reserved_share=plan_share.reserved_share(),
        )
        choice = self.fair_queue.choose(slot=slot, now=now)
        if choice is None:
            return False
        queue = choice.queue
        tenant = self.tenants[queue.workspace]
        self._note(tenant, queue, now)
        self.fair_queue.give(choice=choice, slot=slot, now=now)
        self.turns[node] += 1
        self.free[node] -= 1
        self.reserved_held += int(queue.has_reserve)
        heapq.heappush(self._events, (now + queue.work_s, next(self._order), tenant, node))
        tenant.begun_at.append(now)
        self.left -= int(tenant.name != HOG)
        if len(tenant.begun_at) == len(tenant.works_s):
            self.fair_queue.remove(queue)
        else:
            queue.work_s = tenant.works_s[len(tenant.begun_at)]
        return True

    def _note(self, tenant: Tenant, queue: WorkspaceQueue, now: float) -> None:
        seen = self.seen
        seen.choices += 1
        longest = seen.longest_without_turn_s
        longest[tenant.plan.code] = max(longest.get(tenant.plan.code, 0.0), now - queue.waiting_since)
        weights = {True: 0, False: 0}
        for each in self.fair_queue.queues.values():
            weights[each.has_reserve] += each.weight if self._may(each) else 0
        if weights[True]:
            seen.empires_work_s += queue.work_s if queue.has_reserve else 0.0
            seen.empires_due_s += queue.work_s * weights[True] / (weights[True] + weights[False])


def ideal_waits(tenants: list[Tenant], *, step_s: float = 2.0) -> dict[str, list[float]]:
    """The wait of each scene if slots were divisible and weights applied at every moment."""
    works = [np.cumsum([0.0, *tenant.works_s]) for tenant in tenants]
    weight = np.array([tenant.weight for tenant in tenants], dtype=float)
    requests = np.array([tenant.requests_at for tenant in tenants])
    total = np.array([float(work[-1]) for work in works])
    mean = total / np.array([len(tenant.works_s) for tenant in tenants])
    limit = np.array([float(tenant.plan.limits[plan_share.AT_ONCE] or SLOTS) for tenant in tenants])
    done = np.zeros(len(tenants))
    waits: dict[str, list[float]] = {tenant.name: [] for tenant in tenants}
    now = 0.0
    while any(len(waits[tenant.name]) < len(tenant.works_s) for tenant in tenants if tenant.name != HOG):
        active = (requests <= now) & (done < total)
        # A workspace renders no more scenes in parallel than it has left, or than its plan allows.
        cap = np.where(active, np.minimum(np.ceil((total - done) / mean), limit), 0.0)
        done += _shares(weight, cap) * step_s
        now += step_s
        for index in np.flatnonzero(active):
            mine = waits[tenants[index].name]
            while len(mine) < len(works[index]) - 1 and works[index][len(mine)] < done[index]:
                mine.append(now - tenants[index].requests_at)
    return waits


def _shares(weight: "np.ndarray", cap: "np.ndarray") -> "np.ndarray":
    """Divide the slots by weight; workspaces that need less leave the rest to the others."""
    share = np.zeros(len(weight))
    left, open_ = float(SLOTS), cap > 0
    for _ in range(8):
        if left < 1e-6 or not open_.any():
            break
        share = share + np.where(open_, left * weight / weight[open_].sum(), 0.0)
        share = np.minimum(share, cap)
        open_ = open_ & (share < cap)
        left = SLOTS - float(share.sum())
    return share


def waits_of(tenants: list[Tenant]) -> Iterator[float]:
    """The wait of each scene of the small workspaces."""
    for tenant in tenants:
        if tenant.name != HOG:
            yield from (at - tenant.requests_at for at in tenant.begun_at)


def bound_s(workspaces: int) -> float:
    """The longest wait without a turn, as proved in ``synthesis.rendering.dispatch.policy``."""
    return PATIENCE_S + TURNS * (workspaces + 1) * LONGEST_S / SLOTS


@dataclass(frozen=True, slots=True)
class Figures:
    """The measured targets."""

    p95_s: float
    ideal_p95_s: float
    longest_free_s: float
    bound_s: float
    empires_share: float
    idle_s: float
    choices: int
    seen: Seen


def measure(*, seed: int = 1) -> Figures:
    """Run one rush by the rules, and compute the baseline."""
    seen = Simulation(rush(seed=seed)).run()
    ideal = [wait for name, waits in ideal_waits(rush(seed=seed)).items() if name != HOG for wait in waits]
    return Figures(
        p95_s=float(np.percentile(list(waits_of(seen.tenants)), 95)),
        ideal_p95_s=float(np.percentile(ideal, 95)),
        longest_free_s=seen.longest_without_turn_s["free"],
        bound_s=bound_s(seen.most_waiting),
        empires_share=seen.empires_work_s / seen.empires_due_s,
        idle_s=seen.idle_while_waiting_s,
        choices=seen.choices,
        seen=seen,
    )


def main() -> int:
    """Run three rushes. Returns 1 when a target is missed."""
    broken = 0
    for seed in (1, 2, 3):
        found = measure(seed=seed)
        _say(f"seed {seed}: {found.choices} turns, at most {found.seen.most_waiting} workspaces waiting")
        broken += _judge(
            "  small workspaces' p95 wait, as a multiple of the fluid share's",
            found.p95_s / found.ideal_p95_s,
            MOST_OF_IDEAL,
            f"{found.p95_s:.0f} s of {found.ideal_p95_s:.0f} s",
        )
        broken += _judge("  longest time without a turn on Free, s", found.longest_free_s, found.bound_s)
        broken += _judge(
            "  Empire's entitled share while it waits, as a multiple of what it got",
            1 / found.empires_share,
            1.0,
            f"{found.empires_share:.1f} times its entitled share",
        )
        broken += _judge("  idle slot seconds while an eligible scene waited", found.idle_s, 0.0)
    return min(1, broken)


def _judge(what: str, value: float, limit: float, note: str = "") -> int:
    kept = value <= limit
    said = [f"{what}: {value:.2f} (limit {limit:.2f})", note, "ok" if kept else "FAILED"]
    _say(" ".join(part for part in said if part))
    return 0 if kept else 1


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
