"""The API reference matches the OpenAPI document."""

import json
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any, cast

import pytest
import yaml
from django.test import Client

from ettametta import reference


@pytest.fixture
def visitor(db):
    return Client()


def operations():
    return [operation for section in reference.sections() for operation in section.operations]


def clear_cache():
    for built in (reference.document, reference.document_text, reference.sections):
        cast(Any, built).__wrapped__.cache_clear()


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
def test_the_reference_is_public_and_makes_no_queries(visitor, path, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert visitor.get(path).status_code == 200


def test_the_document_comes_as_yaml_or_json(visitor):
    as_yaml = visitor.get("/api/schema/")
    as_json = visitor.get("/api/schema/", headers={"Accept": "application/json"})

    assert yaml.safe_load(as_yaml.content)["paths"] == json.loads(as_json.content)["paths"]


def test_the_first_readers_after_a_start_share_one_build():
    clear_cache()
    readers = [
        reference.document,
        reference.sections,
        lambda: reference.document_text("yaml"),
        lambda: reference.document_text("json"),
    ]
    start = threading.Barrier(8)

    def read(number):
        start.wait(timeout=30)
        return readers[number % 4]()

    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(read, range(8)))

    assert all(found[number] is found[number + 4] for number in range(4)), "each is built once"
    assert found[0] is reference.document()
    assert len(found[0]["paths"]) > 50
    assert yaml.safe_load(found[2])["paths"] == json.loads(found[3])["paths"] == found[0]["paths"]


def test_the_first_eight_visitors_at_once_all_get_the_page():
    clear_cache()
    paths = ("/api/schema/", "/api/docs/")
    start = threading.Barrier(8)

    def visit(number):
        start.wait(timeout=30)
        return Client().get(paths[number % 2])

    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(visit, range(8)))

    assert [answer.status_code for answer in answers] == [200] * 8


def test_each_operation_has_a_summary_of_one_line_without_markup():
    summaries = [operation.summary for operation in operations()]

    assert [each for each in summaries if len(each) > 90 or not each.endswith(".") or "`" in each] == []


def test_descriptions_are_paragraphs_with_code(visitor):
    page = visitor.get("/api/docs/").content.decode()

    assert '<code class="code-inline">409 render_finished</code> if it succeeded or failed.' in page
    assert "<strong>Errors.</strong>" in page
    assert "``" not in page
