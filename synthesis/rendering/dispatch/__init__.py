"""Dispatch: which waiting attempt goes to which renderer, and why another waits.

``policy`` holds the rules and does not use the database; ``rows`` reads and writes the queue; ``assigning``
fills free slots; ``waiting`` explains waits to customers; ``overview`` shows the queues to operators;
``plan_share`` states what a plan is entitled to.
"""

from synthesis.rendering.dispatch.assigning import assign
from synthesis.rendering.dispatch.overview import Queue, queues
from synthesis.rendering.dispatch.plan_share import follow_plan, share_of
from synthesis.rendering.dispatch.waiting import WaitReason, starts_in_s, wait_reason

__all__ = [
    "Queue",
    "WaitReason",
    "assign",
    "follow_plan",
    "queues",
    "share_of",
    "starts_in_s",
    "wait_reason",
]
