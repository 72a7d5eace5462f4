"""What people did with candidates returns when their channel is removed and watched again."""

from datetime import timedelta

import pytest

from discovery import candidates, channels, ideas, niches
from discovery.models import Analysis, Candidate, Decision, KeptCandidate, SourceChannel
from discovery.tests.factories import NOW
from discovery.tests.first_rounds import small_niche
from discovery.tests.rounds import collect, sources_of
from discovery.tests.test_analysis_rows import add


@pytest.fixture
def decided(make_candidate):
    """A saved, a dismissed and an open candidate."""
    rows = [make_candidate(number) for number in range(3)]
    candidates.decide(candidate=rows[0], decision=Decision.SAVED)
    candidates.decide(candidate=rows[1], decision=Decision.DISMISSED)
    return rows


def decisions():
    return dict(Candidate.objects.values_list("source__platform_id", "decision"))


def remove_and_watch_again(niche, source):
    channel = niche.channels.get(source=source)
    niches.unwatch(watched=channel, niche=niche)
    assert not Candidate.objects.exists()
    return niches.watch(niche=niche, address=source.platform_id)


def test_decisions_return_when_a_channel_is_watched_again(niche, source, decided):
    before, ids = decisions(), {decided[0].pk, decided[1].pk}

    again = remove_and_watch_again(niche, source)

    assert decisions() == before
    # Links to these candidates stay valid.
    assert {row.pk for row in again.candidates.exclude(decision=Decision.OPEN)} == ids
    saved = again.candidates.get(decision=Decision.SAVED)
    assert saved.decided_at == decided[0].decided_at
    assert not KeptCandidate.objects.exists()


def test_decisions_return_with_another_niche_after_their_niche_is_deleted(workspace, niche, source, decided):
    before = decisions()
    niches.delete(niche=niche)
    other = niches.create(workspace=workspace, name="Espresso", keywords=[])

    niches.watch(niche=other, address=source.platform_id)

    assert decisions() == before


def test_a_candidate_returns_with_its_idea_and_analyses(workspace, niche, source, decided):
    candidate = decided[2]
    idea = ideas.from_candidate(candidate=candidate, user=None)
    run = add(workspace, candidate=candidate, subject=f"candidate:{candidate.pk}")
    channel = niche.channels.get()
    niches.unwatch(watched=channel, niche=niche)
    idea.refresh_from_db()
    assert (idea.candidate, idea.facts["source_title"]) == (None, candidate.title)

    niches.watch(niche=niche, address=source.platform_id)
    idea.refresh_from_db()

    assert idea.candidate == candidate
    assert Analysis.objects.get(pk=run.pk).candidate == candidate


def test_a_decision_about_a_video_that_is_too_old_for_new_candidates_returns(niche, source, make_candidate):
    old = make_candidate(8, age_h=100 * 24)
    make_candidate(9, age_h=100 * 24 + 1)
    candidates.decide(candidate=old, decision=Decision.SAVED)

    remove_and_watch_again(niche, source)

    assert decisions() == {old.platform_id: Decision.SAVED}


def test_decisions_return_after_the_channels_data_was_deleted(sandbox_url, workspace):
    niche = small_niche(workspace)
    collect(niche)
    source = sources_of(niche)[0]
    saved = Candidate.objects.filter(source__channel=source).latest("published_at")
    candidates.decide(candidate=saved, decision=Decision.SAVED)
    niches.delete(niche=niche)
    channels.purge_unwatched(at=NOW + timedelta(days=31))
    assert not SourceChannel.objects.exists()

    again = niches.create(workspace=workspace, name="Again", keywords=niche.keywords)
    collect(again)

    assert Candidate.objects.get(decision=Decision.SAVED).pk == saved.pk


def test_decisions_of_one_workspace_do_not_return_to_another(niche, source, decided, stranger_workspace):
    niches.delete(niche=niche)
    theirs = niches.create(workspace=stranger_workspace, name="Coffee", keywords=[])

    watched = niches.watch(niche=theirs, address=source.platform_id)

    assert set(watched.candidates.values_list("decision", flat=True)) == {Decision.OPEN}
    assert KeptCandidate.objects.for_workspace(niche.workspace).count() == 2


def test_a_removal_keeps_nothing_of_candidates_without_a_decision(niche, channel, make_candidate):
    make_candidate()

    niches.unwatch(watched=channel, niche=niche)

    assert not KeptCandidate.objects.exists()
