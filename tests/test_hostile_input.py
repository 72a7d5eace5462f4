"""Every URL and every API field with invalid text, numbers or documents: always a 4xx."""

import base64
import functools
import itertools
import json
import re

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client

from tests.test_api_rules import OPERATIONS, require_problem, stored
from tests.test_isolation import ROUTES, browser_of, program_of, text_of

pytestmark = pytest.mark.slow

PARAMETERS = (
    "q", "search", "status", "cursor", "limit", "order", "sort", "niche", "video", "idea", "connection", "page",  # noqa: E501 - a table
    "min_score", "max_age_hours", "format", "open", "tab", "state", "code", "next", "month", "start", "end", "role",  # noqa: E501 - a table
)  # fmt: skip
HOSTILE_VALUES = (
    "\0", "a\0b", "\ud800", "1e999", "-1", "9" * 400, "99999999999999999999", "NaN", "²", "٣", "%00", "'\"><", "../..",  # noqa: E501 - a table
    "\u202e", "x" * 5000, "0x10", "1_0", "[]", "{}", "9999-12-31T23:59:59+99:00", "0000-00-00", "usr_" + "z" * 26,  # noqa: E501 - a table
)  # fmt: skip
FORGED: tuple[object, ...] = (["created_at", "v", "x", "x"], ["created_at", "t", "0001-01-01T00:00:00+14:00", "x"], ["pk", "v", None, "\0"],  # noqa: E501 - a table
    ["created_at", "v", 1e308, "x"], ["name", "v", True, "x"], {"a": 1}, [[[]]], "x", None, [])  # fmt: skip
HEADERS = (
    {"Cookie": 'sessionid="\\000"'},
    {"Cookie": 'csrftoken="\\000"; theme="\\000"'},
    {"Content-Type": "application/json; charset=rot13"},
    {"Content-Type": "text/html; charset=\x01"},
    {"Authorization": "Bearer " + "é" * 2000},
    {"Authorization": "Bearer ek_test_\ufffd"},
    {"Authorization": "Bearer"},
    {"X-Forwarded-For": "x" * 5000},
    {"X-Request-Id": "\x7f" * 100},
    {"Accept": "*/*;q=" + "9" * 5000},
    {"Accept-Language": "x-" * 3000},
    {"If-Match": '"v' + "9" * 5000 + '"'},
    {"If-None-Match": "W/" * 2000},
    {"Range": "bytes=" + "9" * 5000 + "-"},
    {"Idempotency-Key": "\x01"},
    {"HX-Request": "true", "HX-Target": "\x01"},
)


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    settings.API_REQUESTS_PER_MINUTE = 100_000
    cache.clear()


@pytest.fixture
def program(mine) -> Client:
    client = program_of(mine)
    client.raise_request_exception = False
    return client


@pytest.fixture
def browser(mine) -> Client:
    client = browser_of(mine)
    client.raise_request_exception = False
    return client


def client_of(route, browser, program):
    return program if route.is_rest else browser


def encoded(value: str) -> str:
    raw = value.encode(errors="surrogatepass")
    return "".join(f"%{byte:02x}" for byte in raw)


def queries():
    """Every parameter with every value, in few requests: each request shifts the values by one."""
    for shift in range(0, len(HOSTILE_VALUES), 3):
        pairs = zip(
            PARAMETERS, itertools.islice(itertools.cycle(HOSTILE_VALUES[3:]), shift, None), strict=False
        )
        yield "&".join(f"{name}={encoded(value)}" for name, value in pairs)


QUERIES = ["q=%00", *queries()]


def test_deep_bodies_are_refused(program):
    deep = [
        b"[" * 100_000 + b"]" * 100_000,
        b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
        b"[" * 100_000,
        b"[" * 50 + b"]" * 50,
    ]

    for operation in OPERATIONS:
        if operation.method in ("post", "patch", "put"):
            path = re.sub(r"\{\w+\}", "x", operation.path)
            for body in deep:
                response = getattr(program, operation.method)(path, body, content_type="application/json")
                assert 400 <= response.status_code < 500, (path, response.status_code)
    require_problem(program.post("/api/v1/videos/", deep[0], content_type="application/json"), 400)


def fields_of(operation):
    schema = operation.description["requestBody"]["content"]["application/json"]["schema"]
    component = (
        stored()["components"]["schemas"][schema["$ref"].rpartition("/")[2]] if "$ref" in schema else schema
    )
    return list(component.get("properties", {}).items())


def test_no_field_takes_what_cannot_be_stored(mine, program):
    broken = []
    hostile = [
        '"\\u0000"', '"a\\u0000b"', '"\\ud800"', '{"\\u0000": "\\udfff"}', '["\\u0000"]', "1e999", "-1e999", "NaN", "Infinity",  # noqa: E501 - a table
        "9" * 5000, "9" * 19, "-" + "9" * 30, "1e308", "0.1", '"x"', "true", "null", "[]", "{}", "[[]]", "[null]", '[{"a": 1}]',  # noqa: E501 - a table
        json.dumps("x" * 300_000), json.dumps("٣"), json.dumps("²"), json.dumps("2026-13-45T99:99:99Z"),
        json.dumps("9999-12-31T23:59:59-23:59"), json.dumps("0001-01-01T00:00:00+23:59"),
    ]  # fmt: skip
    for operation in OPERATIONS:
        if operation.takes_a_body:
            broken += [each for value in hostile for each in broken_by(value, operation, mine, program)]

    assert broken == []


def broken_by(value, operation, mine, program):
    """Send the value in all fields at once, then alone in each field that was not refused for its value."""
    names = {name for name, _ in fields_of(operation)}

    def send(fields):
        body = "{" + ", ".join(f'"{name}": {value}' for name in sorted(fields)) + "}"
        call, headers = getattr(program, operation.method), {"If-Match": '"v1"'}
        # Undone, so that the next request finds the same row.
        with transaction.atomic():
            response = call(operation.address(mine), body, content_type="application/json", headers=headers)
            transaction.set_rollback(True)
        return response

    first = send(names)
    alone = {name: send({name}) for name in sorted(names - refused_fields(first, all_of=names))}
    return [
        f"{operation.method} {operation.path} {name}={value[:40]}: {response.status_code}"
        for name, response in {"all fields": first, **alone}.items()
        if response.status_code >= 500
    ]


def refused_fields(response, *, all_of):
    """The fields whose values the response refuses, each looked at by itself."""
    if response.status_code == 400:
        # The body is unreadable, whatever its fields.
        return all_of
    document = response.json() if response.status_code == 422 else {}
    if document.get("detail") != "Some fields are invalid.":
        return set()
    return {error["field"].partition(".")[0] for error in document["errors"]}


def test_no_body_is_read_in_another_encoding_or_as_something_else(mine, program):
    for body in (
        b"\xff\xfe",
        b"\xef\xbb\xbf{}",
        '{"title": "x"}'.encode("utf-16"),
        b"",
        b"null",
        b"1",
        b'"x"',
        b"[]",
        b"\0",
    ):
        for operation in OPERATIONS:
            if operation.takes_a_body:
                call = getattr(program, operation.method)
                response = call(
                    operation.address(mine),
                    body,
                    content_type="application/json",
                    headers={"If-Match": '"v1"'},
                )
                assert response.status_code < 500, (operation.path, body, response.status_code)


def test_a_forged_cursor_is_refused_by_every_list(mine, program):
    for operation in OPERATIONS:
        if operation.is_list:
            for document in FORGED:
                cursor = base64.urlsafe_b64encode(json.dumps(document).encode()).decode().rstrip("=")
                response = program.get(operation.address(mine), {"cursor": cursor})
                assert require_problem(response, 422)["code"] == "invalid_cursor", operation.path


def test_no_path_with_nul_or_half_characters_breaks_a_page(mine, browser, program):
    values = ("%00", "a%00b", "%ed%a0%80", "%ff", "..%2f..", "x" * 3000)
    broken = []
    for route in ROUTES:
        # A route without parameters has one path.
        for path in sorted({"/" + re.sub(r"<[^>]+>", value, route.pattern) for value in values}):
            for method in ("get", "post"):
                response = getattr(client_of(route, browser, program), method)(path)
                text_of(response)
                if response.status_code >= 500:
                    broken.append(f"{method} {path[:80]}: {response.status_code}")

    assert broken == []
    require_problem(program.get("/api/v1/videos/%00/"), 400)


def answers(call, requests, *, at_once):
    """Each request with its response. If the method is refused, the rest is sent as one; no view reads it."""
    for request in requests:
        response = call(request)
        text_of(response)
        yield request, response
        if response.status_code == 405:
            yield at_once, call(at_once)
            return


@pytest.mark.usefixtures("sandbox_url")
def test_no_query_breaks_a_page(mine, browser, program):
    broken = []
    for route in ROUTES:
        for path in route.paths(mine):
            client = client_of(route, browser, program)
            requests = [f"{path}?{query}" for query in QUERIES]
            for address, response in answers(client.get, requests, at_once=f"{path}?{'&'.join(QUERIES[1:])}"):
                if response.status_code >= 500:
                    broken.append(f"{address[:200]}: {response.status_code}")

    assert broken == []


def query_of(operation):
    return [each["name"] for each in operation.description.get("parameters", []) if each["in"] == "query"]


@pytest.mark.usefixtures("sandbox_url")
def test_no_parameter_of_a_list_breaks_it_by_itself(mine, program):
    for operation in OPERATIONS:
        if operation.method == "get":
            for name in query_of(operation):
                for value in HOSTILE_VALUES:
                    response = program.get(f"{operation.address(mine)}?{name}={encoded(value)}")
                    text_of(response)
                    assert response.status_code < 500, (operation.path, name, value)


def test_a_way_back_that_is_no_address_breaks_nothing(browser):
    for back in ("1e999", "²", "javascript:alert(1)", "//evil.example", "http://[", "\\evil"):
        switched = browser.post("/workspaces/current/", {"next": back})
        themed = browser.post("/theme/", headers={"Referer": back})

        assert (switched.status_code, themed.status_code) == (302, 302)
        assert "evil.example" not in switched["Location"] + themed["Location"]


def test_no_form_breaks_a_page(mine, browser):
    names = {
        "version", "name", "title", "role", "status", "decision", "address", "visibility", "made_for_kids", "narration", "notes",  # noqa: E501 - a table
        "keywords", "workspace", "idea", "candidate", "niche", "video", "asset", "after", "quote", "connection", "order", "at",  # noqa: E501 - a table
        "email", "time_zone", "scopes", "expires", "next", "then", "plan", "language", "prompt", "duration_s", "theme", "text",  # noqa: E501 - a table
    }  # fmt: skip
    values = ["a\0b", "9" * 400, "1e999", "²", "x" * 5000]
    broken = []
    for route in ROUTES:
        if route.is_rest:
            continue
        for path in route.paths(mine):
            forms = [dict.fromkeys(names, value) for value in values]
            post = functools.partial(browser.post, path)
            for form, response in answers(post, forms, at_once=dict.fromkeys(names, values[1:])):
                if response.status_code >= 500 and response.status_code != 502:
                    broken.append(f"{path} {form['name'][:20]!r}: {response.status_code}")

    assert broken == []


def test_no_header_breaks_a_page(mine, browser, program):
    paths = (
        "/",
        "/ideas/",
        "/accounts/login/",
        "/settings/profile/",
        "/api/v1/me/",
        "/api/v1/videos/",
        "/api/schema/",
        "/status/",
    )
    broken = []
    for path in paths:
        for headers in HEADERS:
            for client, method in ((program, "get"), (program, "post"), (browser, "get"), (browser, "post")):
                response = getattr(client, method)(path, headers=headers)
                text_of(response)
                if response.status_code >= 500:
                    broken.append(f"{method} {path} {headers!s:.80}: {response.status_code}")

    assert broken == []


@pytest.mark.django_db
@pytest.mark.parametrize("host", ["evil.example", "a b", "[::1", "x" * 300, "127.0.0.1:99999999"])
def test_a_host_that_is_not_ours_is_refused(host, settings):
    settings.ALLOWED_HOSTS = ["testserver"]
    client = Client(raise_request_exception=False)

    assert client.get("/", headers={"Host": host}).status_code == 400
    require_problem(client.get("/api/v1/me/", headers={"Host": host}), 400)
