"""What each step of a render does.

Two lanes work on a render at a time. The control lane (``advance``) has scenes drawn by renderers; the
media lane (``make``) speaks, joins and checks, and encodes whatever has been drawn while the rest still is.
Both only prompt each other: what there is to do is read from the rows.
"""

from synthesis.production.pipeline.drawing import advance, stop_attempts
from synthesis.production.pipeline.making import make, remove_workdirs
from synthesis.production.pipeline.sweeping import resume_stalled

__all__ = ["advance", "make", "remove_workdirs", "resume_stalled", "stop_attempts"]
