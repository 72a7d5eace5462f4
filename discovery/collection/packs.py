"""Packs videos of several channels into calls, so that each call reads as many as the platform allows."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import TypeVar

from discovery.collection.batches import Batch
from discovery.collection.containment import Containment
from discovery.models import SkippedVideo, SourceChannel, SourceVideo

Item = TypeVar("Item", SourceVideo, SkippedVideo, SourceVideo | SkippedVideo)


def read(
    batch: Batch,
    containment: Containment[SourceChannel],
    items: Iterable[Item],
    *,
    call: Callable[[Sequence[Item]], None],
    put_off: Callable[[Sequence[Item]], None],
    less: int = 0,
) -> None:
    """Call ``call`` with items of all channels together, ``less`` under the platform's limit at a time.

    If a call fails, it is repeated for each channel alone, so that a fault of one channel's videos does not
    affect the others'. What fails again is postponed with ``put_off``.
    """
    by_channel = sorted(items, key=lambda item: item.channel_id)
    titles = {channel.pk: channel.title for channel in batch.channels}
    for part in batch.in_calls(by_channel, less=less):
        alone = _by_channel(part)
        if len(alone) > 1 and containment.passes(partial(call, part)):
            continue
        for channel_id, mine in alone.items():
            what = f"Some videos of {titles[channel_id]} could not be read"
            with containment.about(None, what=what, put_off=partial(put_off, mine)):
                call(mine)


def _by_channel(items: Sequence[Item]) -> dict[int, list[Item]]:
    found: dict[int, list[Item]] = defaultdict(list)
    for item in items:
        found[item.channel_id].append(item)
    return found
