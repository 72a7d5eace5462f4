"""What people change while a worker finds channels for their niche."""

from contextlib import nullcontext

from billing.models import Standing
from discovery import collection, niches
from discovery.collection import searching
from discovery.models import Niche, SourceChannel
from discovery.platforms.base import SeenChannel
from discovery.tests import factories
from discovery.tests.factories import NOW

FOUND = SeenChannel(
    platform_id="UC" + "f" * 22,
    uploads_id="UU" + "f" * 22,
    title="Found",
    handle="",
    avatar_url="",
    region="",
    subscribers=None,
)


class Search:
    """A platform that finds one channel. ``meanwhile`` happens during its first search."""

    livemode = False

    def __init__(self, meanwhile=lambda: None):
        self.words = []
        self._meanwhile = meanwhile

    def search_channels(self, *, words, region, language, since):
        self.words.append((words, region))
        if len(self.words) == 1:
            self._meanwhile()
        return [FOUND.platform_id]

    def channels(self, *, ids):
        return [FOUND]


def find(niche, source):
    row = Niche.objects.get(pk=niche.pk)
    searching.find_channels(niche=row, source=source, at=NOW, hold=nullcontext, notes=[])


def test_keywords_that_change_during_a_search_are_searched_for_next(niche):
    source = Search(lambda: edit(niche, keywords=["home coffee", "moka pot"]))

    find(niche, source)
    find(niche, source)

    assert source.words == [("home coffee", ""), ("moka pot", "")]


def test_a_region_that_changes_during_a_search_is_searched_for_next(niche):
    source = Search(lambda: edit(niche, region="DE"))

    find(niche, source)
    find(niche, source)

    assert source.words == [("home coffee", ""), ("home coffee", "DE")]


def edit(niche, **fields):
    niche.refresh_from_db()
    niches.edit(niche=niche, version=niche.version, **fields)


def test_a_search_resumes_a_channel_that_only_a_paused_niche_watched(workspace, niche):
    Standing.objects.create(workspace=workspace, assigned_plan="creator", assigned_reason="test")
    workspace.remembered = None
    newer = niches.create(workspace=workspace, name="Newer", keywords=[])
    watched = factories.watched_channel(niche=newer, letter="f", due_at=None)
    Standing.objects.filter(workspace=workspace).update(assigned_plan="free")
    workspace.refresh_from_db()
    workspace.remembered = None

    find(niche, Search())

    assert niche in watched.niches.all()
    assert SourceChannel.objects.get(watchers=watched).due_at is not None


def test_a_niche_that_is_deleted_during_its_round_ends_it(sandbox_url, niche):
    finding = collection.claim_niche(niche_id=niche.pk)
    held = Niche.objects.get(pk=niche.pk)
    niches.delete(niche=niche)

    collection.collect_niche(niche=held, finding=finding)

    assert not SourceChannel.objects.exists()
