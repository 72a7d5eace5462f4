"""Giving free slots to those whose turn it is."""

import time
from collections import Counter
from dataclasses import dataclass, field

from django.db import connection, transaction

from synthesis.models import Attempt, NodeStatus, RenderNode, RenderStatus
from synthesis.rendering import nodes
from synthesis.rendering.dispatch import rows, standing
from synthesis.rendering.dispatch.policy import Lane, Line, Slot

# One assignment at a time, so that two cannot fill the same slot.
_LOCK = 7_302_411


@transaction.atomic
def assign() -> list[str]:
    """Give waiting attempts to nodes with free slots; returns the renders that got something."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    usable = list(RenderNode.objects.usable().filter(is_draining=False).select_for_update())
    held = rows.held()
    taken = Counter(each.node for each in held)
    engines = {engine for node in usable if taken[node.pk] < node.slots for engine in node.drawing_models}
    if not engines:
        return _settled(usable, taken, [])
    round_ = _Round(
        usable=usable,
        taken=taken,
        reserved=Counter(each.node for each in held if each.has_reserve),
        line=rows.line(engines=engines, held=held),
    )
    given = round_.run()
    if given:
        rows.write(line=round_.line, given=round_.given, engines=engines)
    return _settled(usable, taken, given)


def _settled(usable: list[RenderNode], taken: Counter[str], given: list[str]) -> list[str]:
    for node in usable:
        if (taken[node.pk] >= node.slots) != (node.status == NodeStatus.BUSY):
            nodes.settle(node=node)
    return given


@dataclass(kw_only=True)
class _Round:
    """One filling of all free slots. The emptiest node comes first, and of those the one that draws least."""

    usable: list[RenderNode]
    taken: Counter[str]
    reserved: Counter[str]
    line: Line
    given: set[tuple[str, str, float]] = field(default_factory=set)
    now: float = field(default_factory=time.time)

    def run(self) -> list[str]:
        """Until no node has a free slot that anybody may have."""
        found: list[str] = []
        open_nodes = [node for node in self.usable if self.taken[node.pk] < node.slots]
        while open_nodes:
            node = min(open_nodes, key=self._emptiness)
            render_id = self._fill(node)
            if render_id is None:
                open_nodes.remove(node)
                continue
            found.append(render_id)
            if self.taken[node.pk] >= node.slots:
                open_nodes.remove(node)
        return found

    def _emptiness(self, node: RenderNode) -> tuple[float, int, str]:
        return (self.taken[node.pk] / node.slots, len(node.drawing_models), node.pk)

    def _fill(self, node: RenderNode) -> str | None:
        """Fill one slot of the node; the render it went to, or None when nobody may have it."""
        slot = self._slot(node)
        while (choice := self.line.choose(slot=slot, now=self.now)) is not None:
            attempt = rows.first_of(choice.lane)
            if attempt is None:
                self.line.remove(choice.lane)
                continue
            # It may have been canceled since it was read.
            waiting = Attempt.objects.filter(pk=attempt.pk, status=RenderStatus.QUEUED, node=None)
            if not waiting.update(node=node):
                continue
            self.line.give(choice=choice, slot=slot, now=self.now)
            self._count(node, choice.lane)
            self._move_up(choice.lane)
            return attempt.render_id
        return None

    def _slot(self, node: RenderNode) -> Slot:
        alike = rows.overlapping(node, self.usable)
        return Slot(
            engines=frozenset(node.drawing_models),
            turn=node.turns,
            slots=sum(each.slots for each in alike),
            reserved_held=sum(self.reserved[each.pk] for each in alike),
            reserved_share=standing.reserved_share(),
        )

    def _count(self, node: RenderNode, lane: Lane) -> None:
        node.turns += 1
        RenderNode.objects.filter(pk=node.pk).update(turns=node.turns)
        self.taken[node.pk] += 1
        self.reserved[node.pk] += int(lane.has_reserve)
        self.given |= {
            (lane.workspace, engine, lane.time_s) for engine in (lane.engine, *node.drawing_models)
        }

    def _move_up(self, lane: Lane) -> None:
        """The attempt behind the one that was given is the lane's first now."""
        following = rows.first_of(lane)
        if following is None:
            self.line.remove(lane)
            return
        lane.work_s, lane.weight = following.expected_s, following.weight
        lane.has_reserve, lane.at_once = following.has_reserve, following.at_once
