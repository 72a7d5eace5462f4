"""Refusals as HTTP responses."""

import psycopg
import pytest
from django.core.exceptions import RequestDataTooBig
from django.db import OperationalError
from django.test import RequestFactory
from rest_framework import exceptions, serializers

from foundation import problems
from foundation.errors import (
    ConflictError,
    InvalidError,
    NotFoundError,
    TooManyRequestsError,
    UpstreamUnavailableError,
)


def handled(error):
    request = RequestFactory().get("/api/v1/things/")
    return problems.rest_exception_handler(error, {"request": request})


@pytest.mark.parametrize(
    ("error", "status", "code", "retryable"),
    [
        (NotFoundError(), 404, "not_found", False),
        (ConflictError("Not now."), 409, "conflict", False),
        (TooManyRequestsError("Slower.", retry_after_s=3), 429, "too_many_requests", True),
        (UpstreamUnavailableError("Away.", system="x"), 503, "upstream_unavailable", True),
        (exceptions.NotAuthenticated(), 401, "not_authenticated", False),
        (exceptions.MethodNotAllowed("PUT"), 405, "method_not_allowed", False),
        (exceptions.ParseError(), 400, "parse_error", False),
        (exceptions.UnsupportedMediaType("x"), 415, "unsupported_media_type", False),
    ],
)
def test_a_refusal_is_a_problem_document(error, status, code, retryable):
    response = handled(error)

    assert response.status_code == status
    assert response.content_type == "application/problem+json"
    body = response.data
    assert (body["status"], body["code"], body["retryable"]) == (status, code, retryable)
    assert body["instance"] == "/api/v1/things/"
    assert body["type"].endswith(f"/api/problems/{code}/")


def test_a_document_says_when_to_retry():
    assert handled(TooManyRequestsError("Slower.", retry_after_s=3))["Retry-After"] == "3"


def test_facts_of_the_refusal_are_members_and_private_ones_are_not():
    error = UpstreamUnavailableError(
        "Away.", system="x", upstream_body="secret", upstream_status=500, cause="y"
    )

    body = handled(error).data

    assert body["system"] == "x"
    assert "secret" not in str(body)
    assert not {"upstream_body", "upstream_status", "cause"} & body.keys()


def test_a_fact_never_stands_in_for_a_member_of_the_document():
    refusal = ConflictError("It is queued and cannot become posted.", status="queued")

    assert problems.of_error(refusal, "/api/v1/things/")["status"] == 409


def test_the_log_says_why_the_database_did_not_answer_and_the_person_is_not_told(caplog):
    error = OperationalError("deadlock detected at 10.0.0.7")
    error.__cause__ = psycopg.errors.DeadlockDetected()

    response = handled(error)

    assert (response.status_code, response.data["code"]) == (503, "store_unavailable")
    assert "cause" not in response.data
    assert caplog.records[-1].cause == "DeadlockDetected 40P01"


def test_our_own_field_errors_are_listed():
    errors = [{"field": "title", "code": "long", "detail": "Too long."}]

    assert handled(InvalidError("No.", errors=errors)).data["errors"] == errors


class Inner(serializers.Serializer[object]):
    size = serializers.IntegerField()


class Body(serializers.Serializer[object]):
    title = serializers.CharField(max_length=3)
    scenes = Inner(many=True)
    tags = serializers.ListField(child=serializers.CharField(max_length=2))


def test_a_serializer_s_errors_name_the_path_to_the_field():
    body = Body(data={"title": "long", "scenes": [{"size": 1}, {"size": "x"}], "tags": ["ok", "long"]})
    with pytest.raises(exceptions.ValidationError) as refusal:
        body.is_valid(raise_exception=True)

    response = handled(refusal.value)

    assert response.status_code == 422
    found = {(error["field"], error["code"]) for error in response.data["errors"]}
    assert found == {("title", "max_length"), ("scenes.1.size", "invalid"), ("tags.1", "max_length")}


def test_a_bug_is_not_handled():
    assert handled(ZeroDivisionError()) is None


@pytest.mark.django_db
def test_an_address_that_is_not_there_is_a_document_under_api(client):
    answer = client.get("/api/v1/nonsense/")

    assert answer.status_code == 404
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["code"] == "not_found"
    assert answer.json()["request_id"] == answer["X-Request-Id"]


@pytest.mark.django_db
def test_an_address_that_is_not_there_is_a_page_elsewhere(client):
    answer = client.get("/nonsense/")

    assert answer.status_code == 404
    assert answer["Content-Type"].startswith("text/html")


@pytest.mark.django_db
def test_a_caller_without_credentials_is_told_how_to_authenticate(client):
    answer = client.get("/api/v1/me/")

    assert answer.status_code == 401
    assert answer["WWW-Authenticate"].startswith("Bearer")


@pytest.mark.django_db
def test_a_body_over_the_limit_is_too_large_and_not_malformed(client, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 10

    form = client.post("/theme/", {"theme": "dark" * 10})
    hook = client.post("/hooks/render-nodes/nod_1/", b"x" * 20, content_type="application/json")
    document = handled(RequestDataTooBig())

    assert (form.status_code, hook.status_code) == (413, 413)
    assert "larger than this address accepts" in form.content.decode()
    assert (document.status_code, document.data["code"]) == (413, "body_too_large")


def refused(**posted):
    request = RequestFactory().post("/things/", posted)
    return problems.respond(request, ConflictError("Not now.")).content.decode()


def test_a_refused_form_shows_what_was_typed_and_not_what_the_page_filled_in():
    page = refused(
        title="An hour of work", nonce="a b c", quote="one of the page", filled_in=["nonce", "quote then"]
    )

    assert "An hour of work" in page
    assert "Nonce" not in page
    assert "Quote" not in page
    assert "Your text was not saved" not in refused(name="Home coffee", filled_in="name")
