"""What each step of a render does.

Two lanes work on a render at a time. The control lane (``advance``) submits scenes to renderers and polls
them; the media lane (``make``) speaks, joins and checks, and encodes the clips that are there while the rest
is rendered. Both only prompt each other: what there is to do is read from the rows.
"""

from synthesis.production.pipeline.cancellation import stop_attempts
from synthesis.production.pipeline.control import advance
from synthesis.production.pipeline.making import make, remove_workdirs
from synthesis.production.pipeline.sweeping import resume_stalled

__all__ = ["advance", "make", "remove_workdirs", "resume_stalled", "stop_attempts"]
