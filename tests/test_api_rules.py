"""Rules for every endpoint, and a comparison of the stored API description with the code."""

import functools
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jsonschema  # type: ignore[import-untyped] # its stubs are a package of their own
import pytest
import schemathesis
import yaml
from django.conf import settings
from django.core.cache import cache
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import Client
from drf_spectacular.drainage import GENERATOR_STATS
from drf_spectacular.generators import SchemaGenerator
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as effort

from discovery.models import IdeaStatus
from ettametta.wsgi import application
from tests.world import World

STORED = Path(settings.BASE_DIR) / "docs" / "openapi.yaml"
ROWS = {
    "video_id": "Video", "scene_id": "Scene", "quote_id": "Quote", "render_id": "Render",
    "asset_id": "Asset", "pronunciation_id": "Pronunciation", "candidate_id": "Candidate",
    "niche_id": "Niche", "channel_id": "WatchedChannel", "idea_id": "Idea", "link_id": "VideoLink",
    "analysis_id": "Analysis", "finding_id": "Finding", "key_id": "ApiKey",
    "notification_id": "Notification", "slot_id": "Slot", "crosspost_id": "Crosspost",
    "product_id": "Product", "offer_id": "Offer", "discount_id": "DiscountCode", "offer_link_id": "Link",
    "draft_id": "MerchDraft",
}  # fmt: skip
# Parameters that name no row of a workspace.
WORDS_IN_PATHS = {"voice_id": "espeak:female", "event": "publication.failed"}
# Values of the query parameters that an operation requires.
REQUIRED = {"query": "coffee"}
COLLECTIONS = {
    "connections": "Connection",
    "predictions": "Prediction",
    "publications": "Publication",
    "attributions": "Attribution",
    "stores": "Store",
}
MEMBERS = {
    "type", "title", "status", "detail", "instance", "code", "request_id", "errors", "retryable", "docs_url",
}  # fmt: skip
METHODS = ("get", "post", "put", "patch", "delete")


@dataclass(frozen=True)
class Operation:
    """One method of one path in the stored description."""

    method: str
    path: str
    description: dict[str, Any]

    @property
    def is_list(self) -> bool:
        return self.method == "get" and not self.path.endswith("}/") and "cursor" in self.parameters

    @property
    def gives_a_file(self) -> bool:
        return self.path.endswith(("/content/", "/sample/"))

    @property
    def takes_a_body(self) -> bool:
        return "requestBody" in self.description

    @property
    def parameters(self) -> set[str]:
        return {each["name"] for each in self.description.get("parameters", [])}

    def requires(self, name: str) -> bool:
        found = self.description.get("parameters", [])
        return any(each["name"] == name and each.get("required", False) for each in found)

    @property
    def required(self) -> dict[str, str]:
        """The query that the operation cannot do without."""
        found = self.description.get("parameters", [])
        return {
            each["name"]: REQUIRED[each["name"]]
            for each in found
            if each["in"] == "query" and each.get("required")
        }

    def address(self, owned_by: World) -> str:
        return re.sub(r"\{(\w+)\}", lambda found: self.value(found[1], owned_by), self.path)

    def value(self, parameter: str, owned_by: World) -> str:
        return WORDS_IN_PATHS.get(parameter) or owned_by.id_of(self._row(parameter))

    def _row(self, parameter: str) -> str:
        return ROWS.get(parameter) or COLLECTIONS[self.path.split("/")[3]]


@functools.cache
def stored() -> dict[str, Any]:
    found: dict[str, Any] = yaml.load(STORED.read_bytes(), Loader=yaml.CSafeLoader)
    return found


OPERATIONS = [
    Operation(method, path, description)
    for path, methods in stored()["paths"].items()
    for method, description in methods.items()
]
PATHS = {operation.path: operation for operation in OPERATIONS}
LISTS = [operation for operation in OPERATIONS if operation.is_list]
WORDS = re.compile(r"(?:/[a-z0-9]+(?:-[a-z0-9]+)*|/\{\w+\})+/")
name_of = lambda operation: f"{operation.method} {operation.path}"  # noqa: E731 - pytest's ids


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    settings.API_REQUESTS_PER_MINUTE = 100_000
    cache.clear()


@pytest.fixture
def program(mine) -> Client:
    return Client(headers={"Authorization": f"Bearer {mine.secret}"})


def require_problem(response, status: int) -> dict[str, Any]:
    assert response.status_code == status, response.content
    assert response["Content-Type"] == "application/problem+json"
    body: dict[str, Any] = response.json()
    assert body.keys() >= MEMBERS
    assert body["status"] == status
    assert body["type"] == body["docs_url"]
    assert body["docs_url"].endswith(f"/api/problems/{body['code']}/")
    assert body["request_id"] == response["X-Request-Id"]
    assert body["detail"]
    return body


# --- the description ------------------------------------------------------------------------------


def test_the_stored_description_is_what_the_code_says():
    """After an intended change: ``make openapi``, and check the diff."""
    GENERATOR_STATS.reset()
    generated = SchemaGenerator().get_schema(request=None, public=True)

    assert not GENERATOR_STATS._warn_cache
    assert not GENERATOR_STATS._error_cache
    assert json.loads(json.dumps(generated)) == stored()


def test_paths_are_words_with_hyphens():
    assert [path for path in PATHS if not WORDS.fullmatch(path)] == []


def test_every_operation_says_what_it_does_and_has_a_name_of_its_own():
    names = [operation.description["operationId"] for operation in OPERATIONS]

    assert len(names) == len(set(names))
    assert [name_of(each) for each in OPERATIONS if not each.description.get("description")] == []


# --- every endpoint -------------------------------------------------------------------------------


def test_a_request_without_credentials_is_told_how_to_authenticate(mine):
    for path, operation in PATHS.items():
        response = Client().get(operation.address(mine))
        if response.status_code != 405:
            require_problem(response, 401)
            assert response["WWW-Authenticate"].startswith("Bearer"), path


def test_a_method_that_is_not_there_is_refused_with_those_that_are(mine, program):
    for path, operation in PATHS.items():
        offered = {each.method for each in OPERATIONS if each.path == path}
        for method in set(METHODS) - offered:
            response = getattr(program, method)(operation.address(mine))
            require_problem(response, 405)
            assert {each.lower() for each in response["Allow"].split(", ")} >= offered


def test_a_body_that_is_not_json_is_refused(mine, program):
    for operation in OPERATIONS:
        if operation.takes_a_body:
            address = operation.address(mine)
            call = getattr(program, operation.method)
            # A change must first name the version it is based on.
            headers = {"If-Match": '"v1"'}
            require_problem(call(address, "a=b", content_type="text/plain", headers=headers), 415)
            require_problem(call(address, "{", content_type="application/json", headers=headers), 400)


def test_an_unknown_id_is_not_found(mine, program):
    for operation in OPERATIONS:
        known = operation.address(mine)
        address = re.sub(r"_[0-9a-z]{26}", "_00000000000000000000000000", known)
        if operation.method == "get" and address != known:
            require_problem(program.get(address), 404)


def test_an_address_that_is_not_there_is_a_document_too(program):
    require_problem(program.get("/api/v1/nothing/"), 404)


@pytest.mark.usefixtures("sandbox_url")
def test_each_answer_says_who_gave_it_and_what_is_left(mine, program):
    for operation in OPERATIONS:
        if operation.method == "get":
            response = program.get(operation.address(mine), operation.required)
            response.getvalue()
            assert response.status_code == 200, operation.path
            assert response["X-Request-Id"]
            assert response["Ettametta-Version"] == settings.API_VERSION
            assert int(response["RateLimit-Remaining"]) < int(response["RateLimit-Limit"])
            assert int(response["RateLimit-Reset"]) >= 0


def test_what_is_sent_twice_under_one_name_happens_once(mine, program):
    headers = {"Idempotency-Key": "once"}
    call = {"path": "/api/v1/ideas/", "content_type": "application/json", "headers": headers}

    first, second = (program.post(data={"title": "Grind finer"}, **call) for _ in range(2))
    other = program.post(data={"title": "Another"}, **call)

    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json() == second.json()
    assert second["Idempotent-Replayed"] == "true"
    assert require_problem(other, 422)["code"] == "idempotency_key_reused"


def test_every_change_takes_a_name(mine, program):
    for operation in OPERATIONS:
        if operation.method != "get":
            assert "Idempotency-Key" in operation.parameters, name_of(operation)
            call = getattr(program, operation.method)
            refused = call(
                operation.address(mine), headers={"Idempotency-Key": "x" * 300, "If-Match": '"v1"'}
            )
            assert require_problem(refused, 422)["code"], name_of(operation)


def test_a_change_of_what_others_may_change_says_what_was_read(mine, program):
    for operation in OPERATIONS:
        if "If-Match" in operation.parameters:
            call, address = getattr(program, operation.method), operation.address(mine)
            stale = call(address, {}, content_type="application/json", headers={"If-Match": '"v99"'})
            require_problem(stale, 412)
            if operation.requires("If-Match"):
                assert program.get(address)["ETag"] == '"v1"'
                require_problem(call(address, {}, content_type="application/json"), 428)


def test_a_field_that_is_wrong_is_named(program):
    body = require_problem(program.post("/api/v1/quotes/", {}, content_type="application/json"), 422)

    assert [(each["field"], each["code"]) for each in body["errors"]] == [("video", "required")]


def as_json_schema(node: Any) -> Any:
    """Convert OpenAPI 3.0's ``nullable`` to JSON Schema."""
    if isinstance(node, list):
        return [as_json_schema(each) for each in node]
    if not isinstance(node, dict):
        return node
    inner = {name: as_json_schema(each) for name, each in node.items() if name != "nullable"}
    return {"anyOf": [inner, {"type": "null"}]} if node.get("nullable") is True else inner


@pytest.mark.usefixtures("sandbox_url")
def test_every_answer_is_what_the_description_says(mine, program):
    """Types, enums and nulls of one row of each kind."""
    components = as_json_schema(stored()["components"])
    wrong = []
    for operation in OPERATIONS:
        if operation.method == "get" and not operation.gives_a_file:
            answer = program.get(operation.address(mine), operation.required)
            described = operation.description["responses"]["200"]["content"]["application/json"]["schema"]
            schema = as_json_schema(described) | {"components": components}
            wrong += [
                f"{operation.path} {error.json_path}: {error.message[:120]}"
                for error in jsonschema.Draft202012Validator(schema).iter_errors(answer.json())
            ]

    assert wrong == []


# --- lists ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("operation", LISTS, ids=name_of)
def test_a_list_comes_in_its_envelope(operation, mine, program):
    address = operation.address(mine)
    body = program.get(address, {"limit": 1}).json()

    assert body.keys() == {"object", "data", "has_more", "next_cursor", "url"}
    assert (body["object"], body["url"]) == ("list", address)
    assert len(body["data"]) <= 1
    assert body["has_more"] == (body["next_cursor"] is not None)
    assert all(row["object"] and row["id"] for row in body["data"])
    for hostile in (
        {"limit": 0},
        {"limit": 101},
        {"limit": "x"},
        {"cursor": "not-a-cursor"},
        {"cursor": "W10"},
    ):
        assert require_problem(program.get(address, hostile), 422)["errors"]


def test_a_list_skips_and_repeats_nothing_while_it_grows(mine, program):
    for number in range(5):
        program.post("/api/v1/ideas/", {"title": f"Idea {number}"}, content_type="application/json")
    address, seen = "/api/v1/ideas/", list[str]()
    cursor: str | None = ""

    while cursor is not None:
        page = program.get(address, {"limit": 2, "cursor": cursor}).json()
        program.post(address, {"title": "Meanwhile"}, content_type="application/json")
        seen += [row["title"] for row in page["data"]]
        cursor = page["next_cursor"]

    assert sorted(title for title in seen if title.startswith("Idea")) == [
        f"Idea {number}" for number in range(5)
    ]
    assert len(seen) == len(set(seen) - {"Meanwhile"}) + seen.count("Meanwhile")


# --- whatever else may be sent --------------------------------------------------------------------


@functools.cache
def description() -> Any:
    schema = schemathesis.openapi.from_dict(stored())
    schema.app = application
    return schema


@pytest.fixture
def _kept_connection():
    """The end of a request must not close the connection that holds the test's transaction."""
    ends = (request_started, request_finished)
    for end in ends:
        end.disconnect(close_old_connections)
    yield
    for end in ends:
        end.connect(close_old_connections)


@pytest.mark.slow
@pytest.mark.usefixtures("_kept_connection", "sandbox_url")
@pytest.mark.parametrize("operation", [each for each in OPERATIONS if not each.gives_a_file], ids=name_of)
def test_nothing_that_fits_the_description_breaks_the_server(operation, mine):
    described = description()[operation.path][operation.method.upper()]

    @given(case=described.as_strategy())
    @effort(
        max_examples=8,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def nothing_breaks(case: Any) -> None:
        case.path_parameters = {
            name: operation.value(name, mine) for name in re.findall(r"\{(\w+)\}", operation.path)
        }
        response = case.call(headers={"Authorization": f"Bearer {mine.secret}"})
        case.validate_response(response, checks=[schemathesis.checks.not_a_server_error])

    nothing_breaks()


def test_words_of_the_board_are_the_states_of_the_product():
    states = stored()["components"]["schemas"]["IdeaStatusEnum"]["enum"]

    assert states == IdeaStatus.values
