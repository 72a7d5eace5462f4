"""What happens to planned times when the workspace changes its time zone.

Slots are times on the wall clock, so they follow the new zone by themselves.
"""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import F

from accounts.models import Workspace
from publishing import clock, scheduling
from publishing.calendar import wall_times
from publishing.models import BEFORE_SENDING, Publication, PublicationStatus


@dataclass(frozen=True, slots=True)
class Outcome:
    """How many planned times were moved, and how many kept their moment because the new one has passed."""

    moved: int
    kept: int

    @property
    def in_words(self) -> str:
        """What was done, in sentences; empty if there was nothing to do."""
        one = self.moved == 1
        words = [f"{self.moved} planned post{' keeps its' if one else 's keep their'} local time."]
        if self.kept:
            words.append(
                f"{self.kept} of them would have been in the past, and {'is' if self.kept == 1 else 'are'} "
                "sent at the moment that was planned."
            )
        return " ".join(words if self.moved else words[1:])


@transaction.atomic
def keep_wall_times(*, workspace: Workspace, before: str, after: str) -> Outcome:
    """Give planned publications the same wall time in the zone ``after`` as they had in ``before``.

    A publication whose new time has passed, or that is due already, keeps its moment: it is not sent at once.
    """
    zones = (ZoneInfo(before), ZoneInfo(after))
    now = clock.now()
    rows = Publication.objects.for_workspace(workspace).filter(
        status__in=BEFORE_SENDING, scheduled_at__gt=now, held_at=None
    )
    moved = kept = 0
    for row in rows.select_related("connection").select_for_update(of=("self",)).order_by("pk"):
        planned_at = row.scheduled_at or now
        at = wall_times.same_wall_time(at=planned_at, before=zones[0], after=zones[1])
        if at != planned_at:
            is_moved = _move(row, at=at, now=now)
            moved, kept = moved + is_moved, kept + (not is_moved)
    return Outcome(moved=moved, kept=kept)


def _move(row: Publication, *, at: datetime, now: datetime) -> bool:
    starts_at = (
        scheduling.starts_at(publication=row, at=at) if row.status == PublicationStatus.SCHEDULED else None
    )
    is_due = row.starts_at is not None and row.starts_at <= now
    if is_due or (starts_at or at) <= now:
        return False
    return row.change_if_unmoved(scheduled_at=at, starts_at=starts_at, version=F("version") + 1)
