"""The web server while Postgres is killed, hangs or drops connections: it refuses and recovers at once."""

import os
import re
import shutil
import tempfile
import time
from pathlib import Path

import psycopg
import pytest
import requests

from ettametta import processes, web_server
from tests import servers, stores, waiting
from tests.faults.victims import Victim

pytestmark = pytest.mark.slow
PAGE, DATA = "/ideas/", "/api/v1/me/"
# A second, plus the delay of a busy machine.
SOON_S = 2.5


@pytest.fixture(scope="module")
def postgres():
    folder = Path(tempfile.mkdtemp(prefix="ettametta-test-", dir=servers.temporary_place()))
    # Postgres runs as another user if tests run as root.
    folder.chmod(0o711)
    running = stores.Postgres(folder / "postgres")
    yield running
    running.kill()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def web(postgres):
    port = processes.free_port()
    environment = {
        "DATABASE_URL": postgres.url(),
        "DJANGO_SETTINGS_MODULE": "ettametta.settings.development",
        "SITE_URL": f"http://127.0.0.1:{port}",
    }
    server = Victim("web_on_trial", web_server.command(host="127.0.0.1", port=port)[1:], environment)
    server.start()
    address = environment["SITE_URL"]
    try:
        waiting.until(
            lambda: status_of(f"{address}/healthz") == 200, within_s=90, what="the web server answers"
        )
        yield address
    finally:
        print(server.stop())  # noqa: T201 - captured, and shown if a test fails


def status_of(url):
    try:
        return requests.get(url, timeout=10).status_code
    except requests.RequestException:
        return 0


@pytest.fixture(scope="module")
def person(web):
    """A person who signs up and opens pages, so that connections are open."""
    session = requests.Session()
    page = session.get(f"{web}/accounts/signup/", timeout=30)
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.text)
    assert token, page.text
    form = {"email": f"{os.urandom(4).hex()}@example.com", "password1": "correct horse battery"}
    session.post(f"{web}/accounts/signup/", {**form, "csrfmiddlewaretoken": token[1]}, timeout=30)
    assert session.get(web + PAGE, timeout=30, allow_redirects=False).status_code == 200
    return session


def get(person, url):
    """Return the response and its duration."""
    began_at = time.monotonic()
    answer = person.get(url, timeout=30, allow_redirects=False)
    return answer, time.monotonic() - began_at


def require_refusals(person, web):
    page, page_s = get(person, web + PAGE)
    data, data_s = get(person, web + DATA)
    again_s = max(get(person, web + path)[1] for path in (PAGE, DATA) * 5)

    assert (page.status_code, data.status_code) == (503, 503)
    assert "Back in a moment" in page.text
    assert page.headers["Retry-After"] == data.headers["Retry-After"] == "2"
    assert (data.json()["code"], data.json()["retryable"]) == ("store_unavailable", True)
    assert max(page_s, data_s, again_s) < SOON_S
    assert get(person, f"{web}/healthz")[0].status_code == 200
    assert get(person, f"{web}/status/")[0].status_code == 200
    ready, ready_s = get(person, f"{web}/readyz")
    assert (ready.status_code, ready.json()["checks"]["database"]) == (503, "failed")
    assert ready_s < SOON_S


def require_recovery(person, web, *, within_s=SOON_S):
    began_at = time.monotonic()
    while get(person, web + PAGE)[0].status_code != 200:
        assert time.monotonic() - began_at < within_s
        time.sleep(0.05)
    assert [get(person, web + path)[0].status_code for path in (PAGE, DATA) * 16] == [200] * 32


def test_a_killed_postgres_is_a_503_at_once_and_is_used_again_at_once(postgres, web, person):
    postgres.kill()
    try:
        require_refusals(person, web)
    finally:
        postgres.start()
    require_recovery(person, web)


def test_a_postgres_that_hangs_holds_no_request(postgres, web, person):
    postgres.hang()
    try:
        require_refusals(person, web)
    finally:
        postgres.go_on()
    # Wait until connection attempts that began meanwhile have ended.
    require_recovery(person, web, within_s=6)


def test_connections_that_were_cut_are_replaced_unnoticed(postgres, web, person):
    with psycopg.connect(postgres.url(), autocommit=True) as operator:
        operator.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )

    assert [get(person, web + path)[0].status_code for path in (PAGE, DATA) * 8] == [200] * 16


def test_a_postgres_that_takes_no_writes_is_read_all_the_same(postgres, web, person):
    with psycopg.connect(postgres.url(), autocommit=True) as operator:
        operator.execute("ALTER SYSTEM SET default_transaction_read_only = on")
        operator.execute("SELECT pg_reload_conf()")
        try:
            waiting.until(
                lambda: (
                    person.post(
                        f"{web}/settings/profile/",
                        {"name": "Ada", "csrfmiddlewaretoken": person.cookies["csrftoken"]},
                        timeout=30,
                        allow_redirects=False,
                    ).status_code
                    == 503
                ),
                within_s=20,
                what="a change is refused",
            )
            assert get(person, web + PAGE)[0].status_code == 200
        finally:
            operator.execute("SET transaction_read_only = off")
            operator.execute("ALTER SYSTEM RESET default_transaction_read_only")
            operator.execute("SELECT pg_reload_conf()")
    require_recovery(person, web)
