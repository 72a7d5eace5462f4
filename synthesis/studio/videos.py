"""Videos: create, edit, archive, and their renders."""

import secrets
from typing import Any

from django.db import transaction
from django.db.models import BooleanField, Case, OuterRef, Q, Subquery, When
from django.utils import timezone

from accounts.models import User, Workspace
from discovery import ideas
from discovery.models import Idea, IdeaStatus
from foundation import messages, versions
from synthesis.assembly import storyboard
from synthesis.content import TITLE_LENGTH, VideoFields
from synthesis.errors import SceneFieldError, VideoArchivedError, VideoBusyError
from synthesis.models import (
    Asset,
    DraftStatus,
    Origin,
    Render,
    RenderQuerySet,
    RenderStatus,
    Scene,
    SceneStatus,
    ScriptDraft,
    Video,
    VideoStatus,
)
from synthesis.models.videos import VideoQuerySet
from synthesis.studio import languages

UNTITLED = "Untitled video"
DRAW_STILLS = "synthesis.draw_stills"
# The fields that change how scenes look, or how long they last.
_ON_STILLS = {"title", "language", "voice", "theme", "grades_stock", "seed"}
# The fields that people may set. All others follow from renders.
EDITABLE = VideoFields.model_fields.keys() | {"music_track"}


@transaction.atomic
def create(
    *,
    workspace: Workspace,
    user: User | None,
    title: str,
    idea: Idea | None = None,
    language: str = "",
    **look: Any,
) -> Video:
    """Create a video, from an idea or empty.

    ``look``: voice, caption_style, theme, grades_stock, mood, music_track, preset, seed.

    Raises SceneFieldError for an invalid language tag and for a file that is not the workspace's music,
    LanguageNotSpokenError and LanguageNotWrittenError.
    """
    _require_music(look.get("music_track"), workspace_id=workspace.pk)
    language = languages.normalise(language or (idea.language if idea else "en"))
    languages.require_voice(language=language)
    languages.require_face(language=language)
    return Video.objects.create(
        workspace=workspace,
        created_by=user,
        title=" ".join(title.split())[:TITLE_LENGTH] or UNTITLED,
        idea=idea,
        language=language,
        livemode=idea.livemode if idea else True,
        **{"seed": secrets.randbelow(2**31), **look},
    )


def from_idea(*, idea: Idea, user: User | None) -> Video:
    """Create a video from an idea, with its title."""
    return create(workspace=idea.workspace, user=user, title=idea.title, idea=idea)


@transaction.atomic
def edit(*, video: Video, version: int, **changes: Any) -> Video:
    """Edit the fields that people may set. ``version`` is an optimistic lock: the version that was read.

    Fields that affect picture or sound cannot change while a render is in progress. A new language resets the
    voice, unless ``changes`` has one. Raises SceneFieldError, EditedElsewhereError, VideoBusyError,
    VideoArchivedError, LanguageNotSpokenError and LanguageNotWrittenError.
    """
    unknown = changes.keys() - EDITABLE
    if unknown:
        raise TypeError(f"not editable: {', '.join(sorted(unknown))}")
    if changes.keys() - {"title", "post_text"}:
        require_editable(video=video)
    _require_music(changes.get("music_track"), workspace_id=video.workspace_id)
    if "language" in changes:
        changes["language"] = languages.normalise(changes["language"])
        if changes["language"] != video.language:
            languages.require_voice(language=changes["language"])
            languages.require_face(language=changes["language"])
            # The current voice may not exist in the new language.
            changes.setdefault("voice", "")
    if changes.get("theme", video.theme) != video.theme:
        _forget_drawn_clips(video)
    if changes.keys() & _ON_STILLS:
        messages.send_on_commit(DRAW_STILLS, video.pk)
    return versions.change(row=video, version=version, updated_at=timezone.now(), **changes)


def _forget_drawn_clips(video: Video) -> None:
    """Drawn scenes are no longer done: their clips show the earlier theme. Locked scenes keep theirs."""
    done = Scene.objects.filter(video=video, origin=Origin.MOTION, status=SceneStatus.SUCCEEDED)
    for scene in done.select_for_update():
        scene.move_to(SceneStatus.READY_TO_RENDER, clip=None)


def _require_music(track: Asset | None, *, workspace_id: str) -> None:
    if track is not None and (track.workspace_id != workspace_id or not track.is_music):
        raise SceneFieldError(field="music_track", detail="Choose music from your own library.")


def has_old_post_text(*, video: Video) -> bool:
    """True if a writer wrote the post text, and the narration was changed since."""
    written = ScriptDraft.objects.filter(video=video, status=DraftStatus.SUCCEEDED).exclude(script=None)
    draft = written.order_by("-created_at", "-pk").first()
    script = draft.script if draft else None
    if script is None or not video.post_text or video.post_text != script.post_text.strip()[:4000]:
        return False
    then = {" ".join(beat.narration.split()) for beat in script.scenes}
    now = {" ".join(narration.split()) for narration in video.scenes.values_list("narration", flat=True)}
    return then - {""} != now - {""}


def require_editable(*, video: Video) -> Video:
    """Lock the video's row until the transaction ends. Raises an error if the video cannot change now."""
    locked = Video.objects.select_for_update().get(pk=video.pk)
    if locked.status == VideoStatus.IN_PRODUCTION:
        raise VideoBusyError()
    if locked.status == VideoStatus.ARCHIVED:
        raise VideoArchivedError()
    return locked


def touch(*, video: Video, scene: Scene | None = None) -> None:
    """Record that a part of the video, such as ``scene``, changed, and have its stills drawn again."""
    Video.objects.filter(pk=video.pk).update(updated_at=timezone.now())
    messages.send_on_commit(DRAW_STILLS, video.pk, first=scene.pk if scene else "")


def archive(*, video: Video) -> None:
    """Archive the video. Nothing is deleted. Idempotent."""
    if video.status == VideoStatus.IN_PRODUCTION:
        raise VideoBusyError()
    if video.status != VideoStatus.ARCHIVED:
        video.move_to(VideoStatus.ARCHIVED)


def restore(*, video: Video) -> None:
    """Restore the video from the archive."""
    if video.status == VideoStatus.ARCHIVED:
        video.move_to(_resting_status(video))


def begin_production(*, video: Video) -> bool:
    """Mark the video as in production and advance its idea. False if another transaction moved the video
    first.
    """
    if video.idea is not None and video.idea.can_move_to(IdeaStatus.IN_STUDIO):
        ideas.move(idea=video.idea, status=IdeaStatus.IN_STUDIO)
    return video.move_to(VideoStatus.IN_PRODUCTION)


def end_production(*, video: Video) -> None:
    """Set the status after a render: ready if any render of the video has a file, otherwise draft."""
    if video.status == VideoStatus.IN_PRODUCTION:
        video.move_to(_resting_status(video))


def latest_render(*, video: Video) -> Render | None:
    """The newest successful render: the one that is shown, downloaded and published."""
    return _shown_renders(video).filter(status=RenderStatus.SUCCEEDED).first()


def current_render(*, video: Video) -> Render | None:
    """The render in progress, or else the last one, in any status."""
    return _shown_renders(video).first()


def _shown_renders(video: Video) -> RenderQuerySet:
    return Render.objects.filter(video=video).order_by("-number").select_related("final_asset", "poster_pick")


def with_last_render(*, rows: VideoQuerySet) -> VideoQuerySet:
    """Annotate the videos with their last render: ``last_render_id``, ``…_status``, ``…_failure``,
    ``…_failure_code``, and ``needs_retry`` if it failed or was canceled and no render followed.
    """
    last = Render.objects.filter(video=OuterRef("pk")).order_by("-number")
    fields = ("status", "failure", "failure_code")
    annotated = rows.annotate(
        last_render_id=Subquery(last.values("pk")[:1]),
        **{f"last_render_{name}": Subquery(last.values(name)[:1]) for name in fields},
    )
    ended_badly = Q(last_render_status__in=[RenderStatus.FAILED, RenderStatus.CANCELED])
    resting = Q(status__in=[VideoStatus.DRAFT, VideoStatus.READY])
    return annotated.annotate(
        needs_retry=Case(When(ended_badly & resting, then=True), default=False, output_field=BooleanField())
    )


def needing_retry(*, rows: VideoQuerySet) -> VideoQuerySet:
    """Filter ``with_last_render`` to the videos whose last render failed or was canceled."""
    return rows.filter(Q(("needs_retry", True)))


def synthetic_media(*, render: Render) -> bool:
    """Whether platforms must be told of AI-made pictures or sound.

    From the origins of the scenes in the render, and from what the credentials of their files say.
    """
    if any(scene.is_generated for scene in render.scenes):
        return True
    made = render.final_asset.credentials if render.final_asset else None
    return made is not None and made.has_ai_ingredient


def captions_area(*, render: Render) -> tuple[float, float, float, float] | None:
    """Where the captions of the render stand: left, top, right and bottom edge as shares of the frame.

    None for a render without narration, which has no captions.
    """
    if not any(scene.narration.strip() for scene in render.scenes):
        return None
    left, top, right, bottom = storyboard.CAPTIONS_PX
    width, height = storyboard.WIDTH_PX, storyboard.HEIGHT_PX
    return left / width, top / height, right / width, bottom / height


def _resting_status(video: Video) -> VideoStatus:
    return VideoStatus.READY if latest_render(video=video) else VideoStatus.DRAFT
