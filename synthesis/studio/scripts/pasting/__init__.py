"""Pasted scripts: cut into scenes between sentences."""

import re
from collections.abc import Sequence
from typing import Any

from django.db import transaction

from accounts.models import User, Workspace
from discovery.models import Idea
from synthesis.content import MAX_SCENES, TEXTS, Layout, SceneFields
from synthesis.errors import ScriptEmptyError, ScriptTooLongError
from synthesis.models import DraftStatus, Scene, ScriptDraft, Video, Writer
from synthesis.studio import scenes, videos
from synthesis.studio.scripts.shaping import trimmed

SCRIPT_LENGTH = 10_000
# About seven seconds of speech: long enough for a thought, short enough for frequent picture changes.
SCENE_LENGTH = 110
HEADLINE_LENGTH = 60
# The last four are the full-width forms of East Asian writing systems, which have no space after them.
_WIDE_ENDS = "\u3002\uff01\uff1f\uff0e"
_SENTENCE_END = re.compile(rf"(?<=[.!?…])\s+|(?<=[{_WIDE_ENDS}])")
_ANY_END = re.compile(rf"[.!?…{_WIDE_ENDS}]")


def paste(*, video: Video, text: str) -> list[Scene]:
    """Make scenes of a pasted script, cut between sentences. Locked scenes stay, at the front.

    Raises ScriptTooLongError, ScriptEmptyError, TooManyScenesError and VideoBusyError.
    """
    tidy = scenes.UNWANTED.sub(" ", text).strip()
    if len(tidy) > SCRIPT_LENGTH:
        raise ScriptTooLongError(length=len(tidy), limit=SCRIPT_LENGTH)
    if not any(character.isalnum() for character in tidy):
        raise ScriptEmptyError()
    pieces = split(text=tidy)
    with transaction.atomic():
        made = scenes.replace_all(
            video=video, beats=[_scene_of(piece, place, len(pieces)) for place, piece in enumerate(pieces)]
        )
        ScriptDraft.objects.create(
            workspace_id=video.workspace_id,
            video=video,
            status=DraftStatus.SUCCEEDED,
            writer=Writer.PERSON,
            livemode=video.livemode,
        )
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


def split(*, text: str) -> list[str]:
    """Cut a text into scenes: never inside a sentence that fits, and never into more scenes than a video
    holds.
    """
    length = max(SCENE_LENGTH, -(-len(text) // (MAX_SCENES - 8)))
    pieces: list[str] = []
    for paragraph in re.split(r"\n\s*\n", text):
        for sentence in _sentences(" ".join(paragraph.split())):
            for part in _cut(sentence, min(2 * length, TEXTS["narration"].max_length)):
                if pieces and len(pieces[-1]) + len(part) + 1 <= length:
                    pieces[-1] = f"{pieces[-1]} {part}"
                else:
                    pieces.append(part)
    return pieces


def _scene_of(text: str, place: int, count: int) -> SceneFields:
    layouts = (Layout.STATEMENT, Layout.QUOTE, Layout.TITLE)
    if place == 0:
        layout = Layout.TITLE
    elif place == count - 1 and count > 2:
        layout = Layout.OUTRO
    else:
        layout = layouts[place % 2]
    return SceneFields(narration=text, headline=headline_of(text=text), layout=layout)


def headline_of(*, text: str) -> str:
    """The headline on the screen while a pasted text is spoken."""
    return trimmed(_ANY_END.split(text)[0], HEADLINE_LENGTH)


def _sentences(text: str) -> list[str]:
    return [part for part in _SENTENCE_END.split(text) if part]


def _cut(sentence: str, length: int) -> Sequence[str]:
    """Cut a sentence that is too long for a scene: between words, or anywhere in a text without spaces."""
    parts = []
    while len(sentence) > length:
        end = sentence.rfind(" ", length // 2, length)
        end = end if end > 0 else length
        parts.append(sentence[:end].strip())
        sentence = sentence[end:].strip()
    return [*parts, sentence] if sentence else parts
