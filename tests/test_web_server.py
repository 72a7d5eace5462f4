"""The product behind granian and the front: large files, half-open connections, a killed worker process."""

import io
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest
import requests
from django.conf import settings
from django.test import Client
from PIL import Image

from commerce.models import ShopEvent
from commerce.tests import shopify
from ettametta import processes, web_server
from ettametta.tests.test_processes import comes_true
from synthesis.models import Asset
from tests import world

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

_STARTS_WITHIN_S = 240
_SANDBOX = "sandbox"
_MB = 1024 * 1024


@dataclass
class Site:
    url: str
    child: "subprocess.Popen[bytes]"

    def workers(self) -> list[psutil.Process]:
        # multiprocessing's helper is a child of granian too.
        children = psutil.Process(self.child.pid).children()
        return [child for child in children if serves(child)]


def serves(process: psutil.Process) -> bool:
    try:
        return bool(process.net_connections("tcp"))
    except (psutil.NoSuchProcess, psutil.AccessDenied):
        # While a process ends, only root can see its connections.
        return False


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    port = processes.free_port()
    log = Path(settings.VAR_DIR) / "log" / "web.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as output:
        child = processes.spawn(
            web_server.command(host="127.0.0.1", port=port),
            output=output,
            env=os.environ,
            cwd=settings.BASE_DIR,
        )
    site = Site(f"http://127.0.0.1:{port}", child)
    assert comes_true(lambda: is_healthy(site) and len(site.workers()) == 2, within_s=_STARTS_WITHIN_S)
    yield site
    processes.stop(child, grace_s=40)
    sys.stdout.write(log.read_text(errors="replace")[-4000:])


def is_healthy(site: Site) -> bool:
    try:
        return requests.get(f"{site.url}/healthz", timeout=2).ok
    except requests.RequestException:
        return False


def signed_in(owner) -> requests.Session:
    """A browser that has signed in. The form's token is the cookie's."""
    browser = Client()
    browser.force_login(owner, backend="django.contrib.auth.backends.ModelBackend")
    session = requests.Session()
    session.cookies.set(settings.SESSION_COOKIE_NAME, browser.cookies[settings.SESSION_COOKIE_NAME].value)
    return session


def test_a_large_file_goes_up_and_comes_back_whole_or_in_part(site):
    owner = world.empty("owner@example.com")
    browser = signed_in(owner.owner)
    picture = io.BytesIO()
    Image.new("RGB", (64, 64), "navy").save(picture, "JPEG")
    # Decoders ignore data after the end of an image.
    content = picture.getvalue() + os.urandom(1024) * 45 * 1024
    browser.get(f"{site.url}/library/", timeout=30)

    answer = browser.post(
        f"{site.url}/library/upload/",
        files={"file": ("photo.jpg", content, "image/jpeg")},
        data={"licence": "own", "csrfmiddlewaretoken": browser.cookies["csrftoken"]},
        timeout=120,
        allow_redirects=False,
    )

    assert answer.status_code == 302, answer.text
    asset = Asset.objects.get(workspace=owner.workspace)
    address = f"{site.url}/assets/{asset.pk}/content/"
    whole = browser.get(address, timeout=60)
    assert asset.size_bytes == len(whole.content) == int(whole.headers["Content-Length"])
    part = browser.get(address, headers={"Range": "bytes=1000-40000000"}, timeout=60)
    assert (part.status_code, part.content) == (206, whole.content[1000:40_000_001])
    beyond = browser.get(address, headers={"Range": f"bytes={asset.size_bytes}-"}, timeout=60)
    assert (beyond.status_code, beyond.headers["Content-Range"]) == (416, f"bytes */{asset.size_bytes}")
    head = browser.head(address, timeout=60)
    assert (head.headers["Content-Length"], head.content) == (str(asset.size_bytes), b"")
    assert not [path for path in (Path(settings.VAR_DIR) / "web").iterdir() if path.is_file()]


def test_an_upload_without_sign_in_is_refused_before_it_is_read(site):
    head = (
        f"POST /library/upload/ HTTP/1.1\r\nHost: 127.0.0.1\r\nReferer: {site.url}/library/\r\n"
        "Content-Type: multipart/form-data; boundary=x\r\nContent-Length: 536000000\r\n"
        "Expect: 100-continue\r\n\r\n"
    )
    port = int(site.url.rpartition(":")[2])

    with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
        connection.sendall(head.replace("Host: 127.0.0.1", f"Host: 127.0.0.1:{port}").encode())
        answer = connection.recv(4096)

    assert answer.startswith(b"HTTP/1.1 302")
    assert b"location: /accounts/login/?next=/library/\r\n" in answer


def test_a_hundred_half_open_forms_do_not_slow_other_requests(site):
    browser = signed_in(world.empty("owner@example.com").owner)
    port = int(site.url.rpartition(":")[2])
    head = (
        b"POST /accounts/login/ HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: csrftoken=" + b"a" * 32 + b"\r\n"
        b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 1000\r\n\r\nlogin=a"
    )
    with ExitStack() as held:
        for _ in range(100):
            held.enter_context(socket.create_connection(("127.0.0.1", port))).sendall(head)

        assert requests.get(f"{site.url}/healthz", timeout=2).ok
        assert browser.get(f"{site.url}/library/", timeout=20).ok
        assert requests.get(f"{site.url}/static/css/tokens.css", timeout=20).ok


def webhook(*, size, webhook_id="wh-1"):
    """The headers and the body of a shop's webhook of this size."""
    body = json.dumps({"id": 1, "note": "x" * (size - 21)}).encode()
    return shopify.headers("products/update", body, secret=_SANDBOX, Webhook_Id=webhook_id), body


def deliver_at_once(site, webhook_ids):
    """Deliver webhooks of a shop, all at the same moment. Returns their statuses and seconds."""
    barrier = threading.Barrier(len(webhook_ids))

    def deliver(webhook_id):
        headers, body = webhook(size=3000, webhook_id=webhook_id)
        barrier.wait(timeout=30)
        began_at = time.monotonic()
        answer = requests.post(f"{site.url}/hooks/shopify/", data=body, headers=headers, timeout=60)
        return answer.status_code, time.monotonic() - began_at

    with ThreadPoolExecutor(len(webhook_ids)) as threads:
        return list(threads.map(deliver, webhook_ids))


@pytest.mark.parametrize(
    ("webhook_ids", "stored"),
    [([f"wh-{n}" for n in range(50)], 50), ([f"wh-{n % 30}" for n in range(50)], 30), (["wh-1"] * 20, 1)],
    ids=["different", "some repeated", "one repeated"],
)
def test_a_burst_of_webhooks_is_answered_in_time_and_each_is_stored_once(site, webhook_ids, stored):
    answers = deliver_at_once(site, webhook_ids)

    assert {status for status, _ in answers} == {200}
    # Shopify waits for five seconds.
    assert max(took_s for _, took_s in answers) < 5
    assert ShopEvent.objects.count() == stored


@pytest.mark.parametrize(("size", "status"), [(8 * _MB, 200), (8 * _MB + 1, 413)])
def test_a_webhook_may_have_eight_megabytes(site, size, status):
    headers, body = webhook(size=size)
    assert len(body) == size

    answer = requests.post(f"{site.url}/hooks/shopify/", data=body, headers=headers, timeout=60)

    assert answer.status_code == status, answer.text
    assert ShopEvent.objects.count() == (1 if status == 200 else 0)


def test_a_killed_worker_process_costs_no_more_than_the_requests_it_had(site):
    outcomes: Counter[str] = Counter()
    is_over = threading.Event()

    def browse():
        while not is_over.is_set():
            try:
                outcomes[str(requests.get(f"{site.url}/accounts/login/", timeout=30).status_code)] += 1
            except requests.RequestException:
                outcomes["lost"] += 1
            time.sleep(0.05)

    clients = [threading.Thread(target=browse) for _ in range(4)]
    for client in clients:
        client.start()
    killed = site.workers()[0]
    os.kill(killed.pid, signal.SIGKILL)
    came_back = comes_true(
        lambda: len(site.workers()) == 2 and killed not in site.workers(), within_s=_STARTS_WITHIN_S
    )
    served_afterwards = outcomes["200"] + 20
    goes_on = comes_true(lambda: outcomes["200"] >= served_afterwards, within_s=30)
    is_over.set()
    for client in clients:
        client.join()

    assert came_back
    assert goes_on
    assert outcomes["lost"] <= len(clients)
    assert set(outcomes) <= {"200", "lost"}
