"""Collection: find channels for a niche, list channels' videos, read their numbers, and compare them.

Channels are collected once for all workspaces. A worker claims a batch of due channels, so that one call
reads videos of several channels. Each write is one short transaction that first renews the lease under the
holder's fence, so that of two holders only the later one writes. No transaction is open during calls to the
platform. If a holder crashes, the next one continues: the times at which videos are due show what is done.

A problem with one channel or one video is recorded there and does not stop the others. A problem that affects
all of them (an outage, the day's allowance, the key) pauses the platform for a while.
"""

from discovery.collection.batches import LEASE, SIZE, Batch, claim, count_due
from discovery.collection.finding import Finding, claim_niche, find
from discovery.collection.running import WORKS_FOR, collect, collect_channels, collect_niche

__all__ = [
    "LEASE",
    "SIZE",
    "WORKS_FOR",
    "Batch",
    "Finding",
    "claim",
    "claim_niche",
    "collect",
    "collect_channels",
    "collect_niche",
    "count_due",
    "find",
]
