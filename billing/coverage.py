"""Plan limits on the resources of a workspace. The oldest are active; those beyond the limit are paused.

Nothing is deleted and no state is stored, so a larger plan, or a paid bill, resumes them at once.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from accounts.models import Workspace, WorkspaceOwnedModel, WorkspaceOwnedQuerySet
from billing import entitlements, plans
from billing.errors import PlanLimitError, WorkspaceReadOnlyError
from billing.models import Standing
from billing.signals import Holding

Kept = TypeVar("Kept", bound=WorkspaceOwnedModel)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """How many resources of a kind a workspace's plan covers now: ``limit``, or all if that is None.

    ``covered`` says so in words, such as "3 niches".
    """

    limit: int | None
    covered: str
    is_read_only: bool = False

    @property
    def words(self) -> str:
        """Why a resource is paused."""
        if self.is_read_only:
            return "Paused: this workspace is read-only until the open invoice is paid"
        return f"Paused: your plan covers {self.covered}"

    def beyond(self, oldest_first: Sequence[Kept]) -> frozenset[str]:
        """The ids of the paused resources, given all of the workspace."""
        if self.limit is None:
            return frozenset()
        return frozenset(row.pk for row in oldest_first[self.limit :])


@dataclass(frozen=True, slots=True, kw_only=True)
class Covered(Generic[Kept]):
    """A kind of resource that plans limit under ``key``.

    ``one`` and ``many`` are its names for people, ``remove`` is the verb for removing one, and ``beyond``
    describes what happens to those beyond the limit. ``rows`` returns those that count.
    """

    key: str
    one: str
    many: str
    remove: str
    beyond: str
    rows: Callable[[], WorkspaceOwnedQuerySet[Kept]]

    def reach(self, *, workspace: Workspace) -> Reach:
        """Return how many the workspace's plan covers now."""
        return self.reach_by(standing=entitlements.standing_of(workspace=workspace))

    def reach_by(self, *, standing: Standing) -> Reach:
        """Return the same from a standing, without another query."""
        if standing.is_read_only:
            return Reach(limit=0, covered=self._count(0), is_read_only=True)
        limit = entitlements.plan_by(standing).limits[self.key]
        return Reach(limit=limit, covered=self._count(limit))

    def paused(self, *, workspace: Workspace, reach: Reach | None = None) -> frozenset[str]:
        """Return the ids of the workspace's paused resources."""
        limit = (reach or self.reach(workspace=workspace)).limit
        if limit is None:
            return frozenset()
        oldest_first = self.rows().for_workspace(workspace).order_by("created_at", "pk")
        return frozenset(oldest_first.values_list("pk", flat=True)[limit:])

    def is_paused(self, row: Kept) -> bool:
        """True for a resource that the plan does not cover."""
        return row.pk in self.paused(workspace=row.workspace)

    def require_active(self, row: Kept, *, way_out: str) -> None:
        """Raise WorkspaceReadOnlyError or PlanLimitError for a paused resource.

        ``way_out`` ends the message and says how to resolve it.
        """
        reach = self.reach(workspace=row.workspace)
        if reach.is_read_only:
            raise WorkspaceReadOnlyError()
        if reach.limit is not None and row.pk in self.paused(workspace=row.workspace, reach=reach):
            words = f"{reach.words}, and {way_out}{self._next_words(reach.limit)}"
            raise PlanLimitError(words, key=self.key, limit=reach.limit)

    def require_room(self, *, workspace: Workspace) -> None:
        """Raise PlanLimitError if the plan covers no further resource. The caller must lock the workspace."""
        limit = entitlements.limit(workspace=workspace, key=self.key)
        words = self._words_of(limit, self.rows().for_workspace(workspace).count())
        if limit is not None and words:
            raise PlanLimitError(words, key=self.key, limit=limit)

    def refusal_shown(self, *, workspace: Workspace) -> str:
        """Return why the plan covers no further resource, for a page; empty if it covers one."""
        limit = self.reach_by(standing=entitlements.standing_shown(workspace=workspace)).limit
        return self._words_of(limit, self.rows().for_workspace(workspace).count())

    def _words_of(self, limit: int | None, used: int) -> str:
        if limit is None or used < limit:
            return ""
        words = f"Your plan covers {self._count(limit)}, and you have {used}. {self.remove} one, or upgrade."
        if limit == 0 and used == 0:
            words = f"Your plan does not include {self.many}."
        return f"{words}{self._next_words(limit)}"

    def holding(self, *, workspace: Workspace) -> Holding:
        """Return the workspace's usage of this limit, as shown before a downgrade."""
        count = self.rows().for_workspace(workspace).count()
        return Holding(key=self.key, what=self.many, count=count, beyond=self.beyond)

    def _next_words(self, limit: int) -> str:
        """Say what the next plan covers, as a sentence of its own; empty without one."""
        plan = plans.next_above(limit=limit, key=self.key)
        if plan is None:
            return ""
        covered = plan.limits[self.key]
        many = f"any number of {self.many}" if covered is None else self._count(covered)
        return f" {plan.name} covers {many}."

    def _count(self, limit: int | None) -> str:
        return f"{limit} {self.one if limit == 1 else self.many}"
