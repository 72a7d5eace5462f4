"""New and changed videos reach many workspaces in small transactions, and all of them after a crash."""

import threading
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from discovery import candidates, niches, scores, source_videos
from discovery.models import Candidate, Decision, SourceChannel, SourceVideo
from discovery.tests import factories
from discovery.tests.factories import NOW
from discovery.tests.first_rounds import small_niche
from discovery.tests.rounds import collect, collect_again, time_passes

DEADLINE_S = 20


@pytest.fixture
def niche(workspace):
    return small_niche(workspace)


class CrashError(BaseException):
    """The worker was killed."""


def lasting(transactions):
    """Transactions of a worker that is killed after so many."""
    left = iter(range(transactions))

    @contextmanager
    def hold():
        if next(left, None) is None:
            raise CrashError
        with transaction.atomic():
            yield

    return hold


@pytest.fixture
def of_two(channel, stranger_workspace, monkeypatch):
    """The channel as two workspaces watch it, each with three candidates whose videos have more views."""
    monkeypatch.setattr(scores, "PUBLISHED_AT_ONCE", 2)
    monkeypatch.setattr(candidates, "ADDED_AT_ONCE", 2)
    theirs = niches.create(workspace=stranger_workspace, name="Coffee", keywords=["coffee"])
    factories.watched_channel(niche=theirs)
    for number in range(3):
        factories.candidate(channel=channel, number=number, views=100)
    ids = list(SourceVideo.objects.values_list("platform_id", flat=True))
    candidates.add_for_watchers(channel=channel.source, platform_ids=ids)
    SourceVideo.objects.update(views=200, observed_at=NOW)
    return channel.source


def test_a_publication_that_is_killed_is_completed_by_the_next_one(of_two):
    SourceChannel.objects.update(collected_at=NOW - timedelta(hours=1), detailed_at=NOW - timedelta(days=1))
    of_two.refresh_from_db()
    with pytest.raises(CrashError):
        scores.rescore(channel=of_two, at=NOW, hold=lasting(2))
    assert Candidate.objects.filter(views=200).count() == 2

    scores.rescore(channel=of_two, at=NOW + timedelta(minutes=10))

    assert Candidate.objects.filter(views=200).count() == 6


def test_videos_that_a_killed_worker_added_to_some_lists_are_added_to_the_others(of_two):
    Candidate.objects.all().delete()
    ids = list(SourceVideo.objects.values_list("platform_id", flat=True))
    with pytest.raises(CrashError):
        candidates.add_for_watchers(channel=of_two, platform_ids=ids, hold=lasting(1))
    assert Candidate.objects.count() == 3

    candidates.add_for_watchers(channel=of_two, platform_ids=ids)

    assert Candidate.objects.count() == 6


def test_the_next_collection_lists_what_a_killed_one_stored(sandbox_url, niche):
    collect(niche)
    time_passes(niche)
    # The last complete collection was before these were stored.
    SourceChannel.objects.update(collected_at=timezone.now() - timedelta(hours=3))
    newest = SourceVideo.objects.order_by("-published_at")[:2].values_list("pk", flat=True)
    assert Candidate.objects.filter(source__in=list(newest)).delete()[0] == 2

    collect_again(niche)

    assert Candidate.objects.filter(source__in=list(newest)).count() == 2


def test_a_failed_publication_is_repeated_by_the_next_collection(sandbox_url, niche):
    collect(niche)
    time_passes(niche)
    # Not scored any more, so that only its observation shows that it has changed.
    a_month_ago = timezone.now() - timedelta(days=31)
    old = SourceVideo.objects.filter(candidates__isnull=False, published_at__lt=a_month_ago).earliest("pk")
    SourceVideo.objects.exclude(pk=old.pk).update(look_at=None)
    Candidate.objects.filter(source=old).update(views=1)
    before = timezone.now() - timedelta(hours=3)
    SourceChannel.objects.update(collected_at=before)
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE FUNCTION pg_temp.refuse() RETURNS trigger LANGUAGE plpgsql "
            "AS $$ BEGIN RAISE division_by_zero; END $$"
        )
        cursor.execute(
            "CREATE TRIGGER refuse BEFORE UPDATE ON discovery_candidate "
            "FOR EACH ROW EXECUTE FUNCTION pg_temp.refuse()"
        )
    collect_again(niche)
    assert SourceChannel.objects.get(pk=old.channel_id).collected_at == before
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER refuse ON discovery_candidate")

    SourceVideo.objects.update(look_at=None)
    SourceChannel.objects.update(due_at=timezone.now(), retry_at=None)
    collect_again(niche)

    old.refresh_from_db()
    assert Candidate.objects.get(source=old).views == old.views


@pytest.mark.django_db(transaction=True)
def test_a_decision_does_not_wait_for_the_publication_of_other_candidates(of_two):
    first = Candidate.objects.earliest("pk")
    decided = []

    def decide():
        candidates.decide(candidate=first, decision=Decision.SAVED)
        connection.close()

    @contextmanager
    def hold():
        with transaction.atomic():
            yield
            if Candidate.objects.filter(views=200).count() == 4:
                # The second transaction has not ended, and the first one is over.
                deciding = threading.Thread(target=decide)
                deciding.start()
                deciding.join(DEADLINE_S)
                decided.append(not deciding.is_alive())

    scores.publish(channel=of_two, hold=hold)

    assert decided == [True]
    first.refresh_from_db()
    assert (first.decision, first.views) == (Decision.SAVED, 200)


def test_purged_numbers_vanish_from_the_lists_of_all_workspaces(of_two, settings):
    settings.YOUTUBE_DERIVED_METRICS_ACCEPTED = False
    SourceVideo.objects.update(observed_at=timezone.now() - timedelta(days=40))

    source_videos.purge_old(at=timezone.now())

    assert Candidate.objects.filter(views=None).count() == 6
