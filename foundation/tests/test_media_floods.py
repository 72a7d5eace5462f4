"""Many files at once, and slow files: pages keep responding, and only one file is in memory."""

import io
import threading
from contextlib import contextmanager

import pytest
from django.http import HttpResponse
from django.test import RequestFactory
from PIL import Image

from foundation import bulkhead, media
from foundation.bulkhead import BulkheadMiddleware
from foundation.errors import UpstreamUnavailableError
from foundation.media import children, headers
from foundation.tests.test_media import png


def outcomes(look, count):
    """The results of ``count`` inspections at the same time."""
    ended = []

    def act():
        try:
            look()
        except UpstreamUnavailableError:
            ended.append("busy")
        else:
            ended.append("inspected")

    threads = [threading.Thread(target=act) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return sorted(ended)


def in_request(act):
    BulkheadMiddleware(lambda _: act() or HttpResponse())(RequestFactory().get("/"))


def test_a_flood_of_files_is_looked_at_one_after_the_other(file, monkeypatch):
    monkeypatch.setattr(children, "TURN_WITHIN_S", 0.05)
    path = file(png(6_000, 6_000))

    assert outcomes(lambda: media.inspect(path), 4) == ["busy", "busy", "busy", "inspected"]


def test_of_web_requests_few_wait_for_their_turn(file):
    path = file(png(6_000, 6_000))

    ended = outcomes(lambda: in_request(lambda: media.inspect(path)), bulkhead.FILES_AT_ONCE + 3)

    assert ended == ["busy"] * 3 + ["inspected"] * bulkhead.FILES_AT_ONCE
    in_request(lambda: media.inspect(path))


def test_other_requests_run_while_a_file_is_looked_at(file):
    turns = []

    @contextmanager
    def given_away():
        turns.append("given away")
        yield
        turns.append("taken back")

    token = bulkhead.thread_released.set(given_away)
    try:
        in_request(lambda: media.inspect(file(png(90, 160))))
    finally:
        bulkhead.thread_released.reset(token)

    assert turns == ["given away", "taken back"]


def progressive(*, scans):
    held = io.BytesIO()
    Image.new("L", (900, 1600), 90).save(held, "JPEG", progressive=True)
    whole = held.getvalue()
    last_scan = whole[whole.rfind(b"\xff\xda") : -2]
    return whole[:-2] + last_scan * scans + whole[-2:]


def test_a_picture_of_many_scans_is_refused_unopened(file):
    with pytest.raises(media.MediaRefusedError) as refusal:
        media.inspect(file(progressive(scans=headers.MAX_SCANS)))

    assert refusal.value.reason == "too_expensive"


def test_a_picture_of_endless_parts_is_refused_unopened(file):
    whole = progressive(scans=0)
    comments = b"\xff\xfe\x00\x02" * headers._MOST_PARTS
    last_scan = whole.rfind(b"\xff\xda")

    with pytest.raises(media.MediaRefusedError):
        media.inspect(file(whole[:last_scan] + comments + whole[last_scan:]))


@pytest.mark.parametrize("appended", [b"", b"\xff\xda\x00\x08" * 1000])
def test_an_ordinary_progressive_picture_is_accepted(file, appended):
    """Phones append a short video to an image; its bytes are arbitrary."""
    assert media.inspect(file(progressive(scans=0) + appended)).width_px == 900
