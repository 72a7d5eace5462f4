"""What the workspace's last videos looked like, so that the next one looks different."""

from collections.abc import Mapping

from synthesis.content import SceneContent, VideoContent
from synthesis.models import Render, Video

_LAST_VIDEOS = 5


def with_history(*, video: Video, content: VideoContent) -> VideoContent:
    """The content with the themes and openings that it avoids.

    Those of the video's own last render stay, and its theme and layouts, so that a new render of one scene
    does not change the others.
    """
    own = Render.objects.filter(video=video).order_by("-number").only("content").first()
    if own is not None:
        kept = own.content
        return content.model_copy(
            update={
                "recent_themes": kept.recent_themes,
                "recent_openings": kept.recent_openings,
                "drawn_theme": kept.drawn_theme if _is_much_the_same(content, kept) else "",
                "drawn_layouts": _layouts_of_same(content, kept),
                "drawn_title": kept.drawn_title if kept.title == content.title else "",
            }
        )
    others = (
        Render.objects.for_workspace(video.workspace)
        .exclude(video=video)
        .order_by("video", "-number")
        .distinct("video")
        .values_list("pk", flat=True)
    )
    last = Render.objects.filter(pk__in=others).order_by("-created_at").only("content")[:_LAST_VIDEOS]
    drawn = [(render.content.drawn_theme, _opening(render.content)) for render in last]
    return content.model_copy(
        update={
            "recent_themes": tuple(theme for theme, _ in drawn if theme),
            "recent_openings": tuple(opening for _, opening in drawn if opening),
        }
    )


def _is_much_the_same(content: VideoContent, kept: VideoContent) -> bool:
    """True if no other theme was asked for, and at least half of the scenes say what they said."""
    said = {scene.narration for scene in kept.scenes}
    same = sum(scene.narration in said for scene in content.scenes)
    return content.theme == kept.theme and 2 * same >= len(content.scenes)


def _layouts_of_same(content: VideoContent, kept: VideoContent) -> Mapping[str, str]:
    """The layouts of the scenes that are as they were, wherever they stand."""
    before = {scene.id: _bare(scene) for scene in kept.scenes}
    same = [scene.id for scene in content.scenes if before.get(scene.id) == _bare(scene)]
    return {scene_id: kept.drawn_layouts[scene_id] for scene_id in same if scene_id in kept.drawn_layouts}


def _bare(scene: SceneContent) -> SceneContent:
    return scene.model_copy(update={"position": 0})


def _opening(content: VideoContent) -> str:
    """The layout of the first scene."""
    return content.drawn_layouts.get(content.scenes[0].id, "") if content.scenes else ""
