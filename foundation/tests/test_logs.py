"""Request ids and structured lines."""

import json
import logging

import pytest

from foundation import logs


def line(**extra):
    record = logging.LogRecord("a.b", logging.INFO, __file__, 1, "thing happened", (), None)
    for name, value in extra.items():
        setattr(record, name, value)
    logs.ContextFilter().filter(record)
    return json.loads(logs.JsonFormatter().format(record))


def test_a_line_is_one_object_with_event_and_facts():
    found = line(video_id="vid_1")

    assert found["event"] == "thing happened"
    assert (found["level"], found["logger"], found["video_id"]) == ("INFO", "a.b", "vid_1")


def test_bound_facts_are_on_every_line_inside_only():
    with logs.bound(request_id="req_1"):
        assert line()["request_id"] == "req_1"
        assert logs.request_id() == "req_1"

    assert "request_id" not in line()


@pytest.mark.django_db
def test_a_request_gets_an_id_and_keeps_a_sensible_one(client):
    assert client.get("/healthz")["X-Request-Id"].startswith("req_")
    assert client.get("/healthz", headers={"X-Request-Id": "proxy-12345"})["X-Request-Id"] == "proxy-12345"
    assert client.get("/healthz", headers={"X-Request-Id": "<script>"})["X-Request-Id"].startswith("req_")


@pytest.mark.parametrize(
    "key",
    ["sk_test_abcdef123456", "rk_live_abcdef123456", "ek_live_abc-def_123456", "whsec_c2VjcmV0c2VjcmV0"],
)
def test_a_key_that_strays_into_a_line_is_masked(key):
    found = line(cause=f"Invalid API Key provided: {key}.")

    assert key not in json.dumps(found)
    assert "_…" in found["cause"]


@pytest.mark.parametrize(
    "path",
    [
        "/reviews/rlk_01m8peh5g98s61j80jd3pbk3ty:LKO_KBUMaC1Xvg6VGr_mtC6X/approve/",
        "/calendar/feeds/qk3Jw8s_Zx0-Nf5yT7uVbA2mC4eR6hK8/calendar.ics",
        "/notifications/unsubscribe/eyJ1IjoxfQ:1vQmZk:Abcdefghijklmnop/",
    ],
)
def test_a_path_that_is_itself_a_permission_is_masked(path):
    found = line(cause=f"Not Found: {path}")

    assert path.split("/")[-3 if path.endswith("approve/") else -2] not in json.dumps(found)
