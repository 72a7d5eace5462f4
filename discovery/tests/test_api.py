"""Discovery over REST."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from rest_framework.serializers import ModelSerializer

from discovery import ideas, niches, scores
from discovery.api.serializers.candidates import CandidateDetailSerializer, CandidateSerializer
from discovery.models import Candidate, Idea, Niche
from discovery.tests import factories

NOW = timezone.now()
LISTS = ["niches", "watchlists", "channels", "candidates", "ideas"]


def call(api, method, path, body=None, **headers):
    return api.generic(
        method,
        f"/api/v1/{path}",
        "" if body is None else json.dumps(body),
        content_type="application/json",
        headers=headers,
    )


@pytest.mark.parametrize("name", LISTS)
def test_a_list_is_a_document_with_its_url(api, name):
    body = call(api, "GET", f"{name}/").json()

    assert body == {
        "object": "list",
        "url": f"/api/v1/{name}/",
        "has_more": False,
        "next_cursor": None,
        "data": [],
    }


def test_candidates_are_filtered_by_format(api, make_candidate):
    make_candidate(1, format="short")
    make_candidate(2, format="long")

    body = call(api, "GET", "candidates/?format=long").json()

    assert [row["title"] for row in body["data"]] == ["Video 2"]


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("query", ["cursor=x", "limit=0", "limit=101", "limit=x"])
def test_a_hostile_page_is_refused(api, name, query):
    answer = call(api, "GET", f"{name}/?{query}")

    assert answer.status_code == 422
    assert answer["Content-Type"] == "application/problem+json"


def test_a_niche_is_created_changed_and_deleted(api):
    made = call(api, "POST", "niches/", {"name": "Sourdough", "keywords": ["sourdough"]})
    assert made.status_code == 201
    niche = made.json()
    assert niche["object"] == "niche"
    assert made["Location"] == f"/api/v1/niches/{niche['id']}/"

    changed = call(api, "PATCH", f"niches/{niche['id']}/", {"name": "Bread"}, **{"If-Match": made["ETag"]})
    assert changed.json()["name"] == "Bread"
    assert changed.json()["keywords"] == ["sourdough"]
    stale = call(api, "PATCH", f"niches/{niche['id']}/", {"name": "Rye"}, **{"If-Match": made["ETag"]})
    assert stale.status_code == 412

    assert call(api, "POST", f"niches/{niche['id']}/scan/").status_code == 202
    assert call(api, "DELETE", f"niches/{niche['id']}/").status_code == 204
    assert not Niche.objects.exists()


@pytest.mark.parametrize("is_debug", [True, False])
def test_a_missing_trailing_slash_redirects_with_the_body(api, settings, is_debug):
    settings.DEBUG = is_debug
    sent = {"data": json.dumps({"name": "Bread"}), "content_type": "application/json"}

    led = api.post("/api/v1/niches", **sent)
    made = api.post("/api/v1/niches", **sent, follow=True)

    assert (led.status_code, led["Location"]) == (308, "/api/v1/niches/")
    assert (made.status_code, made.json()["name"]) == (201, "Bread")
    assert Niche.objects.count() == 1


def test_a_request_with_an_idempotency_key_follows_a_niche_once(api):
    first = call(api, "POST", "niches/", {"name": "Bread"}, **{"Idempotency-Key": "one-and-the-same"})
    again = call(api, "POST", "niches/", {"name": "Bread"}, **{"Idempotency-Key": "one-and-the-same"})

    assert first.json() == again.json()
    assert again["Idempotent-Replayed"] == "true"
    assert Niche.objects.count() == 1


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"name": ""},
        {"name": "x" * 61},
        {"name": "x", "keywords": "text"},
        {"name": "x", "keywords": ["y"] * 9},
        {"name": "x", "region": "usa"},
    ],
)
def test_an_invalid_niche_is_refused(api, body):
    answer = call(api, "POST", "niches/", body)

    assert answer.status_code == 422
    assert answer.json()["errors"]


def test_beyond_the_plan_the_refusal_names_the_limit(api):
    call(api, "POST", "niches/", {"name": "The only one"})

    answer = call(api, "POST", "niches/", {"name": "One more"})

    assert answer.status_code == 402
    assert (answer.json()["code"], answer.json()["limit"]) == ("plan_limit", 1)


def test_a_channel_is_watched_and_removed(api, niche):
    made = call(api, "POST", "channels/", {"niche": niche.pk, "address": "@cremalab"})
    assert made.status_code == 202
    assert made.json()["status"] == "pending"
    assert call(api, "GET", f"watchlists/{niche.pk}/").json()["channels"] == [made.json()["id"]]

    assert call(api, "DELETE", f"channels/{made.json()['id']}/").status_code == 204


def test_an_unknown_address_is_refused(api, niche):
    answer = call(api, "POST", "channels/", {"niche": niche.pk, "address": "http://169.254.169.254/@x"})

    assert answer.status_code == 422
    assert answer.json()["code"] == "unreadable_address"


@pytest.fixture
def outlier(source, make_candidate):
    """A candidate at eight times its channel's normal."""
    for number in range(6):
        make_candidate(number, observations=[(24, 1000)], age_h=24 * 8 + number)
    row = make_candidate(9, observations=[(20, 6000), (24, 8000)], age_h=24)
    scores.rescore(channel=source, at=NOW)
    return row


def test_a_candidate_separates_its_score_from_the_platforms_numbers(api, outlier):
    body = call(api, "GET", f"candidates/{outlier.pk}/").json()

    assert body["livemode"] is False
    assert body["statistics"]["source"] == "youtube"
    assert body["statistics"]["views"] == 8000
    assert body["score"]["source"] == "computed"
    assert (round(body["score"]["value"], 2), body["score"]["n"], body["score"]["method"]) == (
        8.0,
        6,
        "same_age",
    )
    assert body["score"]["interval"]["low"] <= 8.01
    assert body["score"]["interval"]["high"] >= 7.99
    assert body["velocity"] == {"views_per_hour": 500.0, "window_s": 14400, "source": "computed"}
    assert len(body["baseline"]) == 6


def test_with_derived_metrics_off_the_score_is_null_with_a_reason(api, outlier, settings):
    settings.YOUTUBE_DERIVED_METRICS_ACCEPTED = False

    body = call(api, "GET", f"candidates/{outlier.pk}/").json()

    assert (body["score"]["value"], body["score"]["unscored"]) == (None, "derived_metrics_off")
    assert body["velocity"] is None


def test_candidates_are_sorted_by_score_by_default(api, outlier):
    by_score = call(api, "GET", "candidates/").json()["data"]
    oldest = call(api, "GET", "candidates/?order=published_at&limit=1").json()["data"]

    assert by_score[0]["id"] == outlier.pk
    assert oldest[0]["id"] != outlier.pk
    assert len(call(api, "GET", "candidates/?min_score=5").json()["data"]) == 1


def test_pages_follow_one_another_without_a_gap(api, channel, make_candidate):
    for number in range(7):
        make_candidate(number, age_h=number + 1)
    seen: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        body = call(api, "GET", f"candidates/?limit=3&order=-published_at&cursor={cursor}").json()
        seen += [row["id"] for row in body["data"]]
        cursor = body["next_cursor"]

    assert len(seen) == len(set(seen)) == 7


def test_saving_and_dismissing_are_idempotent(api, outlier):
    for action, decision in (("save", "saved"), ("save", "saved"), ("dismiss", "dismissed")):
        answer = call(api, "POST", f"candidates/{outlier.pk}/{action}/")
        assert answer.json()["decision"] == decision


def test_a_dismissed_candidate_is_reopened_and_listed_again(api, outlier):
    listed = lambda: {row["id"] for row in call(api, "GET", "candidates/").json()["data"]}  # noqa: E731
    call(api, "POST", f"candidates/{outlier.pk}/dismiss/")
    assert outlier.pk not in listed()

    for _ in range(2):
        answer = call(api, "POST", f"candidates/{outlier.pk}/reopen/")
        assert (answer.status_code, answer.json()["decision"]) == (200, "open")

    assert outlier.pk in listed()


def test_candidates_are_searched_by_words_of_their_title(api, make_candidate):
    make_candidate(1, title="Espresso at home")
    make_candidate(2, title="Filter coffee")

    found = call(api, "GET", "candidates/?q=espresso").json()["data"]

    assert [row["title"] for row in found] == ["Espresso at home"]
    assert call(api, "GET", f"candidates/?q={'x' * 81}").status_code == 422


def test_a_channel_removed_from_one_watchlist_stays_on_the_other(api, niche, channel, creator):
    other = niches.create(workspace=niche.workspace, name="Pour over", keywords=[])
    channel.niches.add(other)

    assert call(api, "DELETE", f"watchlists/{niche.pk}/channels/{channel.pk}/").status_code == 204

    assert list(channel.niches.all()) == [other]
    assert call(api, "DELETE", f"watchlists/{niche.pk}/channels/{channel.pk}/").status_code == 404


def test_snapshots_are_listed_newest_first(api, outlier):
    rows = call(api, "GET", f"candidates/{outlier.pk}/snapshots/").json()["data"]

    assert [row["views"] for row in rows] == [8000, 6000]
    assert rows[0]["counting_regime"] == "unified_starts"


def test_an_idea_is_created_changed_moved_and_deleted(api, niche):
    made = call(api, "POST", "ideas/", {"title": "Sour espresso", "niche": niche.pk})
    assert made.status_code == 201
    path = f"ideas/{made.json()['id']}/"

    changed = call(api, "PATCH", path, {"hook": "Why so sour?"}, **{"If-Match": made["ETag"]})
    assert (changed.json()["hook"], changed.json()["niche"]) == ("Why so sour?", niche.pk)
    assert call(api, "POST", f"{path}move/", {"status": "shortlisted"}).json()["status"] == "shortlisted"
    assert call(api, "POST", f"{path}move/", {"status": "posted"}).status_code == 409
    assert call(api, "DELETE", path).status_code == 204
    assert not Idea.objects.exists()


def test_a_candidates_idea_is_made_once(api, outlier):
    ids = {call(api, "POST", "ideas/", {"candidate": outlier.pk}).json()["id"] for _ in range(2)}

    assert len(ids) == 1


def test_an_idea_without_a_title_is_refused(api):
    assert call(api, "POST", "ideas/", {"hook": "Why?"}).status_code == 422


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("rows", [5, 60])
def test_a_list_takes_twelve_queries_for_any_number_of_rows(
    api, workspace, channel, make_candidate, name, rows
):
    for number in range(rows):
        candidate = make_candidate(number, observations=[(5, 100)])
        ideas.from_candidate(candidate=candidate, user=None)
    call(api, "GET", f"{name}/?limit=100")

    with CaptureQueriesContext(connection) as queries:
        assert call(api, "GET", f"{name}/?limit=100").status_code == 200

    assert len(queries) <= 12, [query["sql"][:120] for query in queries]


def test_rows_of_another_workspace_are_not_found(api, stranger_workspace):
    niche = niches.create(workspace=stranger_workspace, name="Theirs", keywords=[])
    channel = factories.watched_channel(niche=niche, letter="t")
    candidate = factories.candidate(channel=channel, title="Theirs")
    idea = ideas.write(workspace=stranger_workspace, user=None, title="Theirs")

    for method, path, body in (
        ("GET", f"niches/{niche.pk}/", None),
        ("PATCH", f"niches/{niche.pk}/", {"name": "Mine"}),
        ("DELETE", f"niches/{niche.pk}/", None),
        ("POST", f"niches/{niche.pk}/scan/", None),
        ("GET", f"watchlists/{niche.pk}/", None),
        ("POST", "channels/", {"niche": niche.pk, "address": "@mine"}),
        ("GET", f"channels/{channel.pk}/", None),
        ("DELETE", f"channels/{channel.pk}/", None),
        ("GET", f"candidates/{candidate.pk}/", None),
        ("GET", f"candidates/{candidate.pk}/snapshots/", None),
        ("GET", f"candidates/?niche={niche.pk}", None),
        ("POST", f"candidates/{candidate.pk}/save/", None),
        ("POST", f"candidates/{candidate.pk}/dismiss/", None),
        ("POST", f"candidates/{candidate.pk}/reopen/", None),
        ("DELETE", f"watchlists/{niche.pk}/channels/{channel.pk}/", None),
        ("POST", "ideas/", {"candidate": candidate.pk}),
        ("POST", "ideas/", {"title": "x", "niche": niche.pk}),
        ("GET", f"ideas/{idea.pk}/", None),
        ("PATCH", f"ideas/{idea.pk}/", {"title": "Mine"}),
        ("DELETE", f"ideas/{idea.pk}/", None),
        ("POST", f"ideas/{idea.pk}/move/", {"status": "dropped"}),
    ):
        assert call(api, method, path, body).status_code == 404, (method, path)


@pytest.mark.parametrize("serializer", [CandidateSerializer, CandidateDetailSerializer])
@pytest.mark.parametrize("is_scored", [True, False])
def test_a_candidate_is_serialized_as_its_fields_declare(make_candidate, serializer, is_scored):
    """The schema is derived from the fields, but the response is not."""
    scored = {
        "score": 3.2, "score_low": 2.0, "score_high": 4.0, "method": "same_age", "unscored": "",
        "age_h": 48.0, "baseline_n": 9, "baseline_median": 800.0, "baseline_low": 0.5, "baseline_high": 2.0,
        "baseline": [{"id": "x", "title": "Purge", "views": 800, "age_h": 48.0, "is_interpolated": False}],
        "velocity": 40.0, "velocity_window_s": 3600, "observed_at": None,
    }  # fmt: skip
    made = make_candidate(tags=["espresso"], description="How to tamp.", **(scored if is_scored else {}))
    candidate = Candidate.objects.select_related("channel").with_idea().get(pk=made.pk)

    by_field = ModelSerializer.to_representation(serializer(), candidate)

    assert serializer(candidate).data == by_field
    assert list(serializer(candidate).data) == list(by_field)
