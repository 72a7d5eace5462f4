"""REST endpoints of predictions."""

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import WorkspaceAPIView
from foundation import openapi
from publishing.api.prediction_serializers import LessonSerializer, PredictionSerializer
from publishing.learning import lessons
from publishing.models import Lesson, Prediction, Publication

_PUBLICATION = OpenApiParameter(
    "publication", str, description="Only the predictions for the publication with this id."
)


class PredictionListView(WorkspaceAPIView):
    """The workspace's predictions."""

    scope = "publications"

    @extend_schema(
        operation_id="predictions_list",
        parameters=[*openapi.LIST_PARAMETERS, _PUBLICATION],
        responses=openapi.list_of(PredictionSerializer),
    )
    def get(self, request: Request) -> Response:
        """Returns the predictions, newest first.

        A prediction is made when a publication is sent, and never changes afterwards.
        """
        rows = Prediction.objects.for_workspace(self.workspace).listed()
        if publication_id := request.query_params.get("publication"):
            found = Publication.objects.for_workspace(self.workspace).get_or_refuse(publication_id)
            rows = rows.filter(publication=found)
        return self.listing(rows, PredictionSerializer, order="-frozen_at")


class PredictionView(WorkspaceAPIView):
    """One prediction."""

    scope = "publications"

    @extend_schema(responses=PredictionSerializer)
    def get(self, request: Request, pk: str) -> Response:
        """Returns a prediction."""
        rows = Prediction.objects.for_workspace(self.workspace).listed()
        return Response(PredictionSerializer(rows.get_or_refuse(pk)).data)


class LessonListView(WorkspaceAPIView):
    """What the workspace's posts show."""

    scope = "publications"

    @extend_schema(
        operation_id="lessons_list",
        parameters=openapi.LIST_PARAMETERS,
        responses=openapi.list_of(LessonSerializer),
    )
    def get(self, request: Request) -> Response:
        """Returns what was learned from the posts on each platform.

        Platforms that do not allow computed figures have none.
        """
        shown = [lesson.pk for lesson in lessons.shown(workspace=self.workspace)]
        rows = Lesson.objects.for_workspace(self.workspace).filter(pk__in=shown)
        return self.listing(rows, LessonSerializer, order="-learned_at")
