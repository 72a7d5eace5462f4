"""The settings page of pronunciations."""

import pytest

from accounts.models import Role
from synthesis.models import Pronunciation
from synthesis.studio import pronunciations
from synthesis.tests.pages import browser_of, text_of

pytestmark = pytest.mark.django_db
PAGE = "/settings/pronunciations/"
TYPED = {"written": "Nginx", "spoken": "engine x", "language": ""}


@pytest.fixture
def member(workspace):
    return browser_of(workspace)


@pytest.fixture
def nginx(workspace):
    return pronunciations.add(workspace=workspace, **TYPED)


def test_a_pronunciation_is_added_and_listed(member):
    answer = member.post(PAGE, TYPED)

    page = text_of(member.get(answer["Location"]))
    assert "engine x" in page
    assert "All languages" in page


def test_an_empty_list_says_what_it_is_for(member):
    assert "spell it here the way it sounds" in text_of(member.get(PAGE))


@pytest.mark.parametrize("fields", [{"written": ""}, {"spoken": "x" * 121}, {"language": "xx"}])
def test_an_invalid_field_comes_back_in_place(member, fields):
    answer = member.post(PAGE, TYPED | fields)

    assert answer.status_code == 422
    assert not Pronunciation.objects.exists()


def test_a_second_one_of_a_word_is_refused(member, nginx):
    answer = member.post(PAGE, TYPED | {"written": "NGINX"})

    assert answer.status_code == 422
    page = text_of(answer)
    assert "You already have a pronunciation of “NGINX”. Edit that one." in page
    assert 'value="NGINX"' in page
    assert f'href="{PAGE}{nginx.pk}/"' in page


@pytest.mark.parametrize("name", ["written", "spoken"])
def test_a_field_without_letters_is_refused_in_place(member, name):
    answer = member.post(PAGE, TYPED | {name: "…!"})

    assert answer.status_code == 422
    assert f'id="id_{name}-error"' in text_of(answer)
    assert not Pronunciation.objects.exists()


def test_an_edit_that_repeats_another_one_is_refused_in_place(member, workspace, nginx):
    redis = pronunciations.add(workspace=workspace, written="Redis", spoken="red iss")

    answer = member.post(f"{PAGE}{redis.pk}/", TYPED | {"version": redis.version})

    assert answer.status_code == 422
    page = text_of(answer)
    assert "You already have a pronunciation of “Nginx”" in page
    assert "Pronunciation of “Redis”" in page


def test_a_pronunciation_is_edited(member, nginx):
    answer = member.post(f"{PAGE}{nginx.pk}/", TYPED | {"spoken": "en jinx", "version": 1})

    nginx.refresh_from_db()
    assert answer["Location"] == PAGE
    assert nginx.spoken == "en jinx"


def test_two_tabs_do_not_overwrite_each_other(member, nginx):
    member.post(f"{PAGE}{nginx.pk}/", TYPED | {"spoken": "en jinx", "version": 1})

    assert member.post(f"{PAGE}{nginx.pk}/", TYPED | {"version": 1}).status_code == 412


def test_a_language_that_pages_do_not_offer_is_kept(member, workspace):
    row = pronunciations.add(workspace=workspace, written="Reykjavík", spoken="rey kya vik", language="is")

    page = text_of(member.get(f"{PAGE}{row.pk}/"))

    assert '<option value="is" selected>' in page


def test_a_pronunciation_is_deleted(member, nginx):
    member.post(f"{PAGE}{nginx.pk}/delete/")

    assert not Pronunciation.objects.exists()


def test_a_pronunciation_can_be_heard_before_it_is_saved(member):
    answer = member.post(f"{PAGE}listen/", TYPED | {"language": "de"})

    assert answer["Content-Type"] == "audio/wav"
    assert answer.content.startswith(b"RIFF")
    assert not Pronunciation.objects.exists()


@pytest.mark.parametrize("fields", [{"written": ""}, {"spoken": "\n"}, {"language": "xx"}])
def test_what_cannot_be_heard_is_refused_with_a_reason(member, fields):
    refused = member.post(f"{PAGE}listen/", TYPED | fields, HTTP_ACCEPT="application/problem+json")

    assert refused.status_code == 422
    assert refused.json()["detail"]


def test_the_list_makes_as_many_queries_for_many_as_for_one(member, workspace, django_assert_max_num_queries):
    for number in range(30):
        pronunciations.add(workspace=workspace, written=f"word{number}", spoken="x")

    with django_assert_max_num_queries(6):
        member.get(PAGE)


def test_a_viewer_reads_and_does_not_write(workspace, nginx):
    viewer = browser_of(workspace, Role.VIEWER)

    assert "engine x" in text_of(viewer.get(PAGE))
    assert viewer.post(PAGE, TYPED | {"written": "Redis"}).status_code == 403
    assert viewer.post(f"{PAGE}{nginx.pk}/delete/").status_code == 403


def test_another_workspaces_pronunciation_is_not_there(other_workspace, nginx):
    stranger = browser_of(other_workspace)

    assert stranger.get(f"{PAGE}{nginx.pk}/").status_code == 404
    assert stranger.post(f"{PAGE}{nginx.pk}/delete/").status_code == 404
    assert nginx.pk not in text_of(stranger.get(PAGE))
