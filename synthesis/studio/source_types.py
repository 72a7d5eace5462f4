"""The term of IPTC's vocabulary for how a finished video was made. docs/marks.md gives the reasons."""

from synthesis.choices import Origin
from synthesis.content import VideoContent
from synthesis.credentials import SourceType


def of(*, content: VideoContent, has_ai_ingredient: bool) -> SourceType:
    """The term for a video of this content.

    ``has_ai_ingredient``: the credentials of a file that is shown or heard say that it is AI-made.
    """
    has_own_sound = content.music_track is not None or any(scene.recording for scene in content.scenes)
    is_generated = [scene.is_generated for scene in content.scenes]
    if is_generated and all(is_generated) and not has_own_sound:
        return SourceType.TRAINED
    if any(is_generated) or has_ai_ingredient or _is_spoken(content):
        return SourceType.COMPOSITE_TRAINED
    is_drawn = all(scene.origin == Origin.MOTION for scene in content.scenes)
    return SourceType.ALGORITHMIC if is_drawn and not has_own_sound else SourceType.COMPOSITE


def _is_spoken(content: VideoContent) -> bool:
    """True if a synthetic voice is heard."""
    return any(scene.narration and not scene.recording for scene in content.scenes)
