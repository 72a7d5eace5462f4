"""The display of each state: one label, one tone and one icon, the same on every page."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Appearance:
    """The badge of a state."""

    word: str
    tone: str
    icon: str


_NEUTRAL, _PROGRESS, _SUCCESS, _WARNING, _DANGER, _ACCENT = (
    "neutral",
    "progress",
    "success",
    "warning",
    "danger",
    "accent",
)

APPEARANCES: dict[str, Appearance] = {
    # Analyses, renders, exports, and a render's finer stages.
    "queued": Appearance("Queued", _NEUTRAL, "clock"),
    "waiting": Appearance("Waiting", _NEUTRAL, "clock"),
    "assigned": Appearance("Assigned", _PROGRESS, "cpu"),
    "running": Appearance("Running", _PROGRESS, "loader-circle"),
    "narrating": Appearance("Narrating", _PROGRESS, "loader-circle"),
    "rendering": Appearance("Rendering", _PROGRESS, "loader-circle"),
    "assembling": Appearance("Assembling", _PROGRESS, "loader-circle"),
    "checking": Appearance("Checking", _PROGRESS, "loader-circle"),
    "succeeded": Appearance("Done", _SUCCESS, "circle-check"),
    "partially_ready": Appearance("Partially ready", _WARNING, "circle-alert"),
    "failed": Appearance("Failed", _DANGER, "circle-x"),
    "canceled": Appearance("Canceled", _NEUTRAL, "ban"),
    # Scenes.
    "empty": Appearance("Empty", _NEUTRAL, "circle-dashed"),
    "ready_to_render": Appearance("Ready to render", _ACCENT, "circle-play"),
    "locked": Appearance("Locked", _NEUTRAL, "lock"),
    # Videos.
    "draft": Appearance("Draft", _NEUTRAL, "circle-dashed"),
    "in_production": Appearance("In production", _PROGRESS, "clapperboard"),
    "ready": Appearance("Ready", _SUCCESS, "circle-check"),
    "archived": Appearance("Archived", _NEUTRAL, "archive"),
    # Products.
    "deleted": Appearance("Deleted", _NEUTRAL, "trash-2"),
    # Ideas and candidates.
    "new": Appearance("New", _ACCENT, "sparkles"),
    "inbox": Appearance("Inbox", _NEUTRAL, "circle-dashed"),
    "saved": Appearance("Saved", _ACCENT, "bookmark"),
    "dismissed": Appearance("Dismissed", _NEUTRAL, "eye-off"),
    "shortlisted": Appearance("Shortlisted", _ACCENT, "bookmark"),
    "scripted": Appearance("Scripted", _PROGRESS, "file-text"),
    "in_studio": Appearance("In studio", _PROGRESS, "clapperboard"),
    "posted": Appearance("Posted", _SUCCESS, "send"),
    "dropped": Appearance("Dropped", _NEUTRAL, "circle-slash"),
    # Publications.
    "pending_review": Appearance("Waiting for approval", _WARNING, "eye"),
    "approved": Appearance("Approved", _SUCCESS, "thumbs-up"),
    "changes_requested": Appearance("Changes requested", _WARNING, "pencil"),
    "scheduled": Appearance("Scheduled", _ACCENT, "calendar-clock"),
    "missed": Appearance("Missed its time", _DANGER, "clock"),
    "submitting": Appearance("Sending", _PROGRESS, "loader-circle"),
    "submitted_unconfirmed": Appearance("Sent, not confirmed", _WARNING, "hourglass"),
    "published": Appearance("Published", _SUCCESS, "circle-check"),
    # Connections, niches and watched channels.
    "active": Appearance("Active", _SUCCESS, "circle-check"),
    "paused": Appearance("Paused", _NEUTRAL, "circle-pause"),
    "expiring": Appearance("Expiring", _WARNING, "timer"),
    "needs_reconnect": Appearance("Reconnect", _DANGER, "unplug"),
    "revoked": Appearance("Revoked", _NEUTRAL, "ban"),
    # Discount codes.
    "wanted": Appearance("Being created", _PROGRESS, "loader-circle"),
    "ending": Appearance("Being ended", _PROGRESS, "loader-circle"),
    "ended": Appearance("Ended", _NEUTRAL, "circle-slash"),
    # Ledger entries and reservations.
    "reserve": Appearance("Reserved", _PROGRESS, "lock"),
    "commit": Appearance("Used", _NEUTRAL, "check"),
    "release": Appearance("Refunded", _SUCCESS, "undo-2"),
    "grant": Appearance("Granted", _SUCCESS, "gift"),
    "adjust": Appearance("Adjusted", _WARNING, "pencil"),
    "lapse": Appearance("Lapsed", _NEUTRAL, "circle-slash"),
    "held": Appearance("Reserved", _PROGRESS, "lock"),
    "committed": Appearance("Used", _NEUTRAL, "check"),
    "released": Appearance("Refunded", _SUCCESS, "undo-2"),
    # Webhook deliveries.
    "pending": Appearance("Pending", _NEUTRAL, "clock"),
    "retrying": Appearance("Retrying", _WARNING, "refresh-cw"),
    # Renderers.
    "starting": Appearance("Starting", _PROGRESS, "loader-circle"),
    "busy": Appearance("Busy", _PROGRESS, "cpu"),
    "draining": Appearance("Draining", _WARNING, "hourglass"),
    "lost": Appearance("Lost", _DANGER, "unplug"),
    # Subscriptions.
    "none": Appearance("No subscription", _NEUTRAL, "circle-dashed"),
    "trialing": Appearance("Trial", _ACCENT, "hourglass"),
    "past_due": Appearance("Payment overdue", _DANGER, "circle-alert"),
    "read_only": Appearance("Read only", _WARNING, "lock"),
    # External services.
    "live": Appearance("Live", _SUCCESS, "circle-check"),
    "sandbox": Appearance("Sandbox", _WARNING, "flask-conical"),
    "off": Appearance("Off", _NEUTRAL, "power"),
    # Preflight.
    "passed": Appearance("Passed", _SUCCESS, "circle-check"),
    "warning": Appearance("Warning", _WARNING, "triangle-alert"),
    "blocked": Appearance("Blocked", _DANGER, "octagon-alert"),
}


def appearance(state: object) -> Appearance:
    """Return the badge of ``state``. A state without an entry shows its own name."""
    name = str(getattr(state, "value", state))
    known = APPEARANCES.get(name)
    return known or Appearance(name.replace("_", " ").capitalize(), _NEUTRAL, "circle-dot")
