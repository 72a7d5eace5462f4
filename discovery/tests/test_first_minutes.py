"""A new creator without a key: from any word to an idea, and how sample data is labelled."""

from datetime import timedelta

import pytest
from django.utils import timezone

from discovery import coverage, niches, samples, tasks
from discovery.errors import NotSampleDataError, OtherSourceError, SamplesNeedSandboxError
from discovery.models import Candidate, Idea, Niche, Outcome, SourceVideo, WatchedChannel

PARTIAL = {"headers": {"HX-Request": "true"}}


def text(answer):
    return answer.content.decode()


@pytest.mark.parametrize("name", ["Bouldering", "Schafkopf", "料理"])
def test_a_niche_without_sample_data_offers_alternatives(sandbox_url, creator, member, workspace, name):
    niche = niches.create(workspace=workspace, name=name, keywords=[])
    tasks.collect_niche(niche.pk)

    for url in (f"/discover/niches/{niche.pk}/", f"/discover/?niche={niche.pk}", "/discover/"):
        page = text(member.get(url))
        assert f"Sample data doesn't cover “{name}”" in page
        assert "No videos in this period" not in page
        for suggestion in niches.SUGGESTIONS:
            assert suggestion.name in page
        assert "Try with sample data" in page
        assert f"Write an idea about {name}" in page
    begun = text(member.get("/ideas/new/", {"title": name, "niche": niche.pk}))
    assert f'value="{name}"' in begun
    member.post("/ideas/new/", {"title": name, "language": "en", "niche": niche.pk})
    assert Idea.objects.get().niche == niche


def test_topics_that_the_plan_has_no_room_for_are_not_offered(sandbox_url, member, workspace):
    niche = niches.create(workspace=workspace, name="Keramik", keywords=[])
    tasks.collect_niche(niche.pk)

    for url in (f"/discover/niches/{niche.pk}/", "/discover/"):
        page = text(member.get(url))
        assert "Your plan covers 1 niche, and you have 1. Remove one, or upgrade. Creator covers 15" in page
        assert ("Change or unfollow this niche" in page) is (url == "/discover/")
        assert "Follow<" not in page
        assert "Try with sample data" not in page


def test_a_niche_without_channels_has_no_next_try(sandbox_url, member, workspace):
    niche = niches.create(workspace=workspace, name="Keramik", keywords=[])
    tasks.collect_niche(niche.pk)

    assert "Not scanned: no channels are watched yet." in text(member.get(f"/discover/niches/{niche.pk}/"))


def test_sample_data_is_followed_with_one_click_within_the_plan(member, workspace, sandbox_url):
    member.post("/discover/samples/")
    member.post("/discover/samples/")

    names = set(Niche.objects.for_workspace(workspace).values_list("name", flat=True))
    assert names == {niches.SUGGESTIONS[0].name}


def test_a_suggested_sample_niche_has_two_weeks_of_history(creator, workspace, niche):
    suggestion = niches.SUGGESTIONS[0]
    other = niches.create(workspace=workspace, name=niches.SUGGESTIONS[1].name, keywords=["mine"])
    niches.delete(niche=niche)
    suggested = niches.create(workspace=workspace, name=suggestion.name, keywords=suggestion.keywords)

    moments = list(samples.past_of(suggested))
    assert moments == sorted(moments)
    assert timezone.now() - moments[0] >= samples.PAST
    assert not list(samples.past_of(other))


def test_sample_data_is_offered_and_followed_only_where_it_is_used(member, workspace, settings):
    settings.YOUTUBE_API_KEY = "a-key"

    with pytest.raises(SamplesNeedSandboxError):
        samples.follow(workspace=workspace)

    assert "sample data" not in text(member.get("/discover/"))


@pytest.fixture
def live(niche, channel, make_candidate, settings):
    """A niche of sample data, after a key was added."""
    make_candidate(observations=[(2, 50)])
    WatchedChannel.objects.filter(pk=channel.pk).update(address="@cremalab", is_added_by_hand=True)
    settings.YOUTUBE_API_KEY = "a-key"
    return niche


def test_sample_data_is_never_requested_from_the_real_youtube(live):
    tasks.collect_niche(live.pk)

    live.refresh_from_db()
    assert (live.outcome, live.fence) == (Outcome.NEVER, 0)
    assert coverage.due_niches(at=timezone.now(), most=10) == []
    assert not SourceVideo.objects.filter(gone_at__isnull=False).exists()
    with pytest.raises(OtherSourceError):
        niches.scan(niche=live)
    with pytest.raises(OtherSourceError):
        niches.watch(niche=live, address="@another")


def test_a_page_of_sample_data_offers_live_data(member, live):
    page = text(member.get(f"/discover/niches/{live.pk}/"))

    assert "This niche shows sample data" in page
    assert "Restart with live data" in page
    assert "Scanning now" not in page
    assert "Home coffee: sample data from before YouTube was connected" in text(member.get("/discover/"))


def test_a_restarted_niche_keeps_its_fields_and_ideas_but_no_sample_data(member, live):
    idea = member.post(f"/discover/candidates/{Candidate.objects.get().pk}/idea/")

    member.post(f"/discover/niches/{live.pk}/restart/")

    live.refresh_from_db()
    assert (live.livemode, live.keywords) == (True, ["home coffee"])
    assert not Candidate.objects.exists()
    assert Idea.objects.get().pk in idea["Location"]
    # A channel added by hand is looked up again.
    assert live.channels.get().livemode
    assert live.channels.get().address == "@cremalab"
    with pytest.raises(NotSampleDataError):
        niches.restart(niche=live)


def test_the_api_restarts_a_niche(api, live):
    answer = api.post(f"/api/v1/niches/{live.pk}/restart/")

    assert (answer.status_code, answer.json()["livemode"]) == (202, True)


def test_live_data_is_never_requested_from_the_sandbox(live, settings, member):
    niches.restart(niche=live)
    settings.YOUTUBE_API_KEY = ""

    tasks.collect_niche(live.pk)

    assert "Home coffee: not scanned, because the YouTube key" in text(member.get("/discover/"))
    assert "no YouTube key is set" in text(member.get(f"/discover/niches/{live.pk}/"))
    assert not WatchedChannel.objects.filter(source__isnull=False).exists()


def test_a_niche_page_polls_its_scan_and_gets_304_without_changes(sandbox_url, member, niche):
    url = f"/discover/niches/{niche.pk}/progress/"
    first = member.get(url, **PARTIAL)
    assert "every 2s" in text(first)
    assert "0 unit" not in text(first)
    again = member.get(url, headers={"HX-Request": "true", "If-None-Match": first["ETag"]})
    # The minute may change between the two.
    assert again.status_code == 304 or first["ETag"] != again["ETag"]

    tasks.collect_niche(niche.pk)
    last = member.get(url, headers={"HX-Request": "true", "If-None-Match": first["ETag"]})

    assert last.status_code == 200
    assert "every 2s" not in text(last)
    assert "Scanned" in text(last)
    assert "units of the daily YouTube quota" in text(last)
    assert member.get(url).status_code == 302


def test_a_niche_without_searches_left_says_when_they_resume(sandbox_url, member, niche, settings):
    settings.YOUTUBE_DAILY_SEARCHES = 0
    tasks.collect_niche(niche.pk)

    for url in (f"/discover/niches/{niche.pk}/", f"/discover/?niche={niche.pk}"):
        page = text(member.get(url))
        assert "midnight Pacific" in page
        assert "UTC" in page
        assert "No videos in this period" not in page
        assert "Sample data doesn't cover" not in page


def test_pages_during_the_first_scan_have_a_reload_hint(member, niche):
    for url in (f"/discover/niches/{niche.pk}/", "/discover/"):
        assert "Reload this page to see the progress." in text(member.get(url))

    now = timezone.now()
    Niche.objects.update(outcome=Outcome.SUCCEEDED, next_round_at=now + timedelta(hours=6))
    for url in (f"/discover/niches/{niche.pk}/", "/discover/"):
        assert "Reload this page" not in text(member.get(url))


def test_the_form_of_a_new_niche_says_before_typing_that_the_plan_covers_no_more(member, workspace):
    assert "Your plan covers" not in text(member.get("/discover/niches/new/"))

    niches.create(workspace=workspace, name="Coffee", keywords=[])

    assert "Your plan covers 1 niche, and you have 1." in text(member.get("/discover/niches/new/"))
