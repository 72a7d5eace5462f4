"""Responses are compressed where that is safe, and with a random length."""

import gzip

import brotli
import pytest
from django.http import HttpResponse, JsonResponse, StreamingHttpResponse
from django.test import RequestFactory

from foundation import compression

WORDS = "a row of the list, and another row of the list. " * 200


def answer(response, *, accepts="gzip, deflate, br, zstd", method="GET"):
    request = RequestFactory().generic(method, "/", headers={"Accept-Encoding": accepts})
    return compression.CompressionMiddleware(lambda _: response)(request)


def test_a_page_leaves_as_brotli_and_reads_the_same():
    response = answer(HttpResponse(WORDS))

    assert response["Content-Encoding"] == "br"
    assert response["Vary"] == "Accept-Encoding"
    assert int(response["Content-Length"]) == len(response.content) < len(WORDS) / 10
    assert brotli.decompress(response.content).decode() == WORDS


def test_a_browser_without_brotli_gets_gzip():
    response = answer(HttpResponse(WORDS), accepts="gzip, br;q=0")

    assert response["Content-Encoding"] == "gzip"
    assert gzip.decompress(response.content).decode() == WORDS


def test_a_browser_that_takes_neither_gets_plain_text():
    response = answer(HttpResponse(WORDS), accepts="identity")

    assert "Content-Encoding" not in response
    assert response["Vary"] == "Accept-Encoding"
    assert response.content.decode() == WORDS


@pytest.mark.parametrize("accepts", ["br", "gzip"])
def test_the_same_page_is_sent_with_many_lengths(accepts):
    lengths = {len(answer(HttpResponse(WORDS), accepts=accepts).content) for _ in range(60)}

    assert len(lengths) > 15


def test_every_length_of_padding_is_skipped_by_decoders():
    bodies = [compression.compress(b"x" * 2000) for _ in range(1000)]

    assert {brotli.decompress(body) for body in bodies} == {b"x" * 2000}


def test_json_is_compressed():
    assert answer(JsonResponse({"rows": WORDS}))["Content-Encoding"] == "br"


@pytest.mark.parametrize(
    ("response", "method"),
    [
        (HttpResponse(WORDS), "POST"),
        (HttpResponse(WORDS, headers={"Cache-Control": "private, no-store"}), "GET"),
        (HttpResponse(WORDS, content_type="image/png"), "GET"),
        (HttpResponse(WORDS, headers={"Content-Encoding": "gzip"}), "GET"),
        (HttpResponse("short"), "GET"),
    ],
)
def test_what_may_hold_a_secret_or_gains_nothing_stays_as_it_is(response, method):
    body = response.content

    assert answer(response, method=method).content == body


def test_a_stream_is_left_alone():
    response = answer(StreamingHttpResponse([WORDS.encode()], content_type="text/html"))

    assert "Content-Encoding" not in response
    assert b"".join(response.streaming_content).decode() == WORDS
