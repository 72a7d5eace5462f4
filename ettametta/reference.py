"""The API reference as plain values, from the published OpenAPI document."""

import functools
import json
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ParamSpec, TypeVar

from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import OpenApiJsonRenderer, OpenApiYamlRenderer

Parameters = ParamSpec("Parameters")
Built = TypeVar("Built")

_METHODS = ("get", "post", "put", "patch", "delete")
_DEPTH = 2
_EXAMPLES = {"integer": 1, "number": 1.5, "boolean": True, "string": "string"}
# One lock for all: drf-spectacular is not thread-safe, and functions that use the document call it.
_building = threading.RLock()


@dataclass(frozen=True, slots=True)
class Member:
    """One parameter or JSON field. ``name`` has dots for nested objects."""

    name: str
    kind: str
    place: str
    is_required: bool
    description: str


@dataclass(frozen=True, slots=True)
class Operation:
    """One method at one path."""

    id: str
    method: str
    path: str
    description: str
    parameters: tuple[Member, ...]
    body: tuple[Member, ...]
    body_example: str
    body_kind: str
    status: str
    answer: tuple[Member, ...]
    needs_key: bool

    @property
    def summary(self) -> str:
        """The first paragraph of the description, as plain text."""
        return self.description.partition("\n\n")[0].replace("``", "")


@dataclass(frozen=True, slots=True)
class Section:
    """The operations of one resource."""

    id: str
    title: str
    operations: tuple[Operation, ...]


def _built_once(build: Callable[Parameters, Built]) -> Callable[Parameters, Built]:
    """Like functools.cache, but other threads wait while one builds the result."""
    cached = functools.cache(build)

    @functools.wraps(cached)
    def read(*args: Parameters.args, **kwargs: Parameters.kwargs) -> Built:
        with _building:
            return cached(*args, **kwargs)  # type: ignore[arg-type] # every argument here is hashable

    return read


@_built_once
def document() -> dict[str, Any]:
    """Return the OpenAPI document. Built once per process, since that takes almost a second."""
    generator = SchemaGenerator()  # type: ignore[no-untyped-call] # ships no types
    built: dict[str, Any] = generator.get_schema(request=None, public=True)  # type: ignore[no-untyped-call]
    return built


@_built_once
def document_text(kind: str) -> bytes:
    """Return the document as ``yaml`` or ``json``."""
    renderer = OpenApiJsonRenderer() if kind == "json" else OpenApiYamlRenderer()
    text: bytes = renderer.render(document(), renderer_context={})
    return text


@_built_once
def sections() -> tuple[Section, ...]:
    """Return every resource with its operations, ordered by name."""
    schemas = document()["components"]["schemas"]
    found: dict[str, list[Operation]] = {}
    for path, methods in document()["paths"].items():
        for method in _METHODS:
            if method in methods:
                tag = methods[method]["tags"][0]
                found.setdefault(tag, []).append(_operation(method, path, methods[method], schemas))
    return tuple(
        Section(id=tag, title=_title(tag), operations=tuple(operations))
        for tag, operations in sorted(found.items())
    )


def _title(tag: str) -> str:
    return tag.replace("-", " ").capitalize().replace("Api ", "API ")


def _operation(method: str, path: str, described: Mapping[str, Any], schemas: Mapping[str, Any]) -> Operation:
    kind, body = _content(described.get("requestBody", {}))
    status, answer = next(iter(described["responses"].items()))
    _answer_kind, shape = _content(answer)
    return Operation(
        id=described["operationId"].replace("_", "-"),
        method=method.upper(),
        path=path,
        description=described.get("description", ""),
        parameters=tuple(_parameter(each, schemas) for each in described.get("parameters", ())),
        body=tuple(_members(body, schemas)),
        body_example=json.dumps(_example(body, schemas), indent=2, ensure_ascii=False) if body else "",
        body_kind=kind,
        status=status,
        answer=tuple(_members(shape, schemas)),
        needs_key=bool(described.get("security")),
    )


def _content(described: Mapping[str, Any]) -> tuple[str, Mapping[str, Any]]:
    for kind, content in described.get("content", {}).items():
        return kind, content.get("schema", {})
    return "", {}


def _parameter(described: Mapping[str, Any], schemas: Mapping[str, Any]) -> Member:
    return Member(
        name=described["name"],
        kind=_kind(described.get("schema", {}), schemas),
        place=described["in"],
        is_required=bool(described.get("required")),
        description=described.get("description", ""),
    )


def _members(
    shape: Mapping[str, Any], schemas: Mapping[str, Any], prefix: str = "", depth: int = 0
) -> Iterator[Member]:
    """Return the fields of an object, followed by those of its nested objects."""
    resolved = _resolved(shape, schemas)
    if resolved.get("type") == "array":
        yield from _members(resolved["items"], schemas, prefix, depth)
        return
    for name, inner in resolved.get("properties", {}).items():
        yield Member(
            name=f"{prefix}{name}",
            kind=_kind(inner, schemas),
            place="body",
            is_required=name in resolved.get("required", ()),
            description=_words(inner.get("description") or _resolved(inner, schemas).get("description", "")),
        )
        if depth < _DEPTH:
            is_list = _resolved(inner, schemas).get("type") == "array"
            yield from _members(inner, schemas, f"{prefix}{name}{'[]' if is_list else ''}.", depth + 1)


def _words(description: str) -> str:
    # The generated list of choices repeats the type.
    return description.partition("* `")[0].strip()


def _resolved(shape: Mapping[str, Any], schemas: Mapping[str, Any]) -> Mapping[str, Any]:
    """Resolve references, and the wrappers that add a default or null."""
    while True:
        choices = shape.get("allOf") or shape.get("oneOf") or shape.get("anyOf")
        if "$ref" in shape:
            shape = schemas[shape["$ref"].rpartition("/")[2]]
        elif choices:
            shape = choices[0]
        else:
            return shape


def _kind(shape: Mapping[str, Any], schemas: Mapping[str, Any]) -> str:
    resolved = _resolved(shape, schemas)
    kind = resolved.get("type", "object")
    if kind == "array":
        words = f"list of {_kind(resolved['items'], schemas)}"
    elif "enum" in resolved:
        words = " | ".join("null" if value is None else str(value) for value in resolved["enum"])
    else:
        words = resolved.get("format", kind).replace("date-time", "timestamp")
    if "maxLength" in resolved:
        words += f", at most {resolved['maxLength']} characters"
    return f"{words} or null" if shape.get("nullable") or resolved.get("nullable") else words


def _example(shape: Mapping[str, Any], schemas: Mapping[str, Any], depth: int = 0) -> Any:
    """Return an example of this schema, with only the required fields if there are any."""
    resolved = _resolved(shape, schemas)
    if "default" in resolved:
        return resolved["default"]
    if "enum" in resolved:
        return resolved["enum"][0]
    if resolved.get("type") == "array":
        return [_example(resolved["items"], schemas, depth + 1)] if depth < _DEPTH else []
    if "properties" not in resolved:
        return _EXAMPLES.get(resolved.get("type", ""), {})
    names = resolved.get("required") or list(resolved["properties"])
    return {name: _example(resolved["properties"][name], schemas, depth + 1) for name in names}
