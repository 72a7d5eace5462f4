"""REST endpoints of results."""

from publishing.tests.results import posts as posts
from publishing.tests.results import read_counts


def test_numbers_are_listed_by_publication_and_mark(member, posts, connection):
    read_counts(connection)

    everything = member.get("/api/v1/metrics/").json()["data"]
    (one,) = member.get(f"/api/v1/metrics/?publication={posts[0].pk}&at=1h").json()["data"]

    assert len(everything) == 6
    assert (one["object"], one["mark"], one["platform"]) == ("metric", "1h", "youtube")
    assert one["views"] == posts[0].metrics.get(mark="1h").views
    assert one["missing"]["shares"] == "in YouTube Analytics only"
    assert one["is_late"]


def test_an_unknown_mark_is_refused(member, posts):
    answer = member.get("/api/v1/metrics/?at=25h")

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "at"


def test_numbers_of_an_unknown_publication_are_not_found(member, posts):
    assert member.get("/api/v1/metrics/?publication=pub_none").status_code == 404


def test_a_publication_without_a_curve_says_why(member, posts):
    body = member.get(f"/api/v1/publications/{posts[0].pk}/retention/").json()

    assert (body["points"], body["biggest_drop"]) == ([], None)
    assert "permission" in body["missing"]
