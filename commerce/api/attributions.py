"""REST endpoints of attributions: which video each order is credited to, and sums of them."""

from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import WorkspaceAPIView
from accounts.access.listings import whole
from commerce import revenue
from commerce.models import Attribution, AttributionMethod
from commerce.revenue import Period, Revenue
from foundation import openapi

_METHODS = [method.value for method in AttributionMethod]
_FILTERS = ("publication", "video", "scene", "offer", "method")
_MOST_TOTALS = 500
_BY_ID = "Only those of this {}, by its id."
_QUERY = [
    *(OpenApiParameter(name, str, description=_BY_ID.format(name)) for name in _FILTERS[:-1]),
    OpenApiParameter("method", str, enum=_METHODS, description="Only those that were credited in this way."),
]
_SINCE = "Only orders that were placed at or after this time."
_UNTIL = "Only orders that were placed before this time."


class AttributionQuerySerializer(serializers.Serializer[dict[str, Any]]):
    """The filters of attributions."""

    publication = serializers.CharField(max_length=40, required=False)
    video = serializers.CharField(max_length=40, required=False)
    scene = serializers.CharField(max_length=40, required=False)
    offer = serializers.CharField(max_length=40, required=False)
    method = serializers.ChoiceField(choices=_METHODS, required=False)


class TotalsQuerySerializer(AttributionQuerySerializer):
    """The query of totals."""

    by = serializers.ChoiceField(choices=list(revenue.KEYS), default="total")
    since = serializers.DateTimeField(required=False)
    until = serializers.DateTimeField(required=False)


class AttributionSerializer(serializers.ModelSerializer[Attribution]):
    """An order, and what it is credited to. Amounts are in the smallest unit of ``currency``."""

    object = serializers.CharField(default="attribution", read_only=True)
    order = serializers.CharField(
        source="order.name",
        read_only=True,
        help_text="The order's name in its shop; empty if the shop asked to forget its customer.",
    )
    store = serializers.CharField(source="order.store_id", read_only=True)
    admin_url = serializers.CharField(
        source="order.admin_url",
        read_only=True,
        help_text="The order in the shop's admin; empty if the shop asked to forget its customer.",
    )
    placed_at = serializers.DateTimeField(source="order.placed_at", read_only=True)
    currency = serializers.CharField(source="order.currency", read_only=True)
    total_minor = serializers.IntegerField(
        source="order.total_minor", read_only=True, help_text="Before refunds."
    )
    refunded_minor = serializers.IntegerField(source="order.refunded_minor", read_only=True)
    net_minor = serializers.IntegerField(
        source="order.net_minor",
        read_only=True,
        help_text="The order's worth after refunds and returns.",
    )
    counts = serializers.BooleanField(
        source="order.counts",
        read_only=True,
        help_text="False for test and canceled orders, which no total has.",
    )
    offer = serializers.CharField(source="offer_id", read_only=True)
    product = serializers.CharField(source="offer.product_id", read_only=True)
    video = serializers.CharField(source="video_id", read_only=True)
    scene = serializers.CharField(source="scene_id", read_only=True, allow_null=True)
    publication = serializers.CharField(source="publication_id", read_only=True, allow_null=True)
    link = serializers.CharField(source="link_id", read_only=True, allow_null=True)
    discount_code = serializers.CharField(source="discount.code", read_only=True, default=None)
    livemode = serializers.BooleanField(source="order.store.livemode", read_only=True)

    class Meta:
        model = Attribution
        fields = [
            "id",
            "object",
            "order",
            "store",
            "admin_url",
            "placed_at",
            "currency",
            "total_minor",
            "refunded_minor",
            "net_minor",
            "counts",
            "method",
            "certainty",
            "evidence",
            "offer",
            "product",
            "video",
            "scene",
            "publication",
            "link",
            "discount_code",
            "livemode",
            "decided_at",
            "created_at",
        ]
        read_only_fields = fields
        extra_kwargs = {
            "evidence": {"help_text": "What it rests on, in a sentence."},
            "decided_at": {"help_text": "When the credit last changed."},
        }


class AttributionTotalSerializer(serializers.Serializer[Any]):
    """What counted orders in one currency brought."""

    object = serializers.CharField(default="attribution_total", read_only=True)
    by = serializers.ChoiceField(choices=list(revenue.KEYS))
    id = serializers.CharField(help_text="The id of what the sum is of; the workspace's for ``total``.")
    currency = serializers.CharField()
    orders = serializers.IntegerField(help_text="The number of orders.")
    certain = serializers.IntegerField(help_text="How many of them were credited with certainty.")
    net_minor = serializers.IntegerField(help_text="In the currency's smallest unit, after refunds.")
    observed_at = serializers.DateTimeField(
        allow_null=True, help_text="When the shops last reported orders, or were last compared."
    )
    livemode = serializers.BooleanField()


def _with_rows(rows: Any) -> Any:
    return rows.select_related("order__store", "offer", "discount")


class AttributionListView(WorkspaceAPIView):
    """The workspace's credited orders."""

    scope = "shop"

    @extend_schema(
        operation_id="attributions_list",
        parameters=[*_QUERY, *openapi.LIST_PARAMETERS],
        responses=openapi.list_of(AttributionSerializer),
    )
    def get(self, request: Request) -> Response:
        """Returns the orders that are credited to a video, the newest credit first.

        Test and canceled orders keep their attribution, with ``counts`` false.
        """
        query = AttributionQuerySerializer(data=request.query_params)
        query.is_valid(raise_exception=True)
        rows = Attribution.objects.for_workspace(self.workspace).filter(**query.validated_data)
        return self.listing(rows, AttributionSerializer, order="-created_at", wide=_with_rows)


class AttributionView(WorkspaceAPIView):
    """One credited order."""

    scope = "shop"

    @extend_schema(responses=AttributionSerializer)
    def get(self, request: Request, pk: str) -> Response:
        """Returns an order, and what it is credited to."""
        rows = _with_rows(Attribution.objects.for_workspace(self.workspace))
        return Response(AttributionSerializer(rows.get_or_refuse(pk)).data)


class AttributionTotalsView(WorkspaceAPIView):
    """Sums of credited orders."""

    scope = "shop"

    @extend_schema(
        operation_id="attributions_totals",
        parameters=[
            OpenApiParameter("by", str, enum=list(revenue.KEYS), description="What to sum by."),
            OpenApiParameter("since", {"type": "string", "format": "date-time"}, description=_SINCE),
            OpenApiParameter("until", {"type": "string", "format": "date-time"}, description=_UNTIL),
            *_QUERY,
        ],
        responses=openapi.list_of(AttributionTotalSerializer),
    )
    def get(self, request: Request) -> Response:
        """Returns what orders brought, the most orders first; at most 500 sums.

        Currencies are never added, and neither are live and sandbox shops: each has a sum of its own.
        """
        query = TotalsQuerySerializer(data=request.query_params)
        query.is_valid(raise_exception=True)
        asked = dict(query.validated_data)
        by = asked.pop("by")
        period = Period(since=asked.pop("since", None), until=asked.pop("until", None))
        sums = revenue.grouped(workspace=self.workspace, by=by, period=period, **asked)
        found = [_total(by, key, each) for key, group in sums.items() for each in group]
        data = AttributionTotalSerializer(found[:_MOST_TOTALS], many=True).data
        return Response(whole(url=request.path, data=data))


def _total(by: str, key: str, sums: Revenue) -> dict[str, Any]:
    return {
        "by": by,
        "id": key,
        "currency": sums.currency,
        "orders": sums.orders,
        "certain": sums.certain,
        "net_minor": sums.net_minor,
        "observed_at": sums.observed_at,
        "livemode": sums.livemode,
    }
