"""What synthesis tells whoever listens."""

from django.dispatch import Signal

# Sent after the commit with ``video`` and ``render`` when a render has succeeded. It may be sent again.
video_ready = Signal()
