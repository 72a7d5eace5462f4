"""REST endpoints of results."""

from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import WorkspaceAPIView
from foundation import openapi
from publishing.models import Mark, MetricSnapshot, Publication, RetentionCurve
from publishing.results import scenes
from publishing.results.figures import MEASURES, reason

_FIELDS = (*(measure.field for measure in MEASURES), "traffic_sources")
_MARKS = [mark.value for mark in Mark]
_PUBLICATION = OpenApiParameter("publication", str, description="Only those of this publication, by its id.")
_AT = OpenApiParameter(
    "at", str, enum=_MARKS, description="Only the snapshots at this mark. ``latest`` is the newest reading."
)


class MetricsQuerySerializer(serializers.Serializer[dict[str, Any]]):
    """The query of metrics."""

    publication = serializers.CharField(max_length=40, required=False)
    at = serializers.ChoiceField(choices=_MARKS, required=False)


class MetricSerializer(serializers.ModelSerializer[MetricSnapshot]):
    """The numbers of a publication at one mark."""

    object = serializers.CharField(default="metric", read_only=True)
    publication = serializers.CharField(source="publication_id", read_only=True)
    mark = serializers.ChoiceField(choices=_MARKS, read_only=True)
    is_late = serializers.BooleanField(
        read_only=True, help_text="True if the counts were read more than a tenth of the mark's age after it."
    )
    traffic_sources = serializers.DictField(
        child=serializers.IntegerField(),
        allow_null=True,
        read_only=True,
        help_text="Views by the platform's name of their source.",
    )
    missing = serializers.SerializerMethodField()
    platform = serializers.CharField(
        source="publication.platform", read_only=True, help_text="The platform that counts."
    )

    class Meta:
        model = MetricSnapshot
        fields = [
            "id",
            "object",
            "publication",
            "mark",
            "platform",
            "observed_at",
            "age_s",
            "is_late",
            "is_missed",
            *_FIELDS,
            "reported_from",
            "reported_until",
            "is_provisional",
            "missing",
        ]
        read_only_fields = fields
        extra_kwargs = {
            "observed_at": {"help_text": "When the counts were read."},
            "age_s": {"help_text": "The publication's true age at that time."},
            "is_missed": {"help_text": "True if the mark was not read in time. It then has no counts."},
            "engaged_views": {"help_text": "From the platform's reports, like the averages."},
            "average_view_duration_s": {"help_text": "In seconds."},
            "average_view_percent": {"help_text": "More than 100 if viewers watch it again."},
            "reported_from": {"help_text": "The first day of the report; null without one."},
            "reported_until": {"help_text": "The last day of the report, in the platform's time zone."},
            "is_provisional": {"help_text": "True while the platform may still change the report."},
        }

    @extend_schema_field(serializers.DictField(child=serializers.CharField()))
    def get_missing(self, snapshot: MetricSnapshot) -> dict[str, str]:
        """Why each number that is null is missing, by its field."""
        connection = snapshot.publication.connection
        return {
            field: reason(snapshot=snapshot, field=field, connection=connection)
            for field in _FIELDS
            if getattr(snapshot, field) is None
        }


class MetricListView(WorkspaceAPIView):
    """The numbers of publications."""

    scope = "publications"

    @extend_schema(
        operation_id="metrics_list",
        parameters=[_PUBLICATION, _AT, *openapi.LIST_PARAMETERS],
        responses=openapi.list_of(MetricSerializer),
    )
    def get(self, request: Request) -> Response:
        """Returns the numbers of publications at each mark that was read, newest first.

        They are read 1, 6, 24 and 72 hours, 7 and 28 days after publishing. Numbers of different platforms
        count different things: don't add them up.
        """
        query = MetricsQuerySerializer(data=request.query_params)
        query.is_valid(raise_exception=True)
        asked = query.validated_data
        rows = MetricSnapshot.objects.filter(publication__workspace=self.workspace)
        if "publication" in asked:
            publications = Publication.objects.for_workspace(self.workspace)
            rows = rows.filter(publication=publications.get_or_refuse(asked["publication"]))
        if "at" in asked:
            rows = rows.filter(mark=asked["at"])
        return self.listing(rows.select_related("publication__connection"), MetricSerializer)


class RetentionPointSerializer(serializers.Serializer[Any]):
    """The share of viewers at one point."""

    at_s = serializers.FloatField(help_text="The time in the video.")
    watching = serializers.FloatField(help_text="The share of views. More than 1 where viewers watch again.")
    relative = serializers.FloatField(
        allow_null=True, help_text="Against videos of similar length: 0 to 1; 0.5 is the median."
    )


class SceneShareSerializer(serializers.Serializer[Any]):
    """Who was watching at the start and end of a scene."""

    scene = serializers.CharField(source="id", help_text="The id of the scene.")
    starts_s = serializers.FloatField()
    ends_s = serializers.FloatField()
    watching_at_start = serializers.FloatField(allow_null=True)
    watching_at_end = serializers.FloatField(allow_null=True)


class RetentionSerializer(serializers.Serializer[Any]):
    """The retention of a publication, with its scenes."""

    object = serializers.CharField(default="retention", read_only=True)
    publication = serializers.CharField()
    points = RetentionPointSerializer(many=True)
    scenes = SceneShareSerializer(many=True)
    biggest_drop = serializers.CharField(
        allow_null=True, help_text="The biggest drop in a sentence; null without one."
    )
    reported_from = serializers.DateField(allow_null=True)
    reported_until = serializers.DateField(allow_null=True)
    observed_at = serializers.DateTimeField(allow_null=True)
    is_provisional = serializers.BooleanField()
    missing = serializers.CharField(help_text="Why there is no curve; otherwise empty.")


class PublicationRetentionView(WorkspaceAPIView):
    """The retention of a publication."""

    scope = "publications"

    @extend_schema(responses=RetentionSerializer)
    def get(self, request: Request, pk: str) -> Response:
        """Returns the share of viewers over the length of a published video, with its scenes."""
        publication = (
            Publication.objects.for_workspace(self.workspace)
            .select_related("connection", "render__final_asset", "tracking")
            .get_or_refuse(pk)
        )
        curve = RetentionCurve.objects.filter(publication=publication).first()
        return Response(RetentionSerializer(_document(publication, curve)).data)


def _document(publication: Publication, curve: RetentionCurve | None) -> dict[str, Any]:
    found = scenes.under_scenes(publication=publication, curve=curve)
    relatives = [point[2] for point in curve.points] if curve else []
    return {
        "publication": publication.pk,
        "points": [
            {"at_s": at_s, "watching": watching, "relative": relative}
            for (at_s, watching), relative in zip(found.points, relatives, strict=True)
        ],
        "scenes": found.scenes,
        "biggest_drop": found.drop.sentence if found.drop else None,
        "reported_from": curve and curve.reported_from,
        "reported_until": curve and curve.reported_until,
        "observed_at": curve and curve.read_at,
        "is_provisional": curve is not None and curve.is_provisional,
        "missing": scenes.why_no_curve(publication=publication, curve=curve),
    }
