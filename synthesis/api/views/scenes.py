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
from synthesis.studio import looks, scenes


class ScenesView(VideosView):
    """The base of the endpoints of scenes."""

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
        context = {"looks": looks.of_rows(video=scene.video)}
        response = Response(SceneSerializer(scene, context=context).data, status=status)
        response["ETag"] = versions.etag(scene.version)
        response["Location"] = reverse("api:video-scene", args=[scene.video_id, scene.pk])
        return response

    def fields(self, validated: dict[str, Any]) -> dict[str, Any]:
        """What was sent, with the ids of files made their rows. An empty id is none."""
        asked = dict(validated)
        for name in asked.keys() & {"asset", "recording"}:
            file_id = asked[name]
            files = Asset.objects.for_workspace(self.workspace)
            asked[name] = files.get_or_refuse(file_id) if file_id else None
        return asked


class SceneListView(ScenesView):
    """The scenes of a video."""

    @extend_schema(operation_id="scenes_list", parameters=LIST_PARAMETERS, responses=list_of(SceneSerializer))
    def get(self, request: Request, video_id: str) -> Response:
        """Returns the scenes of a video, in order."""
        video = self.video(video_id)
        rows = Scene.objects.for_workspace(self.workspace).filter(video=video)
        context = {"looks": looks.of_rows(video=video)}
        return self.listing(rows, SceneSerializer, order="position", context=context)

    @extend_schema(request=SceneRequestSerializer, responses={201: SceneSerializer})
    def post(self, request: Request, video_id: str) -> Response:
        """Add a scene, at the end or after another scene.

        A video has at most 40 scenes.

        Errors: ``409 video_busy`` while a render is in progress; ``409 video_archived``; ``422
        too_many_scenes``; ``422 scene_field`` if a field does not fit the others, such as an ``origin`` that
        requires an ``asset``.
        """
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
        """Returns a scene.

        An update requires its ``ETag``.
        """
        return self.represent(self.scene(video_id, scene_id))

    @extend_schema(parameters=[IF_MATCH], request=SceneFieldsSerializer, responses=SceneSerializer)
    def patch(self, request: Request, video_id: str, scene_id: str) -> Response:
        """Update a scene.

        Fields that are not sent keep their values. The rendered clip of the scene is discarded. An empty
        ``layout`` or an empty list of ``object_names`` makes the choice automatic. A ``layout`` that needs
        something that the scene does not say is kept, but not drawn; ``look`` says why.

        Errors: ``409 scene_locked``; ``409 video_busy`` while a render is in progress; ``409
        video_archived``; ``412 edited_elsewhere``; ``422 scene_field`` if a field does not fit the others;
        ``428 version_missing``.
        """
        scene = self.scene(video_id, scene_id)
        body = SceneFieldsSerializer(data=request.data, partial=True)
        body.is_valid(raise_exception=True)
        version = versions.named_in(request.headers)
        changes = self.fields(body.validated_data)
        return self.represent(scenes.edit(scene=scene, version=version, **changes))

    @extend_schema(responses={204: None})
    def delete(self, request: Request, video_id: str, scene_id: str) -> Response:
        """Delete a scene.

        The scenes after it move up.

        Errors: ``409 scene_locked``; ``409 video_busy`` while a render is in progress; ``409
        video_archived``.
        """
        scenes.delete(scene=self.scene(video_id, scene_id))
        return Response(status=204)


class SceneLockView(ScenesView):
    """Locking a scene."""

    @extend_schema(request=SceneLockSerializer, responses=SceneSerializer)
    def post(self, request: Request, video_id: str, scene_id: str) -> Response:
        """Lock or unlock a scene.

        A locked scene can't be edited or deleted, and a new script doesn't replace it. Repeating the request
        changes nothing.

        Errors: ``409 scene_not_lockable`` unless the scene has the status ``ready_to_render`` or
        ``succeeded``.
        """
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
    """Splitting a scene."""

    @extend_schema(request=SceneSplitSerializer, responses={201: SceneSerializer(many=True)})
    def post(self, request: Request, video_id: str, scene_id: str) -> Response:
        """Split a scene in two, and return both.

        The first ``at`` characters of the narration remain in the scene. The others become a new scene after
        it, with the same ``visual_prompt``.

        Errors: ``409 scene_locked``; ``409 video_busy`` while a render is in progress; ``409
        video_archived``; ``422 scene_field`` if one of the parts is empty; ``422 too_many_scenes``.
        """
        scene = self.scene(video_id, scene_id)
        body = SceneSplitSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        parts = scenes.split(scene=scene, at=body.validated_data["at"])
        context = {"looks": looks.of_rows(video=scene.video)}
        return Response(SceneSerializer(parts, many=True, context=context).data, status=201)


class SceneMergeView(ScenesView):
    """Merging a scene with the next one."""

    @extend_schema(request=None, responses=SceneSerializer)
    def post(self, request: Request, video_id: str, scene_id: str) -> Response:
        """Merge a scene with the next one.

        Appends the next scene's narration to this scene, and deletes the next scene with its other fields.

        Errors: ``409 scene_locked`` if one of the two is locked; ``409 video_busy`` while a render is in
        progress; ``409 video_archived``; ``422 scene_field`` if there is no next scene; ``422
        scene_text_too_long`` if the joined narration is too long.
        """
        return self.represent(scenes.merge_with_next(scene=self.scene(video_id, scene_id)))


class SceneOrderView(ScenesView):
    """The order of scenes."""

    @extend_schema(request=SceneOrderSerializer, responses=SceneSerializer(many=True))
    def post(self, request: Request, video_id: str) -> Response:
        """Reorder the scenes of a video, and return them.

        Errors: ``409 video_busy`` while a render is in progress; ``409 video_archived``; ``422 scene_field``
        unless ``scenes`` contains the id of every scene exactly once.
        """
        video = self.video(video_id)
        body = SceneOrderSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        scenes.reorder(video=video, scene_ids=body.validated_data["scenes"])
        rows = scenes.of_video(video=video)
        context = {"looks": looks.of_rows(video=video, rows=rows)}
        return Response(SceneSerializer(rows, many=True, context=context).data)
