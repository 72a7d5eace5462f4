"""Exports all products by a bulk operation, and reads its file in bounded memory."""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel

from commerce.platforms.shopify import documents, hosts, payloads, products, queries, refusals, texts
from commerce.platforms.shopify.graphql import GraphClient
from commerce.platforms.shopify.refusals import RefusedError
from commerce.platforms.shopify.words import SYSTEM
from commerce.platforms.values import BulkState, ShopProduct
from foundation.errors import UpstreamUnavailableError
from foundation.upstream import UpstreamClient

# Shopify gives no file for a catalogue without products.
EMPTY_URL = "data:,"
_BUSY = ("OPERATION_IN_PROGRESS", "LIMIT_REACHED")
_UNFINISHED = frozenset({"CREATED", "RUNNING"})
_ENDED = frozenset({"FAILED", "CANCELED", "CANCELING", "EXPIRED"})
_ASK_AGAIN_S = 60
_MOST_BYTES = 2 * 1024**3
_LONGEST_LINE = 4 * 1024 * 1024
_TIMEOUT_S = 60.0

Read = TypeVar("Read", bound=BaseModel)


def start(graph: GraphClient, *, countries: Sequence[str]) -> str:
    """Begin an export, and return its id. While as many run as may, return that of a running one of ours.

    Raises UpstreamUnavailableError if others run.
    """
    query = queries.all_products(countries)
    try:
        started = graph.change(queries.START_BULK, payloads.BulkStarted, query=query).bulk_operation
    except RefusedError as refusal:
        if refusal.has(*_BUSY):
            return _running(graph, query)
        raise
    if started is None:
        raise refusals.unreadable()
    return started.id


def _running(graph: GraphClient, query: str) -> str:
    wanted = query.split()
    found = graph.ask(queries.RUNNING_BULKS, payloads.OperationsAnswer).bulk_operations.nodes
    for each in found:
        if each.status.upper() in _UNFINISHED and (each.query or "").split() == wanted:
            return each.id
    raise UpstreamUnavailableError(
        f"{SYSTEM} is exporting something else from this shop.", system=SYSTEM, retry_after_s=_ASK_AGAIN_S
    )


def state(graph: GraphClient, *, operation: str) -> BulkState:
    """Return the state of an export. One that Shopify no longer knows has failed."""
    found = graph.ask(queries.BULK, payloads.OperationAnswer, id=operation).bulk_operation
    if found is None:
        return BulkState(problem=f"{SYSTEM} no longer knows the export.")
    status = found.status.upper()
    if status == "COMPLETED":
        return BulkState(url=found.url or EMPTY_URL, objects=found.objects)
    if status in _ENDED:
        return BulkState(problem=f"{SYSTEM} ended the export: {found.error_code or status}.")
    return BulkState()


def exported(*, url: str, folder: Path, objects: int, currency: str, own_url: str) -> Iterator[ShopProduct]:
    """Download an export into ``folder``, which must exist, and yield its products.

    The file is read as a whole before the first one, so that a broken file, or one with fewer than
    ``objects`` lines, yields nothing: it raises UpstreamUnavailableError. Children may stand anywhere in it:
    they are gathered in a database on disk.
    """
    if url == EMPTY_URL:
        _require(objects == 0)
        return
    hosts.check_storage(url, own_url=own_url)
    file = folder / "export.jsonl"
    http = UpstreamClient(SYSTEM, base_url="", timeout_s=_TIMEOUT_S)
    http.download(url, to=file, max_bytes=_MOST_BYTES)
    with closing(sqlite3.connect(folder / "export.sqlite3", isolation_level=None)) as store:
        _require(_gather(store, _lines(file)) >= objects)
        yield from _joined(store, currency, own_url)


def _require(is_whole: bool) -> None:
    if not is_whole:
        raise refusals.unreadable()


def _gather(store: sqlite3.Connection, lines: Iterable[tuple[str, str, bytes]]) -> int:
    """Store the lines. Returns how many there are."""
    store.execute("PRAGMA journal_mode = OFF")
    store.execute("CREATE TABLE line (parent TEXT NOT NULL, id TEXT NOT NULL, text BLOB NOT NULL)")
    store.execute("BEGIN")
    count = store.executemany("INSERT INTO line VALUES (?, ?, ?)", lines).rowcount
    store.execute("CREATE INDEX by_parent ON line (parent)")
    store.execute("COMMIT")
    return max(0, count)


def _joined(store: sqlite3.Connection, currency: str, own_url: str) -> Iterator[ShopProduct]:
    for number, text in store.execute("SELECT id, text FROM line WHERE parent = '' ORDER BY rowid"):
        children = store.execute("SELECT text FROM line WHERE parent = ? ORDER BY rowid", (number,))
        product = _read(payloads.Product, text)
        variants = [_read(payloads.Variant, each) for (each,) in children]
        yield products.reported(product, variants=variants, currency=currency, own_url=own_url)


def _read(kind: type[Read], text: bytes) -> Read:
    try:
        return kind.model_validate(documents.parsed(text, most_bytes=_LONGEST_LINE))
    except ValueError as error:
        raise refusals.unreadable() from error


def _lines(file: Path) -> Iterator[tuple[str, str, bytes]]:
    """The parent's number (empty for products), the number and the text of each line."""
    with file.open("rb") as stream:
        while line := stream.readline(_LONGEST_LINE):
            if line.strip():
                yield *_numbers(line), line


def _numbers(line: bytes) -> tuple[str, str]:
    try:
        document = documents.parsed(line, most_bytes=_LONGEST_LINE - 1)
        parent = document.get("__parentId")
        return texts.number(parent) if parent else "", texts.number(document.get("id"))
    except ValueError as error:
        raise refusals.unreadable() from error
