"""Parameters, list objects, and errors that the OpenAPI document shares between operations."""

from typing import Any

from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, inline_serializer
from rest_framework import serializers

CURSOR = OpenApiParameter(
    "cursor", str, description="``next_cursor`` of the previous page, which has the same filters and order."
)
LIMIT = OpenApiParameter("limit", int, description="Objects per page, 1 to 100. Default: 25.")
LIST_PARAMETERS = [CURSOR, LIMIT]
IF_MATCH = OpenApiParameter(
    "If-Match",
    str,
    OpenApiParameter.HEADER,
    required=True,
    description='The ETag of the version that you read, such as "v1". The update fails with '
    "``412 edited_elsewhere`` if the object has changed since, and with ``428 version_missing`` without this "
    "header.",
)
IF_MATCH_OPTIONAL = OpenApiParameter(
    "If-Match",
    str,
    OpenApiParameter.HEADER,
    description='The ETag of the version that you read, such as "v1". With it, the request fails with '
    "``412 edited_elsewhere`` if the object has changed since.",
)
IF_NONE_MATCH = OpenApiParameter(
    "If-None-Match",
    str,
    OpenApiParameter.HEADER,
    description="The ETag of the response that you have. If nothing has changed, the response is ``304`` "
    "without content.",
)
UNCHANGED = OpenApiResponse(description="Nothing has changed since the response with that ETag.")


def list_of(item: type[serializers.BaseSerializer[Any]]) -> serializers.Serializer[Any]:
    """The list object that holds ``item`` objects."""
    name = item.__name__.removesuffix("Serializer")
    return inline_serializer(
        name=f"{name}List",
        fields={
            "object": serializers.CharField(default="list"),
            "data": item(many=True),
            "has_more": serializers.BooleanField(help_text="True if there is a next page."),
            "next_cursor": serializers.CharField(
                allow_null=True, help_text="The ``cursor`` of the next page; null on the last."
            ),
            "url": serializers.CharField(help_text="The path of the list."),
        },
    )


PROBLEM = {
    "type": "object",
    "description": "An error, as problem details (RFC 9457). Handle errors by ``code``, which is stable. "
    "``detail`` explains the error and how to resolve it. Errors may have further members.",
    "properties": {
        "type": {"type": "string", "format": "uri", "description": "The same URL as ``docs_url``."},
        "title": {"type": "string", "description": "A short name of the error, for people."},
        "status": {"type": "integer", "description": "The HTTP status code."},
        "detail": {"type": "string", "description": "What happened and how to resolve it, for people."},
        "instance": {"type": "string", "description": "The path of the request."},
        "code": {"type": "string", "description": "The error's stable code, such as ``video_busy``."},
        "request_id": {"type": "string", "description": "The request's id. Quote it when you ask for help."},
        "retryable": {"type": "boolean", "description": "True if the same request can succeed later."},
        "docs_url": {"type": "string", "format": "uri", "description": "The error's documentation."},
        "errors": {
            "type": "array",
            "description": "The invalid fields; empty if the error is not about fields.",
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
    "description": "An error.",
    "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
}
_IDEMPOTENCY_KEY = {
    "in": "header",
    "name": "Idempotency-Key",
    "schema": {"type": "string"},
    "description": "Makes a retry safe: 1 to 255 visible ASCII characters, unique to this request. Repeating "
    "the request with the same key within 24 hours returns the first response and changes nothing.",
}
_CHANGES = {"post", "put", "patch", "delete"}


def describe_refusals(result: dict[str, Any], **_: Any) -> dict[str, Any]:
    """Add the error response and the Idempotency-Key header to every operation that has them.

    A postprocessing hook of drf-spectacular.
    """
    result["components"]["schemas"]["Problem"] = PROBLEM
    for operations in result["paths"].values():
        for method, operation in operations.items():
            operation["responses"]["default"] = _REFUSAL
            if method in _CHANGES:
                operation.setdefault("parameters", []).append(_IDEMPOTENCY_KEY)
    return result
