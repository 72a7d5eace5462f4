"""Signals that accounts sends to apps above it, which it does not import."""

from django.dispatch import Signal

# Sent with ``workspace``. A receiver returns the ``throttles.Limits`` of its plan.
rate_limits_asked_for = Signal()

# Sent with ``workspace`` before any of its work is changed. A receiver that objects raises a
# refusal.
change_asked_for = Signal()
