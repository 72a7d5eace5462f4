"""Ideas and their board."""

import pytest

from discovery import ideas
from discovery.models import Idea, IdeaStatus
from foundation.errors import StaleError
from foundation.state_machine import IllegalMoveError


@pytest.fixture
def idea(workspace, owner):
    return ideas.write(workspace=workspace, user=owner, title="Why your espresso tastes sour")


def test_a_repeated_request_makes_one_idea_of_a_candidate(make_candidate, owner):
    candidate = make_candidate(observations=[(24, 4200)])

    first = ideas.from_candidate(candidate=candidate, user=owner)
    second = ideas.from_candidate(candidate=candidate, user=owner)

    assert first == second
    assert Idea.objects.count() == 1


def test_an_idea_freezes_what_was_known(make_candidate, owner):
    candidate = make_candidate(observations=[(24, 4200)], title="Stop tamping too hard")
    idea = ideas.from_candidate(candidate=candidate, user=owner)

    candidate.views = 9_000_000
    candidate.save()
    idea.refresh_from_db()

    assert idea.facts["views"] == 4200
    assert idea.facts["source_title"] == "Stop tamping too hard"
    assert idea.facts["niche"] == "Home coffee"
    assert idea.livemode is False


def scored(make_candidate, **fields):
    return make_candidate(
        observations=[(24, 4200)],
        score=8.4,
        score_low=6.0,
        score_high=11.0,
        method="same_age",
        unscored="",
        baseline_n=14,
        baseline_median=500.0,
        **fields,
    )


def test_an_idea_has_words_of_its_own_and_none_of_the_other_creators(make_candidate, owner, niche, settings):
    settings.YOUTUBE_DERIVED_METRICS_ACCEPTED = True
    niche.keywords = ["espresso", "home espresso", "pour over"]
    niche.save()
    candidate = scored(make_candidate, title="Home espresso in 45 seconds | Coach Imani")

    idea = ideas.from_candidate(candidate=candidate, user=owner)

    words = f"{idea.title} {idea.hook} {idea.angle}"
    assert "Imani" not in words
    assert "45 seconds" not in words
    assert "home espresso" in words.lower()
    # Its figures are evidence for the owner and are not narrated.
    assert "8.4" not in words
    assert idea.facts["score"] == candidate.score
    assert idea.facts["source_title"] == candidate.title


@pytest.mark.parametrize(("score", "accepted"), [(1.1, True), (8.4, False)])
def test_an_idea_claims_nothing_that_is_not_known(make_candidate, owner, settings, score, accepted):
    settings.YOUTUBE_DERIVED_METRICS_ACCEPTED = accepted
    candidate = scored(make_candidate, title="Stop tamping")
    candidate.score = score

    idea = ideas.from_candidate(candidate=candidate, user=owner)

    assert not any(letter.isdigit() for letter in f"{idea.title}{idea.hook}{idea.angle}")
    assert idea.hook.endswith("?")


def test_an_idea_in_another_language_leaves_its_words_to_its_owner(make_candidate, owner, niche):
    niche.keywords = ["コーヒー"]
    niche.save()
    candidate = make_candidate(title="自宅で淹れるコーヒー | 山田", language="ja")

    idea = ideas.from_candidate(candidate=candidate, user=owner)

    assert (idea.title, idea.hook, idea.angle, idea.language) == ("コーヒー", "", "", "ja")


def test_an_idea_moves_across_the_board(idea):
    for status in (IdeaStatus.SHORTLISTED, IdeaStatus.SCRIPTED, IdeaStatus.IN_STUDIO, IdeaStatus.POSTED):
        ideas.move(idea=idea, status=status)

    assert idea.status == IdeaStatus.POSTED


def test_a_move_to_the_same_column_has_no_effect(idea):
    before = idea.status_changed_at

    ideas.move(idea=idea, status=IdeaStatus.INBOX)

    assert idea.status_changed_at == before


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("inbox", "posted"),
        ("posted", "inbox"),
        ("posted", "dropped"),
        ("dropped", "posted"),
        ("in_studio", "inbox"),
    ],
)
def test_moves_that_the_board_does_not_allow_are_refused(idea, start, end):
    Idea.objects.update(status=start)
    idea.refresh_from_db()

    with pytest.raises(IllegalMoveError):
        ideas.move(idea=idea, status=end)


def test_an_edit_of_an_older_version_is_refused(idea):
    ideas.edit(idea=idea, version=1, title="Sour espresso, mended")

    with pytest.raises(StaleError):
        ideas.edit(idea=idea, version=1, title="Overwritten")

    assert idea.title == "Sour espresso, mended"
