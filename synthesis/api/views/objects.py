"""Pictured objects over REST."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import WorkspaceAPIView
from foundation.openapi import list_of
from synthesis.api.serializers.objects import ObjectSearchSerializer, PicturedObjectSerializer
from synthesis.studio import languages, objects


class ObjectListView(WorkspaceAPIView):
    """Searching pictured objects."""

    scope = "videos"

    @extend_schema(
        operation_id="objects_list",
        parameters=[ObjectSearchSerializer],
        responses=list_of(PicturedObjectSerializer),
    )
    def get(self, request: Request) -> Response:
        """Search the objects that drawn scenes can show.

        Returns at most 24 objects whose words begin with those of the search, all in one page, best first.

        Errors: ``422 scene_field`` if ``language`` is not a language tag.
        """
        query = ObjectSearchSerializer(data=request.query_params)
        query.is_valid(raise_exception=True)
        asked = query.validated_data
        found = objects.candidates(query=asked["query"], language=languages.normalise(asked["language"]))
        rows = [PicturedObjectSerializer(each).data for each in found]
        return self.whole_list(rows)
