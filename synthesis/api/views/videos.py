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
    ScriptDraftSerializer,
    ScriptRequestSerializer,
    VideoFieldsSerializer,
    VideoRequestSerializer,
    VideoSerializer,
)
from synthesis.models import Video
from synthesis.studio import scripts, videos


class VideosView(WorkspaceAPIView):
    """Where the endpoints of videos begin."""

    scope = "videos"
    changes = Change.WORK

    def video(self, video_id: str) -> Video:
        """The workspace's video of that id. Raises NotFoundError."""
        return Video.objects.for_workspace(self.workspace).get_or_refuse(video_id)

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
        """Newest first."""
        rows = videos.with_last_render(rows=Video.objects.for_workspace(self.workspace))
        return self.listing(rows, VideoSerializer, order="-created_at")

    @extend_schema(request=VideoRequestSerializer, responses={201: VideoSerializer})
    def post(self, request: Request) -> Response:
        """Begin a video of an idea or a title; with ``script``, its scenes are made of that text."""
        body = VideoRequestSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        asked: dict[str, Any] = dict(body.validated_data)
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
        """The video; its ETag is what a change needs."""
        return self.shown(self.video(video_id))

    @extend_schema(parameters=[IF_MATCH], request=VideoFieldsSerializer, responses=VideoSerializer)
    def patch(self, request: Request, video_id: str) -> Response:
        """Change how it is called, looks or sounds."""
        video = self.video(video_id)
        body = VideoFieldsSerializer(data=request.data, partial=True, context={"language": video.language})
        body.is_valid(raise_exception=True)
        version = versions.named_in(request.headers)
        return self.shown(videos.edit(video=video, version=version, **body.validated_data))


class VideoArchiveView(VideosView):
    """Putting a video away."""

    @extend_schema(request=None, responses=VideoSerializer)
    def post(self, request: Request, video_id: str) -> Response:
        """Archive it."""
        video = self.video(video_id)
        videos.archive(video=video)
        return self.shown(video)


class VideoRestoreView(VideosView):
    """Taking a video out again."""

    @extend_schema(request=None, responses=VideoSerializer)
    def post(self, request: Request, video_id: str) -> Response:
        """Restore it."""
        video = self.video(video_id)
        videos.restore(video=video)
        return self.shown(video)


class VideoScriptView(VideosView):
    """The script of a video."""

    spends = True

    @extend_schema(responses=ScriptDraftSerializer)
    def get(self, request: Request, video_id: str) -> Response:
        """The latest writing of it, and how far it is."""
        draft = scripts.latest_draft(video=self.video(video_id))
        if draft is None:
            raise NotFoundError("No script was written for this video yet.")
        return Response(ScriptDraftSerializer(draft).data)

    @extend_schema(
        request=ScriptRequestSerializer,
        responses={201: SceneSerializer(many=True), 202: ScriptDraftSerializer},
    )
    def post(self, request: Request, video_id: str) -> Response:
        """Have a script written (202), or give your own as ``text`` (201, the scenes made of it)."""
        video = self.video(video_id)
        body = ScriptRequestSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        if "text" in body.validated_data:
            made = scripts.paste(video=video, text=body.validated_data["text"])
            return Response(SceneSerializer(made, many=True).data, status=201)
        draft = scripts.request(video=video, user=self.user)
        response = Response(ScriptDraftSerializer(draft).data, status=202)
        response["Location"] = reverse("api:video-script", args=[video.pk])
        return response


class VideoRecipeView(VideosView):
    """What the newest version was made with."""

    @extend_schema(responses=RecipeSerializer)
    def get(self, request: Request, video_id: str) -> Response:
        """The recipe of the newest finished render."""
        render = videos.latest_render(video=self.video(video_id))
        if render is None:
            raise NotFoundError("This video has no finished version yet.")
        return Response(RecipeSerializer(render.recipe).data)
