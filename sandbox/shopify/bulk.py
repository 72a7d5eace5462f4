"""Bulk operations: a query over everything in a shop, whose result is a file of JSON lines."""

import json
import logging
import secrets
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from graphql import (
    FieldNode,
    GraphQLError,
    GraphQLObjectType,
    OperationDefinitionNode,
    execute_sync,
    get_named_type,
    get_operation_ast,
    parse,
    validate,
)
from graphql.language import DocumentNode
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import Route

from sandbox import context
from sandbox.shopify import events, identifiers, paging, schema, settings
from sandbox.shopify.records import Doc, Row
from sandbox.shopify.schema import Args, Call, Chunk, Resolver
from sandbox.shopify.times import utc
from sandbox.world import chance

logger = logging.getLogger(__name__)

_FIRST_ID = 720_000_000_000
_MOST_AT_ONCE = 5
_MOST_CONNECTIONS = 5
_LIVES_S = 7 * 86_400


def start(call: Call, args: Args) -> Doc:
    """Start a bulk query. It runs in a thread; its state is the clock's matter as well."""
    problem = _problem(args["query"])
    if problem:
        return _refused(problem, "INVALID")
    running = [row for row in _rows(call) if _status(call, row) in ("CREATED", "RUNNING")]
    if len(running) >= _MOST_AT_ONCE:
        return _refused("A bulk query operation is already in progress.", "LIMIT_REACHED")
    number = max(call.records("bulk").highest(call.host), _FIRST_ID) + 13
    body = {
        "query": args["query"],
        "grouped": args["groupObjects"],
        "client_id": call.grant.client_id,
        "ready_at": call.work.at + settings.current(call.work.store).bulk_s,
        "state": "RUNNING",
        "objects": 0,
        "roots": 0,
        "bytes": 0,
        "token": secrets.token_hex(16),
    }
    row = Row(id=number, key=str(number), created_at=call.work.at, updated_at=call.work.at, body=body)
    call.records("bulk").put(call.host, row)
    threading.Thread(target=_run, args=(call, row), name="shopify-bulk", daemon=True).start()
    return {"bulkOperation": _rendered(call, row), "userErrors": []}


def cancel(call: Call, args: Args) -> Doc:
    row = _row(call, args["id"])
    if row is None or _status(call, row) not in ("CREATED", "RUNNING"):
        error = {"field": ["id"], "message": "The operation can't be canceled."}
        return {"bulkOperation": None, "userErrors": [error]}
    changed = _change(call, row, state="CANCELED")
    return {"bulkOperation": _rendered(call, changed), "userErrors": []}


def by_id(call: Call, args: Args) -> Doc | None:
    row = _row(call, args["id"])
    return None if row is None else _rendered(call, row)


def current(call: Call, _: Args) -> Doc | None:
    """Return the app's last operation."""
    rows = _rows(call)
    return _rendered(call, rows[-1]) if rows else None


def listed(call: Call, args: Args) -> object:
    """Return the app's operations. ``query`` may name a status."""
    wanted = [
        term.partition(":")[2].upper() for term in (args.get("query") or "").split() if "status:" in term
    ]
    found = [row for row in _rows(call) if not wanted or _status(call, row) in wanted[0].split(",")]
    return paging.listed(call, found, args, lambda row: _rendered(call, row))


async def download(request: Request) -> Response:
    """The file of a finished operation, for seven days."""
    stage = context.of(request)
    file = _folder(stage.data_dir) / f"{Path(request.path_params['token']).name}.jsonl"
    if not file.is_file() or int(request.query_params.get("Expires", "0")) < stage.clock.now():
        return PlainTextResponse("<Error><Code>ExpiredToken</Code></Error>", status_code=400)
    return FileResponse(file, media_type="application/jsonl")


def _run(call: Call, row: Row) -> None:
    """Write the file, a few hundred objects at a time."""
    body: Doc = row.body or {}
    counts = {"objects": 0, "roots": 0}
    try:
        with (_folder(call.work.data_dir) / f"{body['token']}.jsonl").open("w", encoding="utf-8") as file:
            for lines, roots in _chunks(call, row):
                file.writelines(lines)
                counts["objects"] += len(lines)
                counts["roots"] += roots
            size = file.tell()
        _change(call, row, state="COMPLETED", bytes=size, **counts)
    except GraphQLError as error:
        code = (error.extensions or {}).get("code", "INTERNAL_SERVER_ERROR")
        _change(call, row, state="FAILED", error=code, **counts)
    except Exception:
        # A bug must not leave the operation running for ever.
        logger.exception("bulk operation failed")
        _change(call, row, state="FAILED", error="INTERNAL_SERVER_ERROR", **counts)
    payload = {
        "admin_graphql_api_id": identifiers.gid("BulkOperation", row.id),
        "completed_at": utc(call.work.at),
        "created_at": utc(row.created_at),
        "error_code": None,
        "status": "completed",
        "type": "query",
    }
    events.emit(call.work, "bulk_operations/finish", payload, client_id=body["client_id"])


def _chunks(call: Call, row: Row) -> Iterator[tuple[list[str], int]]:
    """Return lines, and how many of them are outer objects. Ungrouped, children may come before parents."""
    body: Doc = row.body or {}
    document, chunk = parse(body["query"]), Chunk()
    inner = Call(work=call.work, grant=call.grant, journey_ready_s=call.journey_ready_s, chunk=chunk)
    while True:
        data = _executed(inner, document)
        lines: list[str] = []
        roots = 0
        for value in data.values():
            for node in _nodes(value):
                lines += [json.dumps(each, ensure_ascii=False) + "\n" for each in _flat(node, None)]
                roots += 1
        if not body["grouped"]:
            chance.generator("bulk", row.id, roots).shuffle(lines)
        yield lines, roots
        if chunk.is_last:
            return


def _executed(call: Call, document: DocumentNode) -> dict[str, Any]:
    # Imported here: the queries include these operations.
    from sandbox.shopify.queries import QUERIES

    result = execute_sync(
        schema.built(), document, root_value=QUERIES, context_value=call, field_resolver=schema.resolve
    )
    if result.errors:
        raise result.errors[0]
    return result.data or {}


def _flat(node: Doc, parent: str | None) -> Iterator[Doc]:
    """Return an object without its connections, and then their objects, which name it as their parent."""
    plain = {name: value for name, value in node.items() if not _is_connection(value)}
    yield plain if parent is None else plain | {"__parentId": parent}
    for value in node.values():
        if _is_connection(value):
            for child in _nodes(value):
                yield from _flat(child, node.get("id"))


def _is_connection(value: object) -> bool:
    return isinstance(value, dict) and ("edges" in value or "nodes" in value)


def _nodes(value: Mapping[str, Any]) -> list[Doc]:
    return value["nodes"] if "nodes" in value else [edge["node"] for edge in value.get("edges", ())]


def _problem(text: str) -> str:
    """Return why Shopify would refuse the query, or an empty text."""
    try:
        document = parse(text)
    except GraphQLError as error:
        return f"Invalid bulk query: {error.message}"
    problems = validate(schema.built(), document)
    operation = get_operation_ast(document)
    if problems or operation is None:
        return f"Invalid bulk query: {problems[0].message if problems else 'There is no operation.'}"
    found = _connections(operation)
    if not found:
        return "Bulk queries must contain at least one connection."
    if len(found) > _MOST_CONNECTIONS or max(depth for depth, _ in found) > 2:
        return "Bulk queries cannot contain more than 5 connections, or more than 2 levels of them."
    if any(not has_id for _, has_id in found):
        return "The parent 'node' field for a nested connection must select the 'id' field without an alias."
    return ""


def _connections(operation: OperationDefinitionNode) -> list[tuple[int, bool]]:
    """Return the depth of every connection, and whether its parent has an id."""
    found: list[tuple[int, bool]] = []

    def walk(selections: Any, kind: Any, depth: int, has_id: bool) -> None:
        own = {node.name.value for node in selections if isinstance(node, FieldNode)}
        for node in selections:
            if not isinstance(node, FieldNode) or node.selection_set is None:
                continue
            inner = _type_of(kind, node)
            is_connection = inner is not None and inner.name.endswith("Connection")
            inside = depth + (1 if is_connection else 0)
            if is_connection:
                found.append((inside, depth == 0 or has_id or "id" in own))
            walk(node.selection_set.selections, inner, inside, False)

    walk(operation.selection_set.selections, schema.built().query_type, 0, False)
    return found


def _type_of(kind: Any, node: FieldNode) -> Any:
    fields = kind.fields if isinstance(kind, GraphQLObjectType) else {}
    return get_named_type(fields[node.name.value].type) if node.name.value in fields else None


def _refused(message: str, code: str) -> Doc:
    return {"bulkOperation": None, "userErrors": [{"field": ["query"], "message": message, "code": code}]}


def _rows(call: Call) -> list[Row]:
    rows = call.records("bulk").every(call.host)
    return [row for row in rows if (row.body or {})["client_id"] == call.grant.client_id]


def _row(call: Call, text: object) -> Row | None:
    number = identifiers.number(text, "BulkOperation")
    return next((row for row in _rows(call) if row.id == number), None)


def _change(call: Call, row: Row, **values: object) -> Row:
    """Change an operation, unless it was canceled meanwhile."""
    records = call.records("bulk")
    with call.work.store.transaction():
        now = records.get(call.host, row.id) or row
        body: Doc = now.body or {}
        changed = body if body["state"] == "CANCELED" else body | values
        made = Row(id=row.id, key=row.key, created_at=row.created_at, updated_at=row.updated_at, body=changed)
        records.put(call.host, made)
    return made


def _status(call: Call, row: Row) -> str:
    body: Doc = row.body or {}
    is_early = call.work.at < body["ready_at"] and body["state"] in ("COMPLETED", "FAILED")
    return "RUNNING" if is_early else str(body["state"])


def _rendered(call: Call, row: Row) -> Doc:
    body: Doc = row.body or {}
    status = _status(call, row)
    expires = int(row.created_at + _LIVES_S)
    url = f"{call.work.base_url}/shopify/bulk/{body['token']}.jsonl?Expires={expires}&Signature=sandbox"
    is_done = status == "COMPLETED"
    return {
        "__typename": "BulkOperation",
        "id": identifiers.gid("BulkOperation", row.id),
        "status": status,
        "type": "QUERY",
        "query": body["query"],
        "createdAt": utc(row.created_at),
        "completedAt": utc(body["ready_at"]) if status in ("COMPLETED", "FAILED") else None,
        "errorCode": body.get("error") if status == "FAILED" else None,
        "objectCount": str(body["objects"]),
        "rootObjectCount": str(body["roots"]),
        "fileSize": str(body["bytes"]) if is_done else None,
        "url": url if is_done and body["objects"] else None,
        "partialDataUrl": None,
    }


def _folder(data_dir: Path) -> Path:
    found = data_dir / "shopify-bulk"
    found.mkdir(parents=True, exist_ok=True)
    return found


CHANGES: Mapping[str, Resolver] = {"bulkOperationRunQuery": start, "bulkOperationCancel": cancel}
routes = [Route("/shopify/bulk/{token}.jsonl", download)]
