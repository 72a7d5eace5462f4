"""Conditional requests: 304 exactly while the content is that of the ETag."""

import pytest
from django.http import HttpResponse, HttpResponseRedirect
from django.test import RequestFactory

from foundation import conditional

ETAG = conditional.etag_of("facts")
BARE = ETAG.removeprefix("W/")


def request(known="", **meta):
    headers = {"If-None-Match": known} if known else {}
    return RequestFactory().get("/", headers=headers, **meta)


def answer(content, known="", *, csrf="one", status=200):
    @conditional.by_content
    def view(_):
        return HttpResponse(content, status=status)

    return view(request(known, CSRF_COOKIE=csrf))


def form(token):
    return f'<input type="hidden" name="csrfmiddlewaretoken" value="{token * 64}">'


@pytest.mark.parametrize("known", [ETAG, BARE, f'"other", {ETAG}', f'W/"other",{BARE}', "*"])
def test_an_etag_is_known_in_every_form_that_http_allows(known):
    assert conditional.is_known(request(known), etag=ETAG)


@pytest.mark.parametrize("known", ["", '"other"', 'W/"other"', BARE.strip('"'), f'{BARE[:-2]}"', "W/"])
def test_another_etag_is_not_known(known):
    assert not conditional.is_known(request(known), etag=ETAG)


def test_other_facts_have_another_etag():
    assert conditional.etag_of("facts", 1) != conditional.etag_of("facts", 2)


def test_facts_with_half_a_character_have_an_etag():
    assert conditional.etag_of("\ud83d") != conditional.etag_of("\ud83c")


def test_the_same_page_is_304_without_content():
    first = answer("page")
    again = answer("page", first["ETag"])

    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    assert again["Cache-Control"] == first["Cache-Control"] == "private, no-cache"
    assert "Cookie" in again["Vary"]


def test_a_changed_page_is_sent():
    first = answer("page")
    again = answer("another page", first["ETag"])

    assert (again.status_code, again.content) == (200, b"another page")
    assert again["ETag"] != first["ETag"]


def test_a_new_mask_of_the_csrf_token_is_no_change():
    first = answer(form("a"))

    assert answer(form("b"), first["ETag"]).status_code == 304


def test_a_new_csrf_secret_is_a_change():
    first = answer(form("a"))

    assert answer(form("a"), first["ETag"], csrf="two").status_code == 200


def test_another_value_of_a_tokens_length_is_a_change():
    first = answer(f'<p title="{"a" * 64}">')

    assert answer(f'<p title="{"b" * 64}">', first["ETag"]).status_code == 200


def test_an_error_page_has_no_etag():
    assert "ETag" not in answer("page", "*", status=422)


def test_a_redirect_has_no_etag():
    redirect = conditional.by_content(lambda _: HttpResponseRedirect("/"))

    assert "ETag" not in redirect(request("*"))
