"""Corrections of a video's views: its platform reported fewer of them than before."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby, pairwise

from django.utils import timezone
from django.utils.formats import date_format

from discovery.models import Candidate, ChannelOrigin, Snapshot


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """The largest fall of the views between measurements, and who reported them."""

    reported_by: str
    before: int
    before_at: datetime
    after: int
    after_at: datetime
    # How often the views fell.
    times: int
    # Later measurements are as high as before.
    is_recovered: bool

    @property
    def sentence(self) -> str:
        """The correction in one sentence, with times in the current time zone."""
        largest = f" (the largest of {self.times} corrections)" if self.times > 1 else ""
        return (
            f"{self.reported_by}: {self.before:,} views on {_at(self.before_at)}, then {self.after:,} on "
            f"{_at(self.after_at)}{largest}."
        )

    @property
    def effect(self) -> str:
        """What it means for the score."""
        if self.is_recovered:
            return "Its views have recovered, so the score passes over the fall."
        return "The score uses the corrected count."


@dataclass(frozen=True, slots=True)
class _Look:
    at: datetime
    views: int
    regime: str


def of(candidates: Sequence[Candidate]) -> dict[str, Correction]:
    """Return the largest correction of each candidate that has one, in one query."""
    snapshots = (
        Snapshot.objects.filter(source__in=[each.source_id for each in candidates])
        .order_by("source_id", "observed_at")
        .values_list("source_id", "observed_at", "views", "counting_regime")
    )
    looks = {
        source: [_Look(*line[1:]) for line in group]
        for source, group in groupby(snapshots, key=lambda line: line[0])
    }
    found = ((each, _largest(looks.get(each.source_id, []), _reported_by(each))) for each in candidates)
    return {each.pk: correction for each, correction in found if correction is not None}


def _largest(looks: Sequence[_Look], reported_by: str) -> Correction | None:
    falls = _falls(looks)
    if not falls:
        return None
    before, after = max(falls, key=lambda fall: fall[0].views - fall[1].views)
    return Correction(
        reported_by=reported_by,
        before=before.views,
        before_at=before.at,
        after=after.views,
        after_at=after.at,
        times=len(falls),
        is_recovered=looks[-1].views >= before.views,
    )


def _falls(looks: Sequence[_Look]) -> list[tuple[_Look, _Look]]:
    """Return the measurements before and after each fall. One that goes on is a single one."""
    falls: list[tuple[_Look, _Look]] = []
    for earlier, later in pairwise(looks):
        # A platform that changes its rule for counting views corrects nothing.
        if later.views >= earlier.views or later.regime != earlier.regime:
            continue
        if falls and falls[-1][1] == earlier:
            falls[-1] = falls[-1][0], later
        else:
            falls.append((earlier, later))
    return falls


def _reported_by(candidate: Candidate) -> str:
    if candidate.origin == ChannelOrigin.IMPORTED:
        return "The views in your imported files fell"
    if candidate.origin == ChannelOrigin.LICENSED:
        return f"{candidate.provider} corrected its count"
    return f"{candidate.platform_name} corrected its count"


def _at(moment: datetime) -> str:
    return date_format(timezone.localtime(moment), "j M, H:i")
