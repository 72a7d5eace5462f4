"""Shopify's search syntax in conditions of SQL: ``status:active,draft updated_at:>='2026-11-01' mug``."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from sandbox import clock

_TERM = re.compile(
    r"""(?P<not>-|NOT\s+)?(?:(?P<field>[a-z_]+):)?(?P<op>>=|<=|>|<)?(?P<value>"[^"]*"|'[^']*'|[^\s()]+)"""
)
_CONNECTIVES = ("AND", "OR")
_MOMENTS = ("created_at", "updated_at", "processed_at", "published_at")


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """A condition with its values, and the fields that were ignored, since there are none of that name."""

    where: str
    values: list[object]
    ignored: list[str] = field(default_factory=list)


def condition(text: str | None, *, columns: Mapping[str, str], words: str) -> Condition:
    """Return the condition for a query. Words without a field are looked for in the column ``words``."""
    found = Condition(where="1", values=[])
    parts: list[str] = []
    is_alternative = False
    for match in _TERM.finditer(text or ""):
        if match["value"] in _CONNECTIVES and not match["field"]:
            is_alternative = match["value"] == "OR"
            continue
        part = _part(match, columns, words, found)
        if part is None:
            continue
        if is_alternative and parts:
            parts[-1] = f"({parts[-1]} OR {part})"
        else:
            parts.append(part)
        is_alternative = False
    return Condition(where=" AND ".join(parts) or "1", values=found.values, ignored=found.ignored)


def _part(match: re.Match[str], columns: Mapping[str, str], words: str, found: Condition) -> str | None:
    value = match["value"].strip("\"'")
    name = match["field"]
    if name is None:
        found.values.append(f"%{_escaped(value.strip('*').lower())}%")
        part = f"{words} LIKE ? ESCAPE '\\'"
    elif name not in columns:
        found.ignored.append(name)
        return None
    else:
        part = _compared(columns[name], name, match["op"], value, found.values)
    return f"NOT ({part})" if match["not"] else part


def _compared(column: str, name: str, operator: str | None, value: str, values: list[object]) -> str:
    if name in _MOMENTS:
        values.append(_moment(value))
        return f"{column} {operator or '>='} ?"
    if operator is not None:
        values.append(int(value) if value.isdigit() else value)
        return f"{column} {operator} ?"
    if "*" in value:
        values.append(_escaped(value.lower()).replace("*", "%"))
        return f"LOWER({column}) LIKE ? ESCAPE '\\'"
    if column.startswith("words"):
        values.append(f"%{_escaped(value.lower())}%")
        return f"{column} LIKE ? ESCAPE '\\'"
    choices = value.split(",")
    values.extend(choice.lower() for choice in choices)
    return f"LOWER(CAST({column} AS TEXT)) IN ({', '.join('?' * len(choices))})"


def _moment(text: str) -> float:
    """Return an instant; a date without a time is midnight in UTC. An unreadable one is long ago."""
    try:
        return clock.parse(text)
    except ValueError:
        return 0.0


def _escaped(text: str) -> str:
    return re.sub(r"([%_\\])", r"\\\1", text)
