"""Queries whose SQL Django builds once per process. Building such a query costs more than running it."""

import copy
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any, Generic, TypeVar

from django.db import connections
from django.db.models import Model, QuerySet
from django.db.models.sql.compiler import SQLCompiler

Row = TypeVar("Row", bound=Model)


class Prepared(Generic[Row]):
    """A query of fixed shape with values that change from call to call.

    ``build`` gets example values by name and returns the query. Each example marks the place of its value, so
    it must have the value's type and occur nowhere else in the query.
    """

    def __init__(self, build: Callable[..., QuerySet[Row]], **examples: Any) -> None:
        self._build = build
        self._examples = examples

    def rows(self, **values: Any) -> list[Row]:
        """Return the rows for these values, as the query itself would."""
        queryset = self._queryset.all()
        sql, places = self._statement
        compiler = copy.copy(self._compiler)
        compiler.connection = connections[queryset.db]
        statement = (sql, tuple(values[each] if named else each for each, named in places))
        compiler.as_sql = lambda *_, **__: statement  # type: ignore[method-assign]
        queryset.query.get_compiler = lambda *_, **__: compiler  # type: ignore[method-assign]
        return list(queryset)

    def first(self, **values: Any) -> Row | None:
        """Return the first of these rows, or None."""
        return next(iter(self.rows(**values)), None)

    @cached_property
    def _queryset(self) -> QuerySet[Row]:
        return self._build(**self._examples)

    @cached_property
    def _compiler(self) -> SQLCompiler:
        compiler: SQLCompiler = self._queryset.query.get_compiler(self._queryset.db)
        return compiler

    @cached_property
    def _statement(self) -> tuple[str, tuple[tuple[Any, bool], ...]]:
        """The SQL, and per parameter a pair: a value's name and True, or the parameter itself and False."""
        sql, parameters = self._compiler.as_sql()
        places = tuple(_place(each, self._examples) for each in parameters)
        if {name for name, named in places if named} != set(self._examples):
            raise ValueError(f"A value does not occur in the statement: {sql}")
        return sql, places


def _place(parameter: Any, examples: Mapping[str, Any]) -> tuple[Any, bool]:
    for name, example in examples.items():
        if type(parameter) is type(example) and parameter == example:
            return name, True
    return parameter, False
