"""Signals of synthesis."""

from django.dispatch import Signal

# Sent after the commit, with ``video`` and ``render``, when a render has succeeded. It may be sent more than
# once.
video_ready = Signal()
