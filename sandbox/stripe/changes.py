"""Common steps of operations: set fields, merge metadata, store the document, and emit an event."""

from typing import Any

from sandbox.stripe import errors, events
from sandbox.stripe.records import Doc
from sandbox.stripe.work import Work


def take(doc: Doc, given: dict[str, Any], *names: str) -> None:
    """Copy these parameters to the fields of the same name. An empty text clears a field."""
    for name in names:
        if name in given:
            doc[name] = None if given[name] == "" else given[name]
    if "metadata" in given:
        doc["metadata"] = merged(doc.get("metadata") or {}, given["metadata"])


def merged(metadata: Doc, given: Any) -> Doc:
    """Merge keys. An empty value removes a key, an empty parameter all of them."""
    if given == "":
        return {}
    both = metadata | given
    return {name: value for name, value in both.items() if value != ""}


def not_negative(given: dict[str, Any], *names: str) -> None:
    for name in names:
        if isinstance(given.get(name), int) and given[name] < 0:
            message = "This value must be greater than or equal to 0."
            raise errors.invalid(message, param=name, code="parameter_invalid_integer")


def updated(work: Work, doc: Doc, before: Doc, *, event: str, due_at: int | None = None) -> Doc:
    """Store the updated document and emit its event."""
    work.records.put(doc, due_at=due_at)
    events.emit(work, event, doc, before)
    return doc


def created(work: Work, doc: Doc, *, event: str | None, due_at: int | None = None) -> Doc:
    work.records.put(doc, due_at=due_at)
    if event is not None:
        events.emit(work, event, doc)
    return doc


def removed(work: Work, doc: Doc, *, event: str | None) -> Doc:
    work.records.remove(doc["object"], doc["id"])
    if event is not None:
        events.emit(work, event, doc)
    return {"id": doc["id"], "object": doc["object"], "deleted": True}
