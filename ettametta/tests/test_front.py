"""The front's handling of requests that are large, slow, broken or too many, under a real granian."""

import hashlib
import json
import signal
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import psutil
import pytest
import requests

from ettametta import processes
from ettametta.tests import front_site
from ettametta.tests.test_processes import comes_true

pytestmark = pytest.mark.slow

LIMIT = 256 * 1024


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[front_site.Site]:
    with front_site.running(tmp_path_factory.mktemp("front")) as site:
        yield site


def raw(site, *parts, within_s=8.0, pause_s=0.0):
    """Send raw bytes and return everything received until the server closes the connection."""
    with socket.create_connection(("127.0.0.1", site.port), timeout=within_s) as connection:
        for part in parts:
            connection.sendall(part)
            time.sleep(pause_s)
        answer = b""
        while block := connection.recv(65536):
            answer += block
        return answer


def post(path="/echo", *headers):
    return "\r\n".join(
        [f"POST {path} HTTP/1.1", "Host: site", "Connection: close", *headers, "", ""]
    ).encode()


def sha256(content):
    return hashlib.sha256(content).hexdigest()


# --- bodies ---------------------------------------------------------------------------------------------


def test_a_large_upload_arrives_whole(site):
    content = b"".join(bytes([number % 251]) * 65536 for number in range(700))

    answer = requests.post(f"{site.url}/upload", data=content, headers=front_site.SIGNED_IN, timeout=30)

    assert len(content) > 40 * 1024 * 1024
    assert (answer.json()["size"], answer.json()["sha256"]) == (len(content), sha256(content))
    assert not list((site.folder / "web").iterdir())


def test_a_chunked_body_has_a_length_behind_the_front(site):
    def chunks() -> Iterator[bytes]:
        yield b"one "
        yield b"two " * 1000

    answer = requests.post(f"{site.url}/echo", data=chunks(), timeout=10).json()

    assert answer["size"] == 4004
    assert answer["environ"]["CONTENT_LENGTH"] == "4004"
    assert "HTTP_TRANSFER_ENCODING" not in answer["environ"]


def test_a_post_without_length_has_an_empty_body(site):
    assert b'"size": 0' in raw(site, post())


@pytest.mark.parametrize("is_chunked", [False, True])
def test_a_body_over_the_limit_is_refused_while_it_is_being_sent(site, is_chunked):
    content = b"x" * 4 * 1024 * 1024

    answer = requests.post(
        f"{site.url}/api/v1/x/", data=iter([content[:65536]] * 64) if is_chunked else content, timeout=10
    )

    assert answer.status_code == 413
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["code"] == "body_too_large"
    assert answer.json()["request_id"] == answer.headers["X-Request-Id"]


def test_a_body_as_large_as_the_limit_is_accepted(site):
    assert requests.post(f"{site.url}/echo", data=b"x" * LIMIT, timeout=10).json()["size"] == LIMIT


def test_people_get_a_page_and_htmx_a_toast(site):
    page = requests.post(f"{site.url}/x", data=b"x" * (LIMIT + 1), timeout=10)
    toast = requests.post(
        f"{site.url}/x", data=b"x" * (LIMIT + 1), headers={"HX-Request": "true"}, timeout=10
    )

    assert "The upload is too large" in page.text
    assert page.headers["X-Request-Id"] in page.text
    assert "default-src" in page.headers["Content-Security-Policy"]
    assert toast.headers["HX-Retarget"] == "#messages"
    assert "larger than this address accepts" in toast.text


def test_a_client_that_waits_for_continue_sends_nothing_of_a_refused_body(site):
    answer = raw(site, post("/echo", f"Content-Length: {LIMIT + 1}", "Expect: 100-continue"))

    assert answer.startswith(b"HTTP/1.1 413")


def test_a_body_that_stops_arriving_ends_after_the_time_for_a_chunk(site):
    began_at = time.monotonic()

    answer = raw(site, post("/echo", "Content-Length: 1000"), b"a=1")

    assert answer.startswith(b"HTTP/1.1 408")
    assert time.monotonic() - began_at < 3


def test_a_body_that_drips_ends_after_the_time_for_the_whole(site):
    began_at = time.monotonic()
    with socket.create_connection(("127.0.0.1", site.port), timeout=10) as connection:
        connection.sendall(post("/upload", "Content-Length: 200000"))
        connection.setblocking(False)
        answer = b""
        while not answer and time.monotonic() - began_at < 10:
            connection.send(b"d")
            time.sleep(0.4)
            try:
                answer = connection.recv(100)
            except BlockingIOError:
                continue

    assert answer.startswith(b"HTTP/1.1 408")
    assert 2.5 < time.monotonic() - began_at < 6


@pytest.mark.parametrize(
    "request_head",
    [
        post("/echo", "Content-Length: many"),
        post("/echo", "Content-Length: -1"),
        post("/echo", "Content-Length: 5", "Content-Length: 6"),
        post("/echo", "Transfer-Encoding: chunked") + b"zz\r\nhello\r\n0\r\n\r\n",
    ],
    ids=["words", "negative", "two", "broken chunk"],
)
def test_a_wrong_length_is_a_bad_request(site, request_head):
    assert raw(site, request_head + b"hello").startswith(b"HTTP/1.1 400")


def test_bytes_beyond_the_length_are_not_part_of_the_body(site):
    answer = raw(site, post("/echo", "Content-Length: 2"), b"abcdef")

    assert b'"size": 2' in answer


def test_headers_without_end_and_floods_of_headers_are_refused(site):
    many = b"".join(b"X-%d: 1\r\n" % number for number in range(500))
    large = b"X-Large: " + b"a" * 200_000 + b"\r\n"

    for flood in (many, large):
        answer = raw(site, b"GET /echo HTTP/1.1\r\nHost: site\r\n" + flood + b"\r\n")
        assert answer.startswith(b"HTTP/1.1 431")


def test_an_upload_that_breaks_off_never_reaches_a_thread_and_leaves_nothing(site):
    before = site.counts().get("waited", 0)

    with socket.create_connection(("127.0.0.1", site.port)) as connection:
        connection.sendall(post("/wait", "Content-Length: 200000") + b"x" * 150_000)
    with socket.create_connection(("127.0.0.1", site.port)) as connection:
        connection.sendall(post("/wait", "Transfer-Encoding: chunked") + b"5\r\nhello\r\n")
    time.sleep(0.5)

    assert site.counts().get("waited", 0) == before
    assert not list((site.folder / "web").iterdir())


# --- headers --------------------------------------------------------------------------------------------


def test_what_a_proxy_says_is_passed_on_and_cannot_be_written_another_way(site):
    environ = requests.get(
        f"{site.url}/a%20path/%C3%A9?x=1&y=%20",
        headers={
            "X-Forwarded-For": "203.0.113.7",
            "X-Forwarded-Proto": "https",
            "X_Forwarded_For": "6.6.6.6",
            "Cookie": "a=1; b=2",
        },
        timeout=10,
    ).json()["environ"]

    assert environ["HTTP_X_FORWARDED_FOR"] == "203.0.113.7"
    assert environ["HTTP_X_FORWARDED_PROTO"] == "https"
    assert environ["HTTP_COOKIE"] == "a=1; b=2"
    assert environ["HTTP_HOST"] == f"127.0.0.1:{site.port}"
    assert environ["REMOTE_ADDR"] == "127.0.0.1"
    assert environ["PATH_INFO"].encode("latin-1").decode() == "/a path/é"
    assert environ["QUERY_STRING"] == "x=1&y=%20"


def test_a_header_sent_twice_is_joined(site):
    answer = raw(
        site,
        b"GET / HTTP/1.1\r\nHost: s\r\nConnection: close\r\n"
        b"X-A: 1\r\nX-A: 2\r\nCookie: a=1\r\nCookie: b=2\r\n\r\n",
    )

    environ = json.loads(answer.partition(b"\r\n\r\n")[2])["environ"]
    assert (environ["HTTP_X_A"], environ["HTTP_COOKIE"]) == ("1,2", "a=1;b=2")


def test_requests_on_one_connection_are_answered_in_order(site):
    requests_in_a_row = b"".join(b"GET /%d HTTP/1.1\r\nHost: s\r\n\r\n" % number for number in range(5))

    answer = raw(site, requests_in_a_row + b"GET /5 HTTP/1.1\r\nHost: s\r\nConnection: close\r\n\r\n")

    positions = [answer.index(b'"PATH_INFO": "/%d"' % number) for number in range(6)]
    assert positions == sorted(positions)


def test_a_bug_behind_the_front_is_a_500_and_not_the_end_of_the_server(site):
    assert requests.get(f"{site.url}/fail", timeout=10).status_code == 500
    assert requests.get(f"{site.url}/echo", timeout=10).ok


# --- answers --------------------------------------------------------------------------------------------


def test_files_and_streams_arrive_whole(site):
    film = (site.folder / "film.mp4").read_bytes()

    assert requests.get(f"{site.url}/file", timeout=30).content == film[10:]
    assert requests.get(f"{site.url}/static/style.css", timeout=30).content == film
    assert requests.get(f"{site.url}/stream", timeout=30).content == b"s" * 64 * 65536


def test_head_has_the_length_and_no_body(site):
    answer = requests.head(f"{site.url}/file", timeout=10)

    assert answer.headers["Content-Length"] == str((site.folder / "film.mp4").stat().st_size - 10)
    assert answer.content == b""


@pytest.mark.parametrize("path", ["/file", "/stream"])
def test_clients_that_do_not_read_hold_no_thread_and_no_memory(site, path):
    server = psutil.Process(site.child.pid).children(recursive=True)[-1]
    before = server.memory_info().rss
    with ExitStack() as open_connections:
        for _ in range(12):
            connection = open_connections.enter_context(socket.create_connection(("127.0.0.1", site.port)))
            connection.sendall(f"GET {path} HTTP/1.1\r\nHost: s\r\n\r\n".encode())
        time.sleep(0.5)

        assert requests.get(f"{site.url}/echo", timeout=5).ok
        # Twelve videos of 24 MB and twelve streams of 4 MB would be far more.
        assert server.memory_info().rss - before < 40 * 1024 * 1024


def test_a_stream_is_closed_once_it_was_read(site):
    before = site.counts().get("streams closed", 0)

    with socket.create_connection(("127.0.0.1", site.port)) as connection:
        connection.sendall(b"GET /stream HTTP/1.1\r\nHost: s\r\n\r\n")
        connection.recv(10)

    assert comes_true(lambda: site.counts()["streams closed"] == before + 1, within_s=5)


# --- too many at once -----------------------------------------------------------------------------------


def test_a_hundred_half_open_bodies_do_not_slow_other_requests(site):
    with ExitStack() as open_connections:
        for _ in range(100):
            connection = open_connections.enter_context(socket.create_connection(("127.0.0.1", site.port)))
            connection.sendall(post("/echo", "Content-Length: 1000") + b"a=1")

        assert requests.get(f"{site.url}/healthz", timeout=2).ok
        assert requests.get(f"{site.url}/echo", timeout=2).ok


@contextmanager
def crowd(site, *, clients):
    """Requests that hold their threads until the block ends. Yields the list of their responses."""
    answers = []
    gate = site.folder / "gate"
    for old in [gate, *site.folder.glob("held-*")]:
        old.unlink(missing_ok=True)

    def ask():
        began_at = time.monotonic()
        answers.append((requests.get(f"{site.url}/wait", timeout=60), time.monotonic() - began_at))

    threads = [threading.Thread(target=ask) for _ in range(clients)]
    for thread in threads:
        thread.start()
    try:
        assert comes_true(lambda: len(list(site.folder.glob("held-*"))) == 2, within_s=10)
        yield answers
    finally:
        gate.touch()
        for thread in threads:
            thread.join()


def test_what_does_not_fit_is_refused_at_once_and_the_rest_is_served(site):
    with crowd(site, clients=20) as answers:
        # Two run, four wait.
        assert comes_true(lambda: len(answers) == 14, within_s=10)
        assert requests.get(f"{site.url}/healthz", timeout=2).ok
        api = requests.get(f"{site.url}/api/v1/x/", timeout=5)
        static = requests.get(f"{site.url}/static/style.css", timeout=5)

    shed = [answer for answer, _ in answers[:14]]
    assert {answer.status_code for answer in shed} == {503}
    assert {answer.status_code for answer, _ in answers[14:]} == {200}
    assert all(answer.headers["Retry-After"] == "2" for answer in shed)
    assert all("Back in a moment" in answer.text for answer in shed)
    # Milliseconds on a quiet machine.
    assert sorted(took_s for _, took_s in answers[:14])[7] < 1
    assert (api.status_code, api.json()["code"], api.json()["retryable"]) == (503, "busy", True)
    assert api.headers["Retry-After"] == "2"
    assert static.status_code == 200


def test_waiting_requests_whose_clients_left_are_dropped(site):
    before = site.counts().get("waited", 0)
    with crowd(site, clients=2) as running, ExitStack() as leaving:
        assert comes_true(lambda: is_shedding_after(site, leaving), within_s=10)
        leaving.close()
        # Their slots are free again: four more fit.
        assert comes_true(lambda: not is_shedding_after(site, leaving), within_s=5)

    assert [answer.status_code for answer, _ in running] == [200] * 2
    assert site.counts()["waited"] <= before + 2 + 2


def is_shedding_after(site, connections):
    """Add one waiting client. True if the queue is then full."""
    connection = connections.enter_context(socket.create_connection(("127.0.0.1", site.port)))
    connection.sendall(b"GET /wait HTTP/1.1\r\nHost: s\r\n\r\n")
    connection.settimeout(0.3)
    try:
        return connection.recv(100).startswith(b"HTTP/1.1 503")
    except TimeoutError:
        return False


# --- the end --------------------------------------------------------------------------------------------


def test_a_server_that_is_asked_to_stop_finishes_what_it_accepted(tmp_path):
    site = front_site.serve(tmp_path)
    try:
        with crowd(site, clients=5) as answers:
            upload = threading.Thread(target=slow_upload, args=(site, answers))
            upload.start()
            assert comes_true(lambda: len(established(site)) >= 6, within_s=20)
            time.sleep(0.3)
            site.child.send_signal(signal.SIGTERM)
            assert comes_true(lambda: not front_site.answers(site), within_s=20)
        upload.join()
        site.child.wait(timeout=30)
    finally:
        processes.stop(site.child, with_signal=signal.SIGKILL)

    assert [answer.status_code for answer, _ in answers] == [200] * 6
    assert site.child.returncode == 0


def established(site):
    worker = psutil.Process(site.child.pid).children(recursive=True)[-1]
    return [each for each in worker.net_connections("tcp") if each.status == psutil.CONN_ESTABLISHED]


def slow_upload(site, answers):
    def pieces() -> Iterator[bytes]:
        for _ in range(4):
            yield b"u" * 1000
            time.sleep(0.2)

    answers.append((requests.post(f"{site.url}/upload", data=pieces(), timeout=60), 0.0))
