"""What apps above are asked. They answer or refuse; accounts does not know who they are."""

from django.dispatch import Signal

# Sent with ``workspace``. A receiver answers with the ``throttles.Limits`` of its plan.
rate_limits_asked_for = Signal()

# Sent with ``workspace`` before any of its work is changed. A receiver that has a reason against it raises a
# refusal.
change_asked_for = Signal()
