"""The GraphQL Admin API over HTTP: who asks, in which version, at what cost."""

import json
import re
from dataclasses import dataclass
from typing import Any

from graphql import (
    ExecutionResult,
    FragmentDefinitionNode,
    GraphQLError,
    OperationDefinitionNode,
    execute_sync,
    get_operation_ast,
    parse,
    validate,
)
from graphql.language import DocumentNode
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox import context
from sandbox.shopify import costs, errors, grants, schema, service, settings, shops
from sandbox.shopify.costs import Counter
from sandbox.shopify.errors import ShopifyError
from sandbox.shopify.grants import Grant
from sandbox.shopify.mutations import MUTATIONS
from sandbox.shopify.queries import QUERIES
from sandbox.shopify.schema import Call
from sandbox.shopify.service import ShopifyService

# Every version has the schema of 2026-10. An older one is answered by the oldest, as at Shopify.
VERSIONS = ("2025-10", "2026-01", "2026-04", "2026-07", "2026-10", "2027-01", "unstable")
_VERSION = re.compile(r"20\d\d-(01|04|07|10)")
_UNKNOWN_FIELD = re.compile(r"Cannot query field '(\w+)' on type '(\w+)'")
_LONGEST_LIST = 250
_ROOT = {**QUERIES, **MUTATIONS}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """What a client asks for."""

    query: str
    variables: dict[str, Any]
    operation: str | None


async def endpoint(request: Request) -> Response:
    """Answer one GraphQL request."""
    stage = context.of(request)
    shop = shops.named(stage.store, request.path_params["host"])
    token = request.headers.get("x-shopify-access-token", "")
    grant = grants.by_token(stage.store, token, shop=shop.host, at=stage.clock.now())
    if grant is None:
        raise ShopifyError(401)
    how = settings.current(stage.store)
    version = how.answers_as or served(request.path_params["version"])
    sent = _read(await request.body(), request.headers.get("content-type", ""))
    found = service.of(request)
    call = Call(
        work=found.work(shop, base_url=context.base_url(request)),
        grant=grant,
        journey_ready_s=how.journey_ready_s,
    )
    document = await run_in_threadpool(answer, found, call, sent)
    headers = {"X-Shopify-API-Version": version, "X-Request-Id": f"sandbox-{id(document):x}"}
    return Response(
        json.dumps(document, ensure_ascii=False),
        media_type="application/json; charset=utf-8",
        headers=headers,
    )


def served(version: str) -> str:
    """Return the version that answers. Raises ShopifyError for a text that is none."""
    if version in VERSIONS:
        return version
    if not _VERSION.fullmatch(version) or version > VERSIONS[-2]:
        raise ShopifyError(404)
    return VERSIONS[0]


def answer(found: ShopifyService, call: Call, sent: Sent) -> dict[str, object]:
    """Return the response to a query, as a document."""
    try:
        document = parse(sent.query, max_tokens=20_000)
    except GraphQLError as error:
        return {"errors": [error.formatted]}
    problems = validate(schema.built(), document)
    operation = get_operation_ast(document, sent.operation)
    if problems or operation is None:
        return {"errors": [_worded(problem) for problem in problems] or [_no_operation(sent)]}
    too_long = [name for name, value in sent.variables.items() if _is_too_long(value)]
    if too_long:
        return {"errors": [_list_error(name) for name in too_long]}
    return _metered(found, call, sent, document, operation)


def _metered(
    found: ShopifyService, call: Call, sent: Sent, document: DocumentNode, operation: OperationDefinitionNode
) -> dict[str, object]:
    """Run the operation if the bucket has enough points for it."""
    fragments = {
        node.name.value: node for node in document.definitions if isinstance(node, FragmentDefinitionNode)
    }
    counter = Counter(schema=schema.built(), fragments=fragments, variables=sent.variables)
    requested = counter.requested(operation)
    if requested > costs.MOST:
        return {"errors": [_too_expensive(requested)]}
    how = settings.current(call.work.store)
    key = bucket_key(call.grant)
    is_enough, left = found.buckets.take(key, requested, size=how.bucket, restore_rate=how.restore_rate)
    if not is_enough:
        return errors.throttled(
            requested=requested,
            available=left,
            maximum=float(how.bucket),
            restore=float(how.restore_rate),
        )
    result = run(call, sent, document)
    actual = counter.actual(operation, result.data)
    _, left = found.buckets.take(key, actual - requested, size=how.bucket, restore_rate=how.restore_rate)
    status = {
        "maximumAvailable": float(how.bucket),
        "currentlyAvailable": int(min(left, how.bucket)),
        "restoreRate": float(how.restore_rate),
    }
    cost = {"requestedQueryCost": requested, "actualQueryCost": actual, "throttleStatus": status}
    extensions: dict[str, object] = {"cost": cost}
    if call.warnings:
        extensions["search"] = call.warnings
    return {**_formatted(result), "extensions": extensions}


def run(call: Call, sent: Sent, document: DocumentNode) -> ExecutionResult:
    """Run an operation that is valid."""
    return execute_sync(
        schema.built(),
        document,
        root_value=_ROOT,
        context_value=call,
        variable_values=sent.variables,
        operation_name=sent.operation,
        field_resolver=schema.resolve,
    )


def bucket_key(grant: Grant) -> tuple[str, str]:
    return grant.client_id, grant.shop


def _read(body: bytes, content_type: str) -> Sent:
    if content_type.startswith("application/graphql"):
        return Sent(query=body.decode("utf-8", "replace"), variables={}, operation=None)
    if "json" not in content_type:
        raise ShopifyError(400, "Invalid content type: the body must be application/json.")
    try:
        document = json.loads(body)
    except ValueError:
        document = None
    if not isinstance(document, dict) or not isinstance(document.get("query"), str):
        raise ShopifyError(400, {"query": "Required parameter missing or invalid"})
    variables, name = document.get("variables") or {}, document.get("operationName")
    if not isinstance(variables, dict):
        raise ShopifyError(400, {"variables": "Required parameter missing or invalid"})
    return Sent(query=document["query"], variables=variables, operation=name)


def _formatted(result: ExecutionResult) -> dict[str, object]:
    """Return data and errors. A bug of the sandbox is an internal error, as at Shopify."""
    if not result.errors:
        return {"data": result.data}
    listed = []
    for error in result.errors:
        original = error.original_error
        is_ours = original is None or isinstance(original, GraphQLError)
        listed.append(dict(error.formatted) if is_ours else {**errors.internal(), "path": error.path})
        if not is_ours and original is not None:
            raise original
    return {"data": result.data, "errors": listed}


def _worded(problem: GraphQLError) -> dict[str, object]:
    """Return a problem of a query as Shopify words it."""
    formatted: dict[str, Any] = dict(problem.formatted)
    match = _UNKNOWN_FIELD.match(problem.message)
    if match is not None:
        name, kind = match.groups()
        formatted["message"] = f"Field '{name}' doesn't exist on type '{kind}'"
        formatted["extensions"] = {"code": "undefinedField", "typeName": kind, "fieldName": name}
    return formatted


def _no_operation(sent: Sent) -> dict[str, object]:
    named = f'No operation named "{sent.operation}"'
    return {"message": named if sent.operation else "An operation name is required"}


def _too_expensive(cost: int) -> dict[str, object]:
    return {
        "message": f"Query cost is {cost}, which exceeds the single query max cost limit ({costs.MOST}).",
        "extensions": {
            "code": "MAX_COST_EXCEEDED",
            "cost": cost,
            "maxCost": costs.MOST,
            "documentation": "https://shopify.dev/api/usage/rate-limits",
        },
    }


def _is_too_long(value: object) -> bool:
    if isinstance(value, dict):
        return any(_is_too_long(inner) for inner in value.values())
    if not isinstance(value, list):
        return False
    return len(value) > _LONGEST_LIST or any(_is_too_long(inner) for inner in value)


def _list_error(name: str) -> dict[str, object]:
    return {
        "message": f"The input array size is greater than the maximum allowed of {_LONGEST_LIST}.",
        "path": [name],
        "extensions": {"code": "MAX_INPUT_SIZE_EXCEEDED"},
    }


async def missing(_: Request) -> Response:
    """The REST Admin API is not simulated."""
    return JSONResponse({"errors": "Not Found"}, status_code=404)


routes = [
    Route("/shopify/shops/{host}/admin/api/{version}/graphql.json", endpoint, methods=["POST"]),
    Route("/shopify/shops/{host}/admin/{rest:path}", missing),
]
