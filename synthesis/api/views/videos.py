"""Videos and their scripts over REST."""

from typing import Any

from django.urls import reverse
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import Change, WorkspaceAPIView
from discovery.models import Idea
from foundation import versions
from foundation.errors import NotFoundError
from foundation.openapi import IF_MATCH, LIST_PARAMETERS, list_of
from synthesis.api.serializers.production import RecipeSerializer
from synthesis.api.serializers.scenes import SceneSerializer
from synthesis.api.serializers.videos import (
    HookRequestSerializer,
    ScriptDraftSerializer,
    ScriptRequestSerializer,
    VideoFieldsSerializer,
    VideoRequestSerializer,
    VideoSerializer,
)
from synthesis.models import Asset, Video
from synthesis.studio import looks, scripts, videos


class VideosView(WorkspaceAPIView):
    """The base of the endpoints of videos."""

    scope = "videos"
    changes = Change.WORK

    def video(self, video_id: str) -> Video:
        """The workspace's video of that id. Raises NotFoundError."""
        return Video.objects.for_workspace(self.workspace).get_or_refuse(video_id)

    def fields(self, validated: dict[str, Any]) -> dict[str, Any]:
        """What was sent, with the id of a file made its row. An empty id is none."""
        asked = dict(validated)
        if asked.get("music_track"):
            files = Asset.objects.for_workspace(self.workspace)
            asked["music_track"] = files.get_or_refuse(asked["music_track"])
        elif "music_track" in asked:
            asked["music_track"] = None
        return asked

    def shown(self, video: Video, status: int = 200) -> Response:
        """The video, with the tag of its version."""
        response = Response(VideoSerializer(video).data, status=status)
        response["ETag"] = versions.etag(video.version)
        response["Location"] = reverse("api:video", args=[video.pk])
        return response


class VideoListView(VideosView):
    """The workspace's videos."""

    @extend_schema(operation_id="videos_list", parameters=LIST_PARAMETERS, responses=list_of(VideoSerializer))
    def get(self, request: Request) -> Response:
        """Returns the videos, newest first."""
        rows = videos.with_last_render(rows=Video.objects.for_workspace(self.workspace))
        return self.listing(rows, VideoSerializer, order="-created_at")

    @extend_schema(request=VideoRequestSerializer, responses={201: VideoSerializer})
    def post(self, request: Request) -> Response:
        """Create a video from an idea or a title.

        ``idea`` or ``title`` is required. With ``script``, scenes are created from that text, cut between
        sentences and otherwise unchanged. If the script is rejected, no video is created.

        Errors: ``422 language_not_spoken`` if no voice reads the language; ``422 language_not_written`` if no
        typeface has its letters; ``422 scene_field`` if ``language`` is not a language tag, or
        ``music_track`` is not a music file; ``422 script_empty``, ``422 script_too_long``, and ``422
        too_many_scenes`` for the script.
        """
        body = VideoRequestSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        asked = self.fields(body.validated_data)
        idea_id, text = asked.pop("idea", ""), asked.pop("script", "")
        idea = Idea.objects.for_workspace(self.workspace).get_or_refuse(idea_id) if idea_id else None
        title = asked.pop("title", "") or (idea.title if idea else "")
        asked |= {"workspace": self.workspace, "user": self.user, "title": title, "idea": idea}
        video = scripts.begin(text=text, **asked) if text else videos.create(**asked)
        return self.shown(video, status=201)


class VideoView(VideosView):
    """One video."""

    @extend_schema(operation_id="videos_retrieve", responses=VideoSerializer)
    def get(self, request: Request, video_id: str) -> Response:
        """Returns a video.

        An update requires its ``ETag``.
        """
        return self.shown(self.video(video_id))

    @extend_schema(parameters=[IF_MATCH], request=VideoFieldsSerializer, responses=VideoSerializer)
    def patch(self, request: Request, video_id: str) -> Response:
        """Update a video.

        Fields that are not sent keep their values. ``title`` and ``post_text`` can change at any time; other
        fields can't while a render is in progress or the video is archived.

        Errors: ``409 video_busy`` while a render is in progress; ``409 video_archived``; ``412
        edited_elsewhere``; ``422 language_not_spoken`` if no voice reads the language; ``422
        language_not_written`` if no typeface has its letters; ``422 scene_field`` if ``language`` is not a
        language tag, or ``music_track`` is not a music file; ``428 version_missing``.
        """
        video = self.video(video_id)
        body = VideoFieldsSerializer(data=request.data, partial=True, context={"language": video.language})
        body.is_valid(raise_exception=True)
        version = versions.named_in(request.headers)
        return self.shown(videos.edit(video=video, version=version, **self.fields(body.validated_data)))


class VideoArchiveView(VideosView):
    """Archiving a video."""

    @extend_schema(request=None, responses=VideoSerializer)
    def post(self, request: Request, video_id: str) -> Response:
        """Archive a video.

        Nothing is deleted. Archiving it again changes nothing.

        Errors: ``409 video_busy`` while a render is in progress.
        """
        video = self.video(video_id)
        videos.archive(video=video)
        return self.shown(video)


class VideoRestoreView(VideosView):
    """Restoring a video."""

    @extend_schema(request=None, responses=VideoSerializer)
    def post(self, request: Request, video_id: str) -> Response:
        """Restore an archived video.

        Sets ``status`` to ``ready`` if a render has succeeded, otherwise to ``draft``. For a video that is
        not archived, it changes nothing.
        """
        video = self.video(video_id)
        videos.restore(video=video)
        return self.shown(video)


class VideoScriptView(VideosView):
    """The script of a video."""

    spends = True

    @extend_schema(responses=ScriptDraftSerializer)
    def get(self, request: Request, video_id: str) -> Response:
        """Returns the newest script of a video and its status.

        Poll it while a script is being written. Returns ``404 not_found`` if the video has had no script.
        """
        draft = scripts.latest_draft(video=self.video(video_id))
        if draft is None:
            raise NotFoundError("This video has no script yet.")
        return Response(ScriptDraftSerializer(draft).data)

    @extend_schema(
        request=ScriptRequestSerializer,
        responses={201: SceneSerializer(many=True), 202: ScriptDraftSerializer},
    )
    def post(self, request: Request, video_id: str) -> Response:
        """Write a script for a video, or use your own.

        Without ``text``, a script is written in the background: the response has the status 202, and the
        script can be polled at the same path. ``topic``, ``kind``, ``tone`` and ``target_s`` that are not
        sent are those of the video's last written script. While one is being written, a repeated request
        returns that one. With ``text``, scenes are created from it immediately: the response has the status
        201 and contains all scenes of the video. In both cases the new scenes replace the present ones,
        except locked scenes, which move to the front.

        Errors: ``409 video_busy`` while a render is in progress; ``409 video_archived``; ``422 no_writer`` if
        no language model for the language is set up; ``422 script_empty``, ``422 script_too_long``, and ``422
        too_many_scenes`` for ``text``.
        """
        video = self.video(video_id)
        body = ScriptRequestSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        if "text" in body.validated_data:
            made = scripts.paste(video=video, text=body.validated_data["text"])
            context = {"looks": looks.of_rows(video=video)}
            return Response(SceneSerializer(made, many=True, context=context).data, status=201)
        draft = scripts.request(video=video, user=self.user, options=body.options(video=video))
        response = Response(ScriptDraftSerializer(draft).data, status=202)
        response["Location"] = reverse("api:video-script", args=[video.pk])
        return response


class VideoHookView(VideosView):
    """The hook of a video."""

    @extend_schema(request=HookRequestSerializer, responses=SceneSerializer)
    def post(self, request: Request, video_id: str) -> Response:
        """Open a video with one of its script's hooks.

        The narration and the headline of the first scene are replaced. The same request again changes
        nothing.

        Errors: ``409 no_opening`` without a written script or a scene; ``409 scene_locked``; ``409
        video_busy`` while a render is in progress; ``409 video_archived``; ``422 hook_not_found``.
        """
        video = self.video(video_id)
        body = HookRequestSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        scene = scripts.use_hook(video=video, number=body.validated_data["number"])
        context = {"looks": looks.of_rows(video=scene.video)}
        return Response(SceneSerializer(scene, context=context).data)


class VideoRecipeView(VideosView):
    """The recipe of the newest finished render."""

    @extend_schema(responses=RecipeSerializer)
    def get(self, request: Request, video_id: str) -> Response:
        """Returns the recipe of a video's newest finished render.

        A recipe contains everything that is needed to render the same video again. Returns ``404 not_found``
        if no render has succeeded.
        """
        render = videos.latest_render(video=self.video(video_id))
        if render is None:
            raise NotFoundError("This video has no finished version yet.")
        return Response(RecipeSerializer(render.recipe).data)
