"""Scenes over REST."""

from typing import Any

from django.urls import reverse
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from foundation import versions
from foundation.openapi import IF_MATCH, LIST_PARAMETERS, list_of
from synthesis.api.serializers.scenes import (
    SceneFieldsSerializer,
    SceneLockSerializer,
    SceneOrderSerializer,
    SceneRequestSerializer,
    SceneSerializer,
    SceneSplitSerializer,
)
from synthesis.api.views.videos import VideosView
from synthesis.models import Asset, Scene
from synthesis.studio import scenes


class ScenesView(VideosView):
    """Where the endpoints of scenes begin."""

    def scene(self, video_id: str, scene_id: str) -> Scene:
        """The scene, if it is of this video. Raises NotFoundError."""
        return (
            Scene.objects.for_workspace(self.workspace)
            .filter(video_id=video_id)
            .select_related("video")
            .get_or_refuse(scene_id)
        )

    def represent(self, scene: Scene, status: int = 200) -> Response:
        """The scene, with the tag of its version."""
        response = Response(SceneSerializer(scene).data, status=status)
        response["ETag"] = versions.etag(scene.version)
        response["Location"] = reverse("api:video-scene", args=[scene.video_id, scene.pk])
        return response

    def fields(self, validated: dict[str, Any]) -> dict[str, Any]:
        """What was sent, with the asset's id made the asset."""
        asked = dict(validated)
        if asked.get("asset"):
            asked["asset"] = Asset.objects.for_workspace(self.workspace).get_or_refuse(asked["asset"])
        return asked


class SceneListView(ScenesView):
    """The scenes of a video."""

    @extend_schema(operation_id="scenes_list", parameters=LIST_PARAMETERS, responses=list_of(SceneSerializer))
    def get(self, request: Request, video_id: str) -> Response:
        """In the order they follow each other."""
        rows = Scene.objects.for_workspace(self.workspace).filter(video=self.video(video_id))
        return self.listing(rows, SceneSerializer, order="position")

    @extend_schema(request=SceneRequestSerializer, responses={201: SceneSerializer})
    def post(self, request: Request, video_id: str) -> Response:
        """Add a scene at the end, or behind another."""
        video = self.video(video_id)
        body = SceneRequestSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        asked = self.fields(body.validated_data)
        after_id = asked.pop("after", None)
        after = self.scene(video_id, after_id) if after_id else None
        return self.represent(scenes.add(video=video, after=after, **asked), status=201)


class SceneView(ScenesView):
    """One scene."""

    @extend_schema(operation_id="scenes_retrieve", responses=SceneSerializer)
    def get(self, request: Request, video_id: str, scene_id: str) -> Response:
        """The scene; its ETag is what a change needs."""
        return self.represent(self.scene(video_id, scene_id))

    @extend_schema(parameters=[IF_MATCH], request=SceneFieldsSerializer, responses=SceneSerializer)
    def patch(self, request: Request, video_id: str, scene_id: str) -> Response:
        """Change it."""
        scene = self.scene(video_id, scene_id)
        body = SceneFieldsSerializer(data=request.data, partial=True)
        body.is_valid(raise_exception=True)
        version = versions.named_in(request.headers)
        changes = self.fields(body.validated_data)
        return self.represent(scenes.edit(scene=scene, version=version, **changes))

    @extend_schema(responses={204: None})
    def delete(self, request: Request, video_id: str, scene_id: str) -> Response:
        """Take it out."""
        scenes.delete(scene=self.scene(video_id, scene_id))
        return Response(status=204)


class SceneLockView(ScenesView):
    """Keeping a scene as it is."""

    @extend_schema(request=SceneLockSerializer, responses=SceneSerializer)
    def post(self, request: Request, video_id: str, scene_id: str) -> Response:
        """Lock or unlock it."""
        scene = self.scene(video_id, scene_id)
        body = SceneLockSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        if body.validated_data["locked"]:
            scenes.lock(scene=scene)
        else:
            scenes.unlock(scene=scene)
        scene.refresh_from_db()
        return self.represent(scene)


class SceneSplitView(ScenesView):
    """Cutting a scene in two."""

    @extend_schema(request=SceneSplitSerializer, responses={201: SceneSerializer(many=True)})
    def post(self, request: Request, video_id: str, scene_id: str) -> Response:
        """Split the narration at a character, and return both scenes. The second follows the first."""
        scene = self.scene(video_id, scene_id)
        body = SceneSplitSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        parts = scenes.split(scene=scene, at=body.validated_data["at"])
        return Response(SceneSerializer(parts, many=True).data, status=201)


class SceneMergeView(ScenesView):
    """Joining a scene with the next."""

    @extend_schema(request=None, responses=SceneSerializer)
    def post(self, request: Request, video_id: str, scene_id: str) -> Response:
        """Append the next scene's narration to this scene, and delete the next scene."""
        return self.represent(scenes.merge_with_next(scene=self.scene(video_id, scene_id)))


class SceneOrderView(ScenesView):
    """The order of scenes."""

    @extend_schema(request=SceneOrderSerializer, responses=SceneSerializer(many=True))
    def post(self, request: Request, video_id: str) -> Response:
        """Put every scene in its place."""
        video = self.video(video_id)
        body = SceneOrderSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        scenes.reorder(video=video, scene_ids=body.validated_data["scenes"])
        rows = Scene.objects.for_workspace(self.workspace).filter(video=video).in_order()
        return Response(SceneSerializer(rows, many=True).data)
