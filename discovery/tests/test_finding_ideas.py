"""Ideas that use a finding: facts, texts, and what a script writer gets of them."""

import pytest
from django.urls import reverse
from django.utils import timezone

from discovery import ideas
from discovery.models import Analysis, Finding, Idea
from discovery.tests.test_analysis_rows import add, add_finding


@pytest.fixture
def analysis(workspace, make_candidate):
    candidate = make_candidate(title="The bloom, explained", language="en", views=9000)
    return add(
        workspace,
        subject=f"candidate:{candidate.pk}",
        candidate=candidate,
        title=candidate.title,
        language="en",
        status="succeeded",
        model="gemini-3.8-flash",
        finished_at=timezone.now(),
    )


@pytest.fixture
def finding(analysis):
    return add_finding(analysis, starts_ms=1800, ends_ms=4200, evidence="“Wait for it.”")


def text(response):
    return " ".join(response.content.decode().split())


def test_it_keeps_the_finding_its_facts_and_those_of_the_video(finding, owner):
    idea = ideas.from_finding(finding=finding, user=owner)

    assert (idea.finding, idea.candidate, idea.created_by) == (finding, None, owner)
    assert idea.facts["finding"] == {
        "kind": "Hook",
        "statement": "A question opens it.",
        "evidence": "“Wait for it.”",
        "at": "0:01.8–0:04.2",
        "confidence": 0.7,
        "model": "gemini-3.8-flash",
    }
    assert (idea.facts["source_title"], idea.facts["views"]) == ("The bloom, explained", 9000)
    assert idea.source_candidate == finding.analysis.candidate


def test_a_finding_has_at_most_one_idea(finding):
    first = ideas.from_finding(finding=finding, user=None)

    assert ideas.from_finding(finding=finding, user=None) == first


def test_two_findings_of_one_video_and_the_video_itself_each_have_an_idea(analysis, finding):
    other = add_finding(analysis, position=1, kind="payoff")

    made = [
        ideas.from_finding(finding=finding, user=None),
        ideas.from_finding(finding=other, user=None),
        ideas.from_candidate(candidate=analysis.candidate, user=None),
    ]

    assert len({idea.pk for idea in made}) == 3


def test_its_title_has_none_of_the_other_videos_words(finding):
    assert ideas.from_finding(finding=finding, user=None).title == "Hook to try: Home coffee"


def test_the_idea_stays_when_the_analysis_is_deleted(finding):
    idea = ideas.from_finding(finding=finding, user=None)
    finding.analysis.delete()

    idea.refresh_from_db()
    assert idea.finding is None
    assert idea.facts["finding"]["statement"] == "A question opens it."


def test_a_video_of_the_workspace_itself_can_be_the_source(workspace):
    own = add(workspace, status="succeeded", model="m", finished_at=timezone.now(), file_key="own.mp4")

    idea = ideas.from_finding(finding=add_finding(own), user=None)

    assert (idea.title, idea.facts["source_title"]) == ("Hook to try", "A video")


def test_the_page_of_the_idea_shows_the_finding_and_its_moment(member, finding):
    idea = ideas.from_finding(finding=finding, user=None)

    content = text(member.get(reverse("discovery:idea", args=[idea.pk])))

    assert "Hook at 0:01.8–0:04.2" in content
    assert f"/analyses/{finding.analysis_id}/?t=1.8#{finding.pk}" in content
    assert "Model opinion" in content


def test_the_button_makes_the_idea_and_then_leads_to_it(member, finding):
    answer = member.post(reverse("discovery:finding-idea", args=[finding.pk]))

    idea = Idea.objects.get(finding=finding)
    assert answer["Location"] == f"/ideas/{idea.pk}/"
    page = text(member.get(reverse("discovery:analysis", args=[finding.analysis_id])))
    assert f'href="/ideas/{idea.pk}/"' in page


def test_a_program_makes_an_idea_from_a_finding(api, finding):
    body = api.post("/api/v1/ideas/", {"finding": finding.pk, "hook": "Mine."}, "application/json").json()

    assert (body["source_finding"], body["candidate"], body["hook"]) == (finding.pk, None, "Mine.")
    assert body["facts"]["finding"]["at"] == "0:01.8–0:04.2"


def test_a_program_names_one_source(api, finding, analysis):
    answer = api.post(
        "/api/v1/ideas/",
        {"finding": finding.pk, "candidate": analysis.candidate_id},
        content_type="application/json",
    )

    assert answer.status_code == 422
    assert (Idea.objects.count(), Finding.objects.count(), Analysis.objects.count()) == (0, 1, 1)
