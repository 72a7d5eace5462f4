"""What a query costs, before and after it ran, and the bucket of points of each app and shop.

An object costs one point, a value none, a connection two and its objects, a mutation ten; of the fragments of
an interface or union, the most expensive one counts. Source: Shopify's pages on rate limits.
"""

import threading
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionNode,
    get_named_type,
    is_abstract_type,
    is_leaf_type,
    is_list_type,
    value_from_ast_untyped,
)
from graphql.type import get_nullable_type

MOST = 1000
_MUTATION = 10
_UNKNOWN: Any = object()


@dataclass(frozen=True, slots=True, kw_only=True)
class Counter:
    """Counts the points of one operation."""

    schema: GraphQLSchema
    fragments: Mapping[str, FragmentDefinitionNode]
    variables: Mapping[str, Any]

    def requested(self, operation: OperationDefinitionNode) -> int:
        return self._whole(operation, _UNKNOWN)

    def actual(self, operation: OperationDefinitionNode, data: object) -> int:
        """Return what the objects that were returned cost."""
        return self._whole(operation, data)

    def _whole(self, operation: OperationDefinitionNode, value: object) -> int:
        root = self.schema.get_root_type(operation.operation)
        return self._of(operation.selection_set.selections, root, value) if root is not None else 0

    def _of(self, selections: Iterable[SelectionNode], parent: GraphQLNamedType, value: object) -> int:
        total, alternatives = 0, [0]
        for node in selections:
            if isinstance(node, FieldNode):
                total += self._field(node, parent, value)
                continue
            inner = self._fragment(node, parent, value)
            if is_abstract_type(parent):
                alternatives.append(inner)
            else:
                total += inner
        return total + max(alternatives)

    def _fragment(self, node: SelectionNode, parent: GraphQLNamedType, value: object) -> int:
        found = self.fragments.get(node.name.value) if isinstance(node, FragmentSpreadNode) else node
        if not isinstance(found, InlineFragmentNode | FragmentDefinitionNode):
            return 0
        condition = found.type_condition
        kind = self.schema.get_type(condition.name.value) if condition is not None else None
        return self._of(found.selection_set.selections, kind or parent, value)

    def _field(self, node: FieldNode, parent: GraphQLNamedType, value: object) -> int:
        if not isinstance(parent, GraphQLObjectType | GraphQLInterfaceType) or node.selection_set is None:
            return 0
        definition = parent.fields.get(node.name.value)
        if definition is None or is_leaf_type(get_named_type(definition.type)):
            return 0
        if parent is self.schema.mutation_type:
            return _MUTATION
        kind = get_named_type(definition.type)
        found = _member(value, node)
        if kind.name.endswith("Connection"):
            return self._connection(node, kind, found)
        selections = node.selection_set.selections
        if is_list_type(get_nullable_type(definition.type)):
            objects = [_UNKNOWN] * max(self._size(node), 1) if found is _UNKNOWN else found or []
            return sum(1 + self._of(selections, kind, each) for each in objects)
        return 0 if found is None else 1 + self._of(selections, kind, found)

    def _connection(self, node: FieldNode, kind: GraphQLNamedType, value: Any) -> int:
        if value is None or node.selection_set is None or not isinstance(kind, GraphQLObjectType):
            return 0
        total = 2
        for part in node.selection_set.selections:
            if not isinstance(part, FieldNode) or part.name.value not in ("nodes", "edges"):
                continue
            found = _member(value, part)
            if found is _UNKNOWN:
                total += self._size(node) * self._element(part, kind, _UNKNOWN)
            else:
                total += sum(self._element(part, kind, each) for each in found or [])
        return total

    def _element(self, part: FieldNode, kind: GraphQLObjectType, value: object) -> int:
        """Return the cost of one object in ``nodes``, or of the node of one of the ``edges``."""
        inner = get_named_type(kind.fields[part.name.value].type)
        selections = part.selection_set.selections if part.selection_set is not None else ()
        return (1 if part.name.value == "nodes" else 0) + self._of(selections, inner, value)

    def _size(self, node: FieldNode) -> int:
        for argument in node.arguments or ():
            if argument.name.value in ("first", "last"):
                size = value_from_ast_untyped(argument.value, dict(self.variables))
                return size if isinstance(size, int) and size > 0 else 0
        return 0


def _member(value: object, node: FieldNode) -> Any:
    if value is _UNKNOWN:
        return _UNKNOWN
    name = node.alias.value if node.alias is not None else node.name.value
    return value.get(name) if isinstance(value, dict) else None


class Buckets:
    """A leaky bucket for each app and shop. It fills in real time, whatever the sandbox's clock shows."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._levels: dict[tuple[str, str], tuple[float, float]] = {}

    def take(self, key: tuple[str, str], points: int, *, size: int, restore_rate: int) -> tuple[bool, float]:
        """Take points if there are enough. Returns whether there were, and how many are left."""
        with self._lock:
            now = time.monotonic()
            level, at = self._levels.get(key, (float(size), now))
            level = min(float(size), level + (now - at) * restore_rate)
            is_enough = level >= points
            left = level - points if is_enough else level
            self._levels[key] = (left, now)
        return is_enough, left

    def clear(self) -> None:
        with self._lock:
            self._levels.clear()

    def set(self, key: tuple[str, str], level: float) -> None:
        with self._lock:
            self._levels[key] = (level, time.monotonic())
