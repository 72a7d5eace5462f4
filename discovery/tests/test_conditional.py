"""Lists of candidates have an ETag: unchanged ones are 304, and every change is sent."""

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts import api_keys
from discovery import candidates, ideas, niches, scores
from discovery.models import Candidate, Decision, SourceVideo
from discovery.tests import factories

PAGE, LIST = "/discover/", "/api/v1/candidates/"
BOTH = pytest.mark.parametrize("path", [PAGE, LIST])


@pytest.fixture
def caller(member, api):
    """Calls pages as a person, and the API with a key."""

    def call(path, *, known=""):
        client = api if path.startswith("/api/") else member
        return client.get(path, headers={"If-None-Match": known} if known else {})

    return call


def dismiss(row):
    candidates.decide(candidate=row, decision=Decision.DISMISSED)


def save(row):
    candidates.decide(candidate=row, decision=Decision.SAVED)


def rescore(row):
    SourceVideo.objects.filter(pk=row.source_id).update(
        score=9.5,
        score_low=7.0,
        score_high=12.0,
        method="same_age",
        unscored="",
        baseline_n=9,
        baseline_median=100,
    )
    scores.publish(channel=row.channel.source)


def observe(row):
    SourceVideo.objects.filter(pk=row.source_id).update(views=123_456)
    scores.publish(channel=row.channel.source)


def find_another(row):
    factories.candidate(channel=row.channel, number=2)
    Candidate.objects.exclude(pk=row.pk).delete()
    candidates.add_for_watchers(channel=row.channel.source, platform_ids=["vid00000002"])


def make_idea(row):
    ideas.from_candidate(candidate=row, user=row.workspace.memberships.get().user)


def unwatch(row):
    niches.unwatch(watched=row.channel)


@BOTH
def test_an_unchanged_list_is_304_without_content(caller, make_candidate, path):
    make_candidate(1)
    first = caller(path)

    again = caller(path, known=first["ETag"])

    assert (first.status_code, again.status_code, again.content) == (200, 304, b"")
    assert again["ETag"] == first["ETag"]
    assert again["Cache-Control"] == "private, no-cache"


@BOTH
def test_an_unchanged_list_is_304_although_it_is_no_longer_cached(caller, make_candidate, path):
    make_candidate(1)
    first = caller(path)
    cache.clear()

    assert caller(path, known=first["ETag"]).status_code == 304


@BOTH
@pytest.mark.parametrize("change", [dismiss, save, rescore, observe, find_another, make_idea, unwatch])
def test_a_changed_list_is_sent(caller, make_candidate, path, change):
    row = make_candidate(1)
    first = caller(path)

    change(row)

    again = caller(path, known=first["ETag"])
    assert again.status_code == 200
    assert again["ETag"] != first["ETag"]


@pytest.mark.parametrize(
    "other",
    [
        "/discover/?format=long", "/discover/?horizon=30d", "/discover/?view=cards",
        "/api/v1/candidates/?format=long", "/api/v1/candidates/?limit=5", "/api/v1/candidates/?order=views",
    ],
)  # fmt: skip
def test_a_list_with_other_filters_is_another_one(caller, make_candidate, other):
    make_candidate(1)
    first = caller(other.partition("?")[0])

    again = caller(other, known=first["ETag"])

    assert again.status_code == 200
    assert again["ETag"] != first["ETag"]


def test_the_empty_list_of_another_workspace_is_another_one(api, stranger_workspace):
    first = api.get(LIST)
    _, secret = api_keys.issue(
        workspace=stranger_workspace,
        issued_by=stranger_workspace.memberships.get().user,
        name="theirs",
        scopes=api_keys.all_scopes(),
    )

    theirs = Client().get(LIST, headers={"Authorization": f"Bearer {secret}", "If-None-Match": first["ETag"]})

    assert theirs.status_code == 200
    assert theirs["ETag"] != first["ETag"]
    assert "Authorization" in theirs["Vary"]


def test_the_page_of_another_person_is_another_one(caller, make_candidate, stranger_workspace):
    make_candidate(1)
    first = caller(PAGE)
    stranger = Client()
    stranger.force_login(stranger_workspace.memberships.get().user)

    assert stranger.get(PAGE, headers={"If-None-Match": first["ETag"]}).status_code == 200


def test_a_304_of_the_api_reads_no_candidates(caller, make_candidate):
    make_candidate(1)
    first = caller(LIST)

    with CaptureQueriesContext(connection) as queries:
        assert caller(LIST, known=first["ETag"]).status_code == 304

    assert not [each["sql"] for each in queries if "discovery_" in each["sql"]]


def test_a_message_is_sent_although_the_list_is_unchanged(member, niche, make_candidate):
    make_candidate(1)
    known = {"If-None-Match": member.get(PAGE)["ETag"]}
    fields = {"name": niche.name, "keywords": "home coffee", "language": "", "version": niche.version}
    assert member.post(f"/discover/niches/{niche.pk}/", fields).status_code == 302

    answer = member.get(PAGE, headers=known)

    assert answer.status_code == 200
    assert f"{niche.name} was saved." in answer.content.decode()


def test_a_new_look_is_sent_although_the_list_is_unchanged(member, make_candidate):
    make_candidate(1)
    known = {"If-None-Match": member.get(PAGE)["ETag"]}
    member.post("/theme/", {"theme": "dark"})

    assert member.get(PAGE, headers=known).status_code == 200


def test_a_candidate_has_an_etag(caller, make_candidate):
    row = make_candidate(1)
    path = f"{LIST}{row.pk}/"
    first = caller(path)
    assert caller(path, known=first["ETag"]).status_code == 304

    save(row)

    again = caller(path, known=first["ETag"])
    assert (again.status_code, again.json()["decision"]) == (200, "saved")


def test_a_cursor_of_another_order_or_filter_is_refused(caller, make_candidate):
    for number in range(3):
        make_candidate(number)
    cursor = caller(f"{LIST}?order=-views&limit=1").json()["next_cursor"]
    assert caller(f"{LIST}?order=-views&limit=2&cursor={cursor}").status_code == 200

    for other in ("order=views", "order=-score", "order=-views&format=short"):
        refused = caller(f"{LIST}?{other}&cursor={cursor}")
        assert (refused.status_code, refused.json()["code"]) == (422, "invalid_cursor")
