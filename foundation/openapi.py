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


PROBLEM = {
    "type": "object",
    "description": "A refusal (RFC 9457). ``code`` never changes; ``detail`` says the way out.",
    "properties": {
        "type": {"type": "string", "format": "uri"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "instance": {"type": "string"},
        "code": {"type": "string"},
        "request_id": {"type": "string"},
        "retryable": {"type": "boolean"},
        "docs_url": {"type": "string", "format": "uri"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {name: {"type": "string"} for name in ("field", "code", "detail")},
                "required": ["field", "code", "detail"],
            },
        },
    },
    "required": [
        "type",
        "title",
        "status",
        "detail",
        "instance",
        "code",
        "request_id",
        "retryable",
        "errors",
    ],
}
_REFUSAL = {
    "description": "A refusal, or an outage.",
    "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
}
_IDEMPOTENCY_KEY = {
    "in": "header",
    "name": "Idempotency-Key",
    "schema": {"type": "string"},
    "description": "Names the request: repeating it within 24 hours gives the first answer again.",
}
_CHANGES = {"post", "put", "patch", "delete"}


def describe_refusals(result: dict[str, Any], **_: Any) -> dict[str, Any]:
    """For drf-spectacular: what holds for every operation, so that no view has to repeat it."""
    result["components"]["schemas"]["Problem"] = PROBLEM
    for operations in result["paths"].values():
        for method, operation in operations.items():
            operation["responses"]["default"] = _REFUSAL
            if method in _CHANGES:
                operation.setdefault("parameters", []).append(_IDEMPOTENCY_KEY)
    return result
