"""Shapes that the OpenAPI document needs and no serializer has."""

from typing import Any

from drf_spectacular.utils import OpenApiParameter, inline_serializer
from rest_framework import serializers

CURSOR = OpenApiParameter("cursor", str, description="next_cursor of the page before.")
LIMIT = OpenApiParameter("limit", int, description="Rows in a page, 1 to 100; 25 by default.")
LIST_PARAMETERS = [CURSOR, LIMIT]
IF_MATCH = OpenApiParameter(
    "If-Match", str, OpenApiParameter.HEADER, required=True, description="The ETag that was read."
)
IDEMPOTENCY_KEY = OpenApiParameter(
    "Idempotency-Key",
    str,
    OpenApiParameter.HEADER,
    description="Names the request: repeating it within 24 hours gives the first answer again.",
)


def list_of(item: type[serializers.BaseSerializer[Any]]) -> serializers.Serializer[Any]:
    """The envelope of a list of ``item``."""
    name = item.__name__.removesuffix("Serializer")
    return inline_serializer(
        name=f"{name}List",
        fields={
            "object": serializers.CharField(default="list"),
            "data": item(many=True),
            "has_more": serializers.BooleanField(),
            "next_cursor": serializers.CharField(allow_null=True),
            "url": serializers.CharField(),
        },
    )
