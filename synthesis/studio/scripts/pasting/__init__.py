"""Pasted scripts: paragraphs become scenes, without markup, and with the picture that they describe."""

from typing import Any

from django.db import transaction

from accounts.models import User, Workspace
from discovery.models import Idea
from synthesis.content import MAX_SCENES, SceneFields
from synthesis.errors import ScriptEmptyError, ScriptTooLongError
from synthesis.models import DraftStatus, Scene, SceneStatus, ScriptDraft, Video, Writer
from synthesis.studio import scenes, stock, videos
from synthesis.studio.headlines import headline_of
from synthesis.studio.scripts.pasting import cutting, layouts, passages

__all__ = ["SCRIPT_LENGTH", "begin", "headline_of", "paste", "scenes_of", "split"]

SCRIPT_LENGTH = 10_000


def paste(*, video: Video, text: str) -> list[Scene]:
    """Make scenes of a pasted script. Locked scenes stay, at the front.

    Raises ScriptTooLongError, ScriptEmptyError, TooManyScenesError and VideoBusyError.
    """
    tidy = _tidy(text)
    if len(tidy) > SCRIPT_LENGTH:
        raise ScriptTooLongError(length=len(tidy), limit=SCRIPT_LENGTH)
    with transaction.atomic():
        kept = Scene.objects.filter(video=video, status=SceneStatus.LOCKED).count()
        beats = scenes_of(text=tidy, language=video.language, most=MAX_SCENES - kept)
        if not any(character.isalnum() for beat in beats for character in beat.narration):
            raise ScriptEmptyError()
        made = scenes.replace_all(video=video, beats=beats)
        ScriptDraft.objects.create(
            workspace_id=video.workspace_id,
            video=video,
            status=DraftStatus.SUCCEEDED,
            writer=Writer.PERSON,
            livemode=video.livemode,
        )
        stock.begin(video=video)
    return made


@transaction.atomic
def begin(
    *,
    workspace: Workspace,
    user: User | None,
    title: str,
    text: str,
    idea: Idea | None = None,
    language: str = "",
    **look: Any,
) -> Video:
    """Create a video from a pasted script. If the script is refused, no video is created.

    Raises the errors of ``paste``; ``look`` is that of ``videos.create``.
    """
    video = videos.create(workspace=workspace, user=user, title=title, idea=idea, language=language, **look)
    paste(video=video, text=text)
    return video


def scenes_of(*, text: str, language: str = "", most: int = MAX_SCENES) -> list[SceneFields]:
    """The scenes of a text: its paragraphs, cut where they are too long, joined where they are too many."""
    fitted = cutting.fit(passages.of(_tidy(text)), most=max(1, most), language=language)
    count = len(fitted)
    return [
        layouts.scene_of(passage, place=place, count=count, language=language)
        for place, passage in enumerate(fitted)
    ]


def split(*, text: str, language: str = "") -> list[str]:
    """The narration of each scene of a text."""
    return [passage.text for passage in cutting.fit(passages.of(text), most=MAX_SCENES, language=language)]


def _tidy(text: str) -> str:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n\n")
    # Tabs are read as the columns of a table.
    return "\t".join(scenes.UNWANTED.sub(" ", part) for part in lines.split("\t")).strip()
