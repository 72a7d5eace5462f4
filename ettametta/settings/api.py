"""REST: who is let in, how answers look, and the OpenAPI document; part of base."""

from ettametta import env

API_VERSION = "2026-11-01"
# For each workspace, API key and person instead of what the plan says; 0 leaves it to the plan.
API_REQUESTS_PER_MINUTE = env.number("API_REQUESTS_PER_MINUTE", 0)

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "accounts.authentication.ApiKeyAuthentication",
        "accounts.authentication.BrowserAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["foundation.intake.JsonParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "foundation.problems.rest_exception_handler",
    "DATETIME_FORMAT": "%Y-%m-%dT%H:%M:%S.%fZ",
    "COERCE_DECIMAL_TO_STRING": False,
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "ettametta",
    "DESCRIPTION": "From a trend to a published short video.",
    "VERSION": API_VERSION,
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    "SERVE_AUTHENTICATION": [],
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "COMPONENT_SPLIT_REQUEST": True,
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "foundation.openapi.describe_refusals",
    ],
    "ENUM_NAME_OVERRIDES": {
        "ChannelStatusEnum": "discovery.models.ChannelStatus",
        "IdeaStatusEnum": "discovery.models.IdeaStatus",
        "VideoStatusEnum": "synthesis.models.VideoStatus",
        "DraftStatusEnum": "synthesis.models.DraftStatus",
        "SceneStatusEnum": "synthesis.models.SceneStatus",
        "RenderStatusEnum": "synthesis.models.RenderStatus",
        "SceneOriginEnum": "synthesis.models.Origin",
        "AssetOriginEnum": "synthesis.models.AssetOrigin",
        "ConnectionStatusEnum": "publishing.models.ConnectionStatus",
        "PublicationStatusEnum": "publishing.models.PublicationStatus",
    },
}
