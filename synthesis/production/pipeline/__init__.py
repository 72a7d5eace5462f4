"""The steps of a render.

Two lanes can work on a render at the same time. The control lane (``advance``) submits scenes to renderers
and polls them. The media lane (``make``) speaks the narration, encodes clips while other scenes are still
being rendered, joins the segments and checks the file. The lanes only enqueue each other; each determines its
next steps from the database.
"""

from synthesis.production.pipeline.cancellation import stop_attempts
from synthesis.production.pipeline.control import advance
from synthesis.production.pipeline.making import make, remove_workdirs
from synthesis.production.pipeline.sweeping import resume_stalled

__all__ = ["advance", "make", "remove_workdirs", "resume_stalled", "stop_attempts"]
