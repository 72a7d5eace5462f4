"""The page of an idea: typed text is saved or shown again."""

import html
import re

import pytest
from django.urls import reverse

from discovery import boards, ideas
from discovery.models import Idea


def typed(idea, hook):
    return {"title": idea.title, "hook": hook, "language": "en", "version": idea.version}


def test_writing_the_script_saves_the_idea_first(member, workspace, owner):
    idea = ideas.write(workspace=workspace, user=owner, title="Sour espresso")
    words = typed(idea, "Your grinder lies to you.") | {"then": "write-script"}

    response = member.post(reverse("discovery:idea", args=[idea.pk]), words)

    assert response.status_code == 307
    assert response["Location"] == reverse("synthesis:video-from-idea", args=[idea.pk])
    idea.refresh_from_db()
    assert idea.hook == "Your grinder lies to you."


def test_a_refused_edit_shows_what_was_typed(member, workspace, owner):
    idea = ideas.write(workspace=workspace, user=owner, title="Sour espresso")
    words = typed(idea, "An hour of work")
    ideas.edit(idea=idea, version=idea.version, angle="Somebody was faster.")

    response = member.post(reverse("discovery:idea", args=[idea.pk]), words)

    assert response.status_code == 412
    assert "An hour of work" in response.content.decode()


def test_a_hook_without_scripts_fills_the_form_and_saves_nothing(member, workspace, owner):
    idea = ideas.write(workspace=workspace, user=owner, title="Sour espresso")
    words = typed(idea, "My own hook") | {"angle": "My angle", "then": "hook-number"}

    answer = member.post(reverse("discovery:idea", args=[idea.pk]), words).content.decode()

    assert "Sour espresso: three things in thirty seconds.</textarea>" in answer
    assert "My angle</textarea>" in answer
    assert "My own hook" in answer
    idea.refresh_from_db()
    assert (idea.hook, idea.angle, idea.version) == ("", "", 1)


def test_a_whole_column_has_a_page(member, workspace, owner, monkeypatch):
    monkeypatch.setattr(boards, "MOST_CARDS", 2)
    for title in ("Old espresso", "Sour espresso", "Cold espresso"):
        ideas.write(workspace=workspace, user=owner, title=title)

    board = member.get(reverse("discovery:ideas")).content.decode()
    first = member.get("/ideas/?state=inbox").content.decode()
    following = re.search(r'href="(/ideas/\?state=inbox&amp;cursor=[^"]+)"', first)

    assert "Show all 3" in board
    assert "Old espresso" not in board + first
    assert following is not None
    assert "Old espresso" in member.get(html.unescape(following[1])).content.decode()


@pytest.mark.parametrize("state", ["nothing", "", "\0", "inbox' OR 1=1"])
def test_an_unknown_state_shows_the_board(member, state):
    answer = member.get("/ideas/", {"state": state})

    assert answer.status_code in (200, 400)
    if answer.status_code == 200:
        assert 'id="board"' in answer.content.decode()


def test_a_move_puts_the_card_below_another_one(member, workspace, owner):
    last, first = (ideas.write(workspace=workspace, user=owner, title=title) for title in ("B", "A"))
    body = {"status": "inbox", "above": ""}

    answer = member.post(f"/ideas/{last.pk}/move/?seen=inbox", body, headers={"HX-Request": "true"})

    page = answer.content.decode()
    assert page.index(f'id="{last.pk}"') < page.index(f'id="{first.pk}"')


def test_a_move_of_a_card_that_has_moved_is_refused_in_words(member, workspace, owner):
    idea = ideas.write(workspace=workspace, user=owner, title="Sour espresso")
    ideas.move(idea=idea, status="dropped")

    answer = member.post(f"/ideas/{idea.pk}/move/?seen=inbox", {"status": "shortlisted"})

    assert answer.status_code == 409
    assert "“Sour espresso” is in Dropped now" in answer.content.decode()


def test_titles_are_escaped_on_cards_and_in_sentences(member, workspace, owner):
    text = "<b onmouseover=alert(1)>Why your espresso tastes sour \"and' bitter</b>"
    for _ in range(2):
        ideas.write(workspace=workspace, user=owner, title=text)

    page = member.get(reverse("discovery:ideas")).content.decode()

    assert "100% like your idea" in page
    assert "<b onmouseover" not in page


def test_an_idea_is_written_edited_moved_and_deleted(member):
    answer = member.post("/ideas/new/", {"title": "Sour espresso", "language": "en"})
    idea = Idea.objects.get()
    assert answer["Location"] == f"/ideas/{idea.pk}/"

    member.post(
        f"/ideas/{idea.pk}/", {"title": "Sour, mended", "hook": "Why?", "language": "en", "version": 1}
    )
    board = member.post(f"/ideas/{idea.pk}/move/", {"status": "shortlisted"}, headers={"HX-Request": "true"})
    idea.refresh_from_db()
    assert (idea.title, idea.hook, idea.status) == ("Sour, mended", "Why?", "shortlisted")
    assert "<html" not in board.content.decode()

    member.post(f"/ideas/{idea.pk}/delete/")
    assert not Idea.objects.exists()


@pytest.mark.parametrize("page", ["/ideas/", "/ideas/{}/", "/ideas/?state=inbox", "/videos/new/"])
def test_pages_show_the_picture_of_the_source(member, make_candidate, owner, page):
    candidate = make_candidate(thumbnail_url="https://i.ytimg.com/vi/x/hq.jpg")
    idea = ideas.from_candidate(candidate=candidate, user=owner)

    answer = member.get(page.format(idea.pk)).content.decode()

    assert f"/pictures/{candidate.source_id}/{candidate.picture_version}-" in answer


def test_an_idea_without_a_prediction_leads_to_the_connections(member, workspace, owner):
    idea = ideas.write(workspace=workspace, user=owner, title="Sour espresso")

    page = member.get(reverse("discovery:idea", args=[idea.pk])).content.decode()

    assert re.search(r'href="/connections/">\s*Connect a channel', page)
