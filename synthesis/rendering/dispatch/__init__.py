"""Which waiting attempt goes to which renderer, and why another waits.

``policy`` has the rules and knows no database; ``rows`` reads and writes the line; ``assigning`` fills free
slots; ``waiting`` explains; ``overview`` shows it to operators; ``plan_share`` says what a plan gives.
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
