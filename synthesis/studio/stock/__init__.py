"""Stock in the studio: searches in words of the video, choices for scenes, and credits.

``queries`` makes searches of a scene's words, ``search`` sends them from the best fit to the last resort,
``ranking`` orders what they find, and ``choices`` shows the result in a scene. ``credits`` names the
creators.
"""

from synthesis.studio.stock.choices import (
    CHOOSE,
    begin,
    choose,
    latest,
    request,
    request_all,
    resume_stalled,
)
from synthesis.studio.stock.credits import credited
from synthesis.studio.stock.credits import of_scenes as credits_of
from synthesis.studio.stock.queries import of_words as query_of
from synthesis.studio.stock.queries import suggested

__all__ = [
    "CHOOSE",
    "begin",
    "choose",
    "credited",
    "credits_of",
    "latest",
    "query_of",
    "request",
    "request_all",
    "resume_stalled",
    "suggested",
]
