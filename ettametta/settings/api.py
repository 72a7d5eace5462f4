"""REST: authentication, response format and the OpenAPI document; part of base."""

from ettametta import env

API_VERSION = "2026-11-01"
# Overrides the plan's limits per workspace, API key and person; 0 uses the plan's.
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
    # "format" is a filter of candidates, not the name of a renderer.
    "URL_FORMAT_OVERRIDE": None,
    "DATETIME_FORMAT": "%Y-%m-%dT%H:%M:%S.%fZ",
    "COERCE_DECIMAL_TO_STRING": False,
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
_DESCRIPTION = """\
The REST API of ettametta: find trends, write scripts, render short videos, and publish them.

**Authentication.** Send an API key in the header ``Authorization: Bearer ek_…``. A key belongs to one
workspace. It has scopes, such as ``videos:read`` and ``videos:write``; a write scope includes the read scope.
A key never has more rights than the current role of the member who issued it. Reading requires the role
viewer, and changes require the role editor, unless the operation states another role.

**Scopes.** ``account`` covers plans, subscription, usage, and ledger. ``billing`` covers checkout sessions
and portal sessions. ``niches`` covers niches, watchlists, and channels. ``videos`` covers videos, scripts,
scenes, and assets. ``renders`` covers quotes and renders. ``candidates``, ``ideas``, ``connections``,
``publications``, ``members``, ``audit_log``, and ``api_keys`` cover the resource of the same name.

**Lists.** A list returns up to ``limit`` objects. While ``has_more`` is true, pass ``next_cursor`` as
``cursor`` to get the next page, with the same filters and order.

**Unchanged data.** Candidates and their lists have an ``ETag``. Send it as ``If-None-Match`` the next time:
if nothing has changed, the response is ``304`` without content.

**Retries.** Send an ``Idempotency-Key`` with every request that changes something, and retry with the same
key after a timeout. Within 24 hours, the retry returns the first response with the header
``Idempotent-Replayed: true`` and changes nothing. Errors: ``409 idempotency_in_flight`` while the first
request is in progress, and ``422 idempotency_key_reused`` if the key was used for another request.

**Updates.** Niches, ideas, videos, scenes, and publications have an optimistic lock. Read the object, and
send its ``ETag`` as ``If-Match`` with the update.

**Rate limits.** The plan limits the requests per minute of a workspace and of each API key. The headers
``RateLimit-Limit``, ``RateLimit-Remaining``, and ``RateLimit-Reset`` (seconds) state the limit that is closer
to being reached. Above the limit, requests fail with ``429 rate_limit_exceeded``; wait for ``Retry-After``
seconds. While requests can't be counted, operations that spend money or quota fail with
``503 upstream_unavailable``: creating checkout sessions, scripts, and renders, and retrying renders.

**Errors.** Errors are ``application/problem+json`` with a stable ``code``. Every operation can fail with
``401`` (no valid API key), ``403 scope_missing``, ``403 role_too_low``, ``404 not_found``, ``422 invalid``
(``errors`` lists the fields), and ``503 store_unavailable`` (retry). If a payment is still overdue when its
grace period ends, changes of niches, candidates, ideas, videos, assets, renders, and publications fail with
``402 workspace_read_only``. Canceling a render or a publication and disconnecting a channel remain possible.

**Conventions.** Times are in UTC. Names of fields end in their unit: ``_s`` is seconds, ``_px`` is pixels,
``_bytes`` is bytes. ``livemode`` is false for objects that are made from sandbox data.
"""
SPECTACULAR_SETTINGS = {
    "TITLE": "ettametta",
    "DESCRIPTION": _DESCRIPTION,
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
        "CollectedPlatformEnum": "discovery.platforms.collected_choices",
        "PlatformEnum": "discovery.platforms.choices",
        "ChannelStatusEnum": "discovery.models.ChannelStatus",
        "AnalysisStatusEnum": "discovery.models.AnalysisStatus",
        "FindingOriginEnum": "discovery.models.Origin",
        "IdeaStatusEnum": "discovery.models.IdeaStatus",
        "VideoStatusEnum": "synthesis.models.VideoStatus",
        "DraftStatusEnum": "synthesis.models.DraftStatus",
        "ScriptKindEnum": "synthesis.content.ScriptKind",
        "SceneStatusEnum": "synthesis.models.SceneStatus",
        "RenderStatusEnum": "synthesis.models.RenderStatus",
        "SceneOriginEnum": "synthesis.models.Origin",
        "LayoutEnum": "synthesis.content.Layout",
        "AssetOriginEnum": "synthesis.models.AssetOrigin",
        "ConnectionStatusEnum": "publishing.models.ConnectionStatus",
        "PublicationStatusEnum": "publishing.models.PublicationStatus",
        "ProductStatusEnum": "commerce.models.ProductStatus",
    },
}
