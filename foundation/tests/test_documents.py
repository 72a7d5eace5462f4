"""Typed documents in JSON columns."""

import json

import pytest
from django.db import connection, models
from pydantic import BaseModel, ConfigDict, ValidationError

from foundation.documents import DocumentColumn, DocumentMember


class Line(BaseModel):
    """A document."""

    model_config = ConfigDict(frozen=True)

    text: str
    count: int = 1


def read(column, text):
    return column.from_db_value(text, models.expressions.Col("alias", column), connection)


def test_a_column_gives_documents_and_takes_them():
    column = DocumentColumn(list[Line])

    found = read(column, '[{"text": "a", "count": 2}]')

    assert found == [Line(text="a", count=2)]
    assert column.get_db_prep_value(found, connection).obj == [{"text": "a", "count": 2}]


def test_a_path_into_a_column_is_plain_json():
    column = DocumentColumn(Line)

    assert column.from_db_value('"a"', models.Value("x"), connection) == "a"


def test_a_document_of_another_shape_is_refused():
    with pytest.raises(ValidationError):
        read(DocumentColumn(Line), '{"words": "a"}')


def test_a_member_that_a_stored_document_lacks_has_its_default():
    assert read(DocumentColumn(Line), '{"text": "a", "since_removed": true}') == Line(text="a")


def test_migrations_know_a_column_as_json():
    column = DocumentColumn["Line | None"](Line, null=True)

    _, path, args, options = column.deconstruct()

    assert (path, args, options) == ("django.db.models.JSONField", [], {"null": True})
    assert read(column.clone(), '{"text": "a"}') == Line(text="a")


def test_fixtures_have_plain_json():
    class Row(models.Model):
        held = DocumentColumn(Line)

        class Meta:
            app_label = "foundation"

        def __str__(self):
            return "row"

    column = Row._meta.get_field("held")

    assert column.value_to_string(Row(held=Line(text="a"))) == {"text": "a", "count": 1}
    assert column.to_python({"text": "a"}) == Line(text="a")


def test_the_api_shows_a_document_as_json():
    shown = DocumentMember().to_representation([Line(text="a")])

    assert json.dumps(shown) == '[{"text": "a", "count": 1}]'
