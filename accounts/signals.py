"""Signals that accounts sends to apps above it, which it does not import."""

from django.dispatch import Signal

# Sent with ``workspace``. A receiver returns the ``throttles.Limits`` of its plan.
rate_limits_requested = Signal()

# Sent with ``workspace``, ``before`` and ``after`` (names of time zones) and ``keep_wall_times``, in the
# transaction that changes the time zone. A receiver returns a sentence for the person, or None.
time_zone_changed = Signal()

# Sent with ``workspace`` before its work is changed. A receiver can prevent the change by raising a refusal.
change_requested = Signal()
