"""Notifications: one call by any app, shown in the app and sent by e-mail as each person prefers."""

from accounts.notifications.events import Event, register
from accounts.notifications.writing import notify

__all__ = ["Event", "notify", "register"]
