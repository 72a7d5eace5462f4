"""Calling another system."""

import hashlib
from datetime import timedelta
from email.utils import format_datetime

import pytest
from django.utils import timezone

from foundation.errors import UpstreamError, UpstreamUnavailableError
from foundation.upstream import UpstreamClient, retry_after_s


def plain(status=200, body=b"ok", headers=(), length=None):
    def answer(handler):
        handler.rfile.read(int(handler.headers.get("Content-Length", 0)))
        handler.send_response(status)
        for name, value in headers:
            handler.send_header(name, value)
        handler.send_header("Content-Length", str(len(body) if length is None else length))
        handler.end_headers()
        handler.wfile.write(body)

    return answer


def client(url, **options):
    return UpstreamClient("teapot", base_url=url, timeout_s=2, **options)


def test_a_successful_response_is_returned(serving):
    with serving(plain(body=b"hello")) as url:
        assert client(url).request("GET", "/x").content == b"hello"


@pytest.mark.parametrize("status", [408, 425, 429, 500, 502, 503, 504])
def test_a_busy_or_broken_system_counts_as_unavailable(serving, status):
    with serving(plain(status)) as url, pytest.raises(UpstreamUnavailableError) as outage:
        client(url).request("GET", "/x")

    assert outage.value.system == "teapot"
    assert outage.value.context["upstream_status"] == status


@pytest.mark.parametrize("status", [301, 302, 400, 401, 403, 404, 409, 418, 422])
def test_any_other_answer_is_a_refusal(serving, status):
    headers = [("Location", "http://127.0.0.1:1/")]
    with serving(plain(status, b"why", headers)) as url, pytest.raises(UpstreamError) as refusal:
        client(url).request("GET", "/x")

    assert not isinstance(refusal.value, UpstreamUnavailableError)
    assert refusal.value.context["upstream_body"] == "why"


def test_an_expected_status_is_an_answer(serving):
    with serving(plain(308)) as url:
        assert client(url).request("PUT", "/x", expect=(308,)).status_code == 308


@pytest.mark.parametrize(
    ("header", "wait"),
    [("17", 17), ("soon", None), ("", None), ("-3", None), ("Sat, 01 Jan 2000 00:00:00 GMT", 0)],
)
def test_a_retry_after_in_seconds_is_read(serving, header, wait):
    with (
        serving(plain(429, headers=[("Retry-After", header)])) as url,
        pytest.raises(UpstreamUnavailableError) as outage,
    ):
        client(url).request("GET", "/x")

    assert outage.value.retry_after_s == wait


def test_a_retry_after_date_is_read_as_seconds_from_now():
    at = format_datetime(timezone.now() + timedelta(seconds=90), usegmt=True)

    wait_s = retry_after_s(at)

    assert wait_s is not None
    assert 85 <= wait_s <= 91


def test_a_refused_connection_counts_as_unavailable():
    with pytest.raises(UpstreamUnavailableError):
        client("http://127.0.0.1:1").request("GET", "/x")


def test_an_answer_that_breaks_off_counts_as_unavailable(serving):
    with serving(plain(body=b"half", length=100)) as url, pytest.raises(UpstreamUnavailableError):
        client(url).request("GET", "/x")


def test_a_slow_system_counts_as_unavailable(serving):
    import threading

    release = threading.Event()
    with serving(lambda handler: release.wait(5)) as url:
        with pytest.raises(UpstreamUnavailableError):
            client(url).request("GET", "/x", timeout=0.1)
        release.set()


def test_a_download_is_whole_or_not_there(serving, tmp_path):
    with serving(plain(body=b"x" * 1000)) as url:
        digest = client(url).download("/x", to=tmp_path / "file", max_bytes=1000)
    with serving(plain(body=b"x" * 10, length=1000)) as url, pytest.raises(UpstreamUnavailableError):
        client(url).download("/x", to=tmp_path / "cut", max_bytes=1000)

    assert digest == hashlib.sha256(b"x" * 1000).hexdigest()
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


@pytest.mark.parametrize("sent", ["text/html", "", "video/mp4x"])
def test_a_download_of_another_type_is_refused(serving, tmp_path, sent):
    page = plain(body=b"x", headers=[("Content-Type", sent)])
    with serving(page) as url, pytest.raises(UpstreamError, match="something else"):
        client(url).download("/x", to=tmp_path / "file", max_bytes=999, types=("video/mp4",))

    assert not list(tmp_path.iterdir())


def test_a_download_of_the_wanted_type_is_kept(serving, tmp_path):
    film = plain(body=b"x", headers=[("Content-Type", "Video/MP4; codecs=avc1")])
    with serving(film) as url:
        client(url).download("/x", to=tmp_path / "file", max_bytes=999, types=("video/mp4",))

    assert (tmp_path / "file").read_bytes() == b"x"


def test_a_download_that_is_too_long_is_refused(serving, tmp_path):
    with serving(plain(body=b"x" * 1000)) as url, pytest.raises(UpstreamError, match="more than"):
        client(url).download("/x", to=tmp_path / "file", max_bytes=999)

    assert not list(tmp_path.iterdir())
