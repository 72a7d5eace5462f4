"""Observes known videos: their numbers often, their title and length periodically."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import replace

from django.db.models import QuerySet

from discovery import candidates, channels
from discovery.collection.containment import Containment
from discovery.collection.rounds import Round, holding
from discovery.models import Candidate
from discovery.platforms.base import Source, Unusable

_WHAT = "Some videos' numbers could not be read"


def poll_videos(round_: Round, source: Source, containment: Containment) -> None:
    """Observe all videos of the niche that are due, in batches as large as the platform allows."""
    due = candidates.to_detail(niche=round_.niche, since=round_.started_at)
    for rows in round_.in_calls(_due_rows(round_, due)):
        with containment.about(None, what=_WHAT):
            _refresh_details(round_, source, rows)
    due = candidates.to_observe(niche=round_.niche, since=round_.started_at)
    for rows in round_.in_calls(_due_rows(round_, due)):
        with containment.about(None, what=_WHAT):
            _poll(round_, source, rows)


def _poll(round_: Round, source: Source, rows: Sequence[Candidate]) -> None:
    batch = source.counts(ids=[row.platform_id for row in rows])
    with holding(round_):
        candidates.observe(rows=rows, counts=batch.counts, at=round_.now())
        _record_skipped(round_, rows, batch.unusable, usable=batch.counts)
    reported = {*batch.counts, *(each.platform_id for each in batch.unusable)}
    missing = [row for row in rows if row.platform_id not in reported]
    if missing:
        # A response about counts may omit public videos, so a second request decides. It includes one video
        # that is known to exist: a response without that one proves nothing about the others.
        known = [row for row in rows if row.platform_id in reported][:1]
        step = round_.platform.ids_per_call - 1
        for start in range(0, len(missing), step):
            _refresh_details(round_, source, [*missing[start : start + step], *known])


def _refresh_details(round_: Round, source: Source, rows: Sequence[Candidate]) -> None:
    batch = source.videos(ids=[row.platform_id for row in rows])
    requested = {row.platform_id for row in rows}
    found = {video.platform_id for video in batch.videos} & requested
    reported = found | {each.platform_id for each in batch.unusable}
    missing = [row for row in rows if row.platform_id not in reported]
    confirmed = {row.platform_id for row in missing} if requested & reported else frozenset()
    with holding(round_):
        candidates.refresh(rows=rows, seen=batch.videos, at=round_.now())
        candidates.miss(rows=missing, confirmed=confirmed, at=round_.now())
        _record_skipped(round_, rows, batch.unusable, usable=found)


def _record_skipped(
    round_: Round, rows: Sequence[Candidate], unusable: Sequence[Unusable], *, usable: Collection[str]
) -> None:
    by_id = {row.platform_id: row for row in rows}
    by_channel: dict[str, list[Unusable]] = defaultdict(list)
    for each in unusable:
        row = by_id.get(each.platform_id)
        if row is not None:
            by_channel[row.channel_id].append(replace(each, title=each.title or row.title))
    channels.purge_skipped(channel_ids={row.channel_id for row in rows}, platform_ids=usable)
    for channel_id, named in by_channel.items():
        channels.record_skipped(channel_id=channel_id, unusable=named, at=round_.now())


def _due_rows(round_: Round, due: QuerySet[Candidate]) -> list[Candidate]:
    """Return all due videos that the plan covers. Read at once, since observing one changes which are due."""
    return list(due.exclude(channel__in=round_.left_out))
