"""Parses Stripe's bodies and queries: form fields whose names nest with brackets."""

import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import parse_qsl

from sandbox.stripe import errors

_PART = re.compile(r"\[([^\[\]]*)\]")


def decode(text: str) -> dict[str, Any]:
    """Decode ``items[0][price]=x`` as ``{"items": {"0": {"price": "x"}}}``; ``expand[]`` counts from 0."""
    document: dict[str, Any] = {}
    for name, value in parse_qsl(text, keep_blank_values=True):
        _place(document, _path(name), value, name)
    return document


def items(value: Any) -> list[Any]:
    """Return a list parameter in order."""
    if isinstance(value, dict):
        return [value[key] for key in sorted(value, key=lambda key: int(key) if key.isdigit() else 0)]
    return [value]


def _path(name: str) -> list[str]:
    head, bracket, _ = name.partition("[")
    return [head, *_PART.findall(name[len(head) :])] if bracket else [name]


def _place(document: dict[str, Any], path: Iterable[str], value: str, name: str) -> None:
    *parents, last = path
    for part in parents:
        inner = document.setdefault(part or str(len(document)), {})
        if not isinstance(inner, dict):
            raise errors.invalid(f"Invalid hash: {name}", param=name)
        document = inner
    document[last or str(len(document))] = value
