"""Stock over REST."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import Change, WorkspaceAPIView
from foundation.errors import NotFoundError
from foundation.openapi import list_of
from synthesis.api.serializers.stock import (
    StockChoiceSerializer,
    StockItemSerializer,
    StockRequestSerializer,
    StockSearchSerializer,
)
from synthesis.api.views.scenes import ScenesView
from synthesis.api.views.videos import VideosView
from synthesis.library import stock as library
from synthesis.library.stock import Kind, Orientation, Search
from synthesis.studio import languages, stock


class StockListView(WorkspaceAPIView):
    """Searching stock."""

    scope = "videos"

    @extend_schema(
        operation_id="stock_list", parameters=[StockSearchSerializer], responses=list_of(StockItemSerializer)
    )
    def get(self, request: Request) -> Response:
        """Search stock clips and photos.

        Returns at most 30 matches, all in one page, best first. The same search returns the same matches for
        a day. When you show them, link to the provider and name the creators.

        Errors: ``409 stock_off`` if stock is not set up; ``422 scene_field`` if ``language`` is not a
        language tag; ``429 stock_limit`` if the installation's searches are used up; ``502 upstream_error``
        and ``503 upstream_unavailable`` if the provider can't be reached.
        """
        query = StockSearchSerializer(data=request.query_params)
        query.is_valid(raise_exception=True)
        asked = query.validated_data
        words = stock.query_of(text=asked["query"], language=languages.normalise(asked["language"]))
        found = library.search(
            Search(
                query=words.words,
                locale=words.locale,
                kind=Kind(asked["kind"]),
                orientation=Orientation(asked["orientation"]) if "orientation" in asked else None,
            )
        )
        rows = [StockItemSerializer(item).data for item in found]
        return self.whole_list(rows)


class SceneStockView(ScenesView):
    """Stock for one scene."""

    changes = Change.WORK

    @extend_schema(operation_id="scenes_stock_retrieve", responses=StockChoiceSerializer)
    def get(self, request: Request, video_id: str, scene_id: str) -> Response:
        """Returns the last choice of stock for a scene.

        Errors: ``404 not_found`` if none was requested.
        """
        scene = self.scene(video_id, scene_id)
        choice = stock.latest(rows=[scene]).get(scene.pk)
        if choice is None:
            raise NotFoundError("No stock was requested for this scene.")
        return Response(StockChoiceSerializer(choice).data)

    @extend_schema(request=StockRequestSerializer, responses={202: StockChoiceSerializer})
    def post(self, request: Request, video_id: str, scene_id: str) -> Response:
        """Show stock in a scene.

        Downloads the ``clip`` and shows it; without one, chooses the best match for the scene's words that no
        scene of the video shows. Poll the choice until its ``status`` is ``succeeded`` or ``failed``; a
        failed choice leaves the scene as it is, with the reason in ``note``. A repeated request returns the
        choice that is in progress; another ``clip`` replaces it.

        Errors: ``409 scene_locked``; ``409 stock_off`` if stock is not set up; ``409 video_busy`` while a
        render is in progress; ``409 video_archived``; ``422 stock_clip_field`` if ``clip`` is not an id.
        """
        scene = self.scene(video_id, scene_id)
        body = StockRequestSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        choice = stock.request(scene=scene, wanted=body.validated_data["clip"])
        return Response(StockChoiceSerializer(choice).data, status=202)


class VideoStockView(VideosView):
    """Stock for all scenes of a video."""

    @extend_schema(request=None, responses={202: StockChoiceSerializer(many=True)})
    def post(self, request: Request, video_id: str) -> Response:
        """Choose stock for all scenes of a video that show motion graphics.

        Locked scenes keep their picture. No clip is used twice in the video. A repeated request returns the
        choices that are in progress.

        Errors: ``409 stock_off`` if stock is not set up; ``409 video_busy`` while a render is in progress;
        ``409 video_archived``.
        """
        requested = stock.request_all(video=self.video(video_id))
        return Response(StockChoiceSerializer(requested, many=True).data, status=202)
