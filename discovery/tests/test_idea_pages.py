"""The page of an idea: typed text is saved or shown again."""

from django.urls import reverse

from discovery import ideas


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
