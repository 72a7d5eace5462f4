"""The credits of the stock that a video shows."""

from collections.abc import Iterable

from synthesis.attribution import Credit
from synthesis.content import SceneContent, VideoContent

_MOST_CHARACTERS = 4800


def of_scenes(scenes: Iterable[SceneContent]) -> list[Credit]:
    """The credits of the scenes, each once, in the order of the video."""
    found = [scene.credit for scene in scenes if scene.credit is not None and scene.shows_file]
    return list({credit.id: credit for credit in found}.values())


def credited(*, post_text: str, content: VideoContent) -> str:
    """The text of a post with the credits below it, as far as they fit. Idempotent."""
    lines = [line for line in map(_line, of_scenes(content.scenes)) if line not in post_text]
    while lines and len("\n".join([post_text, "", *lines])) > _MOST_CHARACTERS:
        lines.pop()
    return "\n".join([*([post_text, ""] if post_text else []), *lines]) if lines else post_text


def _line(credit: Credit) -> str:
    """Without the signs that platforms refuse in texts."""
    plain = credit.words.translate({ord("<"): None, ord(">"): None})
    return f"{plain}: {credit.page_url}" if credit.page_url else plain
