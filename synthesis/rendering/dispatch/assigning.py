"""Assign free slots of renderers to waiting attempts."""

import time
from collections import Counter
from dataclasses import dataclass, field

from django.db import connection, transaction

from synthesis.models import Attempt, Renderer, RendererStatus, RenderStatus
from synthesis.rendering import renderers
from synthesis.rendering.dispatch import plan_share, rows
from synthesis.rendering.dispatch.policy import FairQueue, Slot, WorkspaceQueue

# One assignment at a time, so that two cannot fill the same slot.
_LOCK = 7_302_411


@transaction.atomic
def assign() -> list[str]:
    """Give waiting attempts to renderers with free slots. Returns the renders of those attempts."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    usable = list(Renderer.objects.usable().filter(is_draining=False).select_for_update())
    held = rows.held()
    taken = Counter(each.renderer for each in held)
    engines = {
        engine for renderer in usable if taken[renderer.pk] < renderer.slots for engine in renderer.engines
    }
    if not engines:
        return _settled(usable, taken, [])
    round_ = _Round(
        usable=usable,
        taken=taken,
        reserved=Counter(each.renderer for each in held if each.has_reserve),
        fair_queue=rows.fair_queue(engines=engines, held=held),
    )
    given = round_.run()
    if given:
        rows.write(fair_queue=round_.fair_queue, given=round_.given, engines=engines)
    return _settled(usable, taken, given)


def _settled(usable: list[Renderer], taken: Counter[str], given: list[str]) -> list[str]:
    for renderer in usable:
        if (taken[renderer.pk] >= renderer.slots) != (renderer.status == RendererStatus.BUSY):
            renderers.refresh_status(renderer=renderer)
    return given


@dataclass(kw_only=True)
class _Round:
    """A round over all free slots: the least loaded renderer first, then the one with the fewest engines."""

    usable: list[Renderer]
    taken: Counter[str]
    reserved: Counter[str]
    fair_queue: FairQueue
    given: set[tuple[str, str, float]] = field(default_factory=set)
    now: float = field(default_factory=time.time)

    def run(self) -> list[str]:
        """Repeat until no waiting attempt may use a free slot."""
        found: list[str] = []
        with_free_slots = [renderer for renderer in self.usable if self.taken[renderer.pk] < renderer.slots]
        while with_free_slots:
            renderer = min(with_free_slots, key=self._emptiness)
            render_id = self._fill(renderer)
            if render_id is None:
                with_free_slots.remove(renderer)
                continue
            found.append(render_id)
            if self.taken[renderer.pk] >= renderer.slots:
                with_free_slots.remove(renderer)
        return found

    def _emptiness(self, renderer: Renderer) -> tuple[float, int, str]:
        return (self.taken[renderer.pk] / renderer.slots, len(renderer.engines), renderer.pk)

    def _fill(self, renderer: Renderer) -> str | None:
        """Fill one slot of the renderer. Returns the render of the attempt, or None if no attempt may have
        the slot.
        """
        slot = self._slot(renderer)
        while (choice := self.fair_queue.choose(slot=slot, now=self.now)) is not None:
            attempt = rows.first_of(choice.queue)
            if attempt is None:
                self.fair_queue.remove(choice.queue)
                continue
            # The attempt may have been canceled since it was read.
            waiting = Attempt.objects.filter(pk=attempt.pk, status=RenderStatus.QUEUED, renderer=None)
            if not waiting.update(renderer=renderer):
                continue
            self.fair_queue.give(choice=choice, slot=slot, now=self.now)
            self._count(renderer, choice.queue)
            self._move_up(choice.queue)
            return attempt.render_id
        return None

    def _slot(self, renderer: Renderer) -> Slot:
        alike = rows.overlapping(renderer, self.usable)
        return Slot(
            engines=frozenset(renderer.engines),
            turn=renderer.turns,
            slots=sum(each.slots for each in alike),
            reserved_held=sum(self.reserved[each.pk] for each in alike),
            reserved_share=plan_share.reserved_share(),
        )

    def _count(self, renderer: Renderer, queue: WorkspaceQueue) -> None:
        renderer.turns += 1
        Renderer.objects.filter(pk=renderer.pk).update(turns=renderer.turns)
        self.taken[renderer.pk] += 1
        self.reserved[renderer.pk] += int(queue.has_reserve)
        self.given |= {
            (queue.workspace, engine, queue.time_s) for engine in (queue.engine, *renderer.engines)
        }

    def _move_up(self, queue: WorkspaceQueue) -> None:
        """The attempt behind the assigned one becomes the first of its queue."""
        following = rows.first_of(queue)
        if following is None:
            self.fair_queue.remove(queue)
            return
        queue.work_s, queue.weight = following.expected_s, following.weight
        queue.has_reserve, queue.at_once = following.has_reserve, following.at_once
