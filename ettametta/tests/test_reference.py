"""The API reference says what the OpenAPI document says."""

import json

import pytest
import yaml
from django.test import Client

from ettametta import reference


@pytest.fixture
def visitor(db):
    return Client()


def operations():
    return [operation for section in reference.sections() for operation in section.operations]


def test_every_operation_of_the_document_is_in_it_once():
    described = {
        (method.upper(), path)
        for path, methods in reference.document()["paths"].items()
        for method in methods
        if method in ("get", "post", "put", "patch", "delete")
    }

    listed = [(operation.method, operation.path) for operation in operations()]

    assert sorted(listed) == sorted(described)


def test_a_body_is_shown_with_its_members_and_an_example():
    issue = next(each for each in operations() if each.id == "api-keys-create")

    members = {member.name: member for member in issue.body}
    assert members["name"].is_required
    assert "list of" in members["scopes"].kind
    assert set(json.loads(issue.body_example)) == {"name", "scopes"}


def test_members_of_nested_objects_are_named_by_their_path():
    candidate = next(each for each in operations() if each.id == "candidates-retrieve")

    assert "score.value" in {member.name for member in candidate.answer}


@pytest.mark.parametrize("path", ["/api/docs/", "/api/schema/"])
def test_the_reference_is_open_to_everybody_and_asks_nothing_of_the_database(
    visitor, path, django_assert_num_queries
):
    with django_assert_num_queries(0):
        assert visitor.get(path).status_code == 200


def test_the_document_comes_as_yaml_or_json(visitor):
    as_yaml = visitor.get("/api/schema/")
    as_json = visitor.get("/api/schema/", headers={"Accept": "application/json"})

    assert yaml.safe_load(as_yaml.content)["paths"] == json.loads(as_json.content)["paths"]
