"""Typed JSON: a database column and a read-only API field that hold a pydantic document."""

from typing import TYPE_CHECKING, Any, TypeVar

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.expressions import Expression
from pydantic import TypeAdapter
from rest_framework import serializers

_Held = TypeVar("_Held")
# The validation context of a document from the database, which an earlier version may have written.
STORED = {"is_stored": True}

if TYPE_CHECKING:
    _Column = models.JSONField
else:
    # Django's class cannot be subscripted. Its stubs define the types that a row accepts and returns.
    class _Column(models.JSONField):
        def __class_getitem__(cls, _held):
            return cls


class DocumentColumn(_Column[_Held, _Held]):
    """A JSON column of one pydantic type, such as a model or a list of models.

    Rows hold instances of ``document``. Reading raises pydantic's ValidationError for anything else in the
    column. To the database, and in migrations, it is a JSONField.
    """

    def __init__(self, document: type[_Held], **options: Any) -> None:
        super().__init__(**options)
        self._document = document
        self._adapter: TypeAdapter[Any] = TypeAdapter(document)

    def deconstruct(self) -> Any:
        """As a JSONField, so that migrations do not depend on the document."""
        name, _, args, options = super().deconstruct()
        return name, "django.db.models.JSONField", args, options

    def clone(self) -> "DocumentColumn[_Held]":
        """A copy that belongs to no model."""
        _, _, args, options = self.deconstruct()
        return type(self)(self._document, *args, **options)

    def from_db_value(self, value: Any, expression: Expression, connection: BaseDatabaseWrapper) -> Any:
        """Parse the document of a column. A path into it (``values("content__title")``) is plain JSON."""
        found = super().from_db_value(value, expression, connection)
        is_whole = getattr(expression, "target", None) is self
        if not is_whole or found is None:
            return found
        return self._adapter.validate_python(found, context=STORED)

    def get_db_prep_value(self, value: Any, connection: BaseDatabaseWrapper, prepared: bool = False) -> Any:
        """Return the document as JSON."""
        return super().get_db_prep_value(self._plain(value), connection, prepared)

    def to_python(self, value: Any) -> Any:
        """Parse the document from plain JSON, as in fixtures."""
        return value if value is None else self._adapter.validate_python(value, context=STORED)

    def value_to_string(self, obj: models.Model) -> Any:
        """Return plain JSON for fixtures."""
        return self._plain(self.value_from_object(obj))

    def _plain(self, value: Any) -> Any:
        is_expression = value is None or hasattr(value, "resolve_expression")
        return value if is_expression else self._adapter.dump_python(value, mode="json")


class DocumentMember(serializers.JSONField):
    """A read-only API field that shows a document as JSON."""

    def __init__(self, **options: Any) -> None:
        super().__init__(read_only=True, **options)

    def to_representation(self, value: Any) -> Any:
        """Return the document as plain JSON."""
        return TypeAdapter(type(value)).dump_python(value, mode="json")
