"""Members of a request, by either of the two names that clients write."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any


def get(source: Mapping[str, Any], name: str) -> Any:
    """Return a field by its camel case name or, as the official client writes some, its snake case name."""
    snake = re.sub(r"(?<!^)([A-Z])", r"_\1", name).lower()
    return source.get(name, source.get(snake))


def as_list(value: Any) -> list[Any]:
    """Return a list as it is, nothing as an empty one, and a single value as its only element."""
    return value if isinstance(value, list) else [] if value is None else [value]


def parts(contents: Sequence[Any]) -> Iterator[Mapping[str, Any]]:
    """Return the parts of all contents."""
    for content in contents:
        if isinstance(content, dict):
            yield from (part for part in as_list(content.get("parts")) if isinstance(part, dict))
