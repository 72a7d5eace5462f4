"""Faults on request, and the journal of requests."""

import pytest
import requests

from sandbox.tests.conftest import put_faults

SEARCH = "/youtube/v3/search?part=snippet&type=video&q=coffee&key=secret-key"


def ask(url):
    return requests.get(url + SEARCH, timeout=5)


@pytest.mark.parametrize(
    ("status", "reason"), [(429, "rateLimitExceeded"), (500, "backendError"), (503, "backendError")]
)
def test_a_status_is_answered_as_often_as_asked(sandbox_url, status, reason):
    put_faults(sandbox_url, {"kind": "status", "status": status, "retry_after_s": 7, "times": 2})

    answers = [ask(sandbox_url) for _ in range(3)]

    assert [answer.status_code for answer in answers] == [status, status, 200]
    assert answers[0].headers["Retry-After"] == "7"
    assert answers[0].json()["error"]["errors"][0]["reason"] == reason


def test_the_nth_matching_request_goes_wrong(sandbox_url):
    put_faults(
        sandbox_url, {"kind": "quotaExceeded", "match": {"method": "GET", "path": "search$", "nth": 2}}
    )

    answers = [ask(sandbox_url) for _ in range(3)]

    assert [answer.status_code for answer in answers] == [200, 403, 200]
    assert answers[1].json()["error"]["errors"][0]["reason"] == "quotaExceeded"


def test_other_requests_are_left_alone(sandbox_url):
    put_faults(sandbox_url, {"kind": "status", "status": 500, "match": {"path": "/upload/"}})

    assert ask(sandbox_url).ok


def test_a_slow_answer_is_late_and_whole(sandbox_url):
    put_faults(sandbox_url, {"kind": "slow", "delay_s": 0.4})

    answer = ask(sandbox_url)

    assert answer.elapsed.total_seconds() > 0.4
    assert answer.json()["items"]


def test_a_truncated_answer_breaks_off(sandbox_url):
    put_faults(sandbox_url, {"kind": "truncated"})

    with pytest.raises((requests.ConnectionError, requests.exceptions.ChunkedEncodingError)):
        ask(sandbox_url)


def test_a_malformed_answer_is_no_json(sandbox_url):
    put_faults(sandbox_url, {"kind": "malformed"})

    with pytest.raises(requests.JSONDecodeError):
        ask(sandbox_url).json()


def test_a_proxys_page_comes_with_status_200(sandbox_url):
    put_faults(sandbox_url, {"kind": "wrong_content_type"})

    answer = ask(sandbox_url)

    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "text/html; charset=utf-8")


@pytest.mark.parametrize("kind", ["drop_after_commit", "drop_before_commit"])
def test_a_dropped_answer_is_a_cut_connection(sandbox_url, kind):
    put_faults(sandbox_url, {"kind": kind})

    with pytest.raises(requests.ConnectionError):
        ask(sandbox_url)


def test_rules_can_be_read_and_taken_back(sandbox_url):
    put_faults(sandbox_url, {"kind": "malformed", "times": None})
    ask(sandbox_url)

    rules = requests.get(f"{sandbox_url}/_sandbox/faults", timeout=5).json()
    requests.delete(f"{sandbox_url}/_sandbox/faults", timeout=5)

    assert (rules[0]["kind"], rules[0]["fired"]) == ("malformed", 1)
    assert ask(sandbox_url).ok


@pytest.mark.parametrize("rule", [{"kind": "meteor"}, {"kind": "slow", "match": {"path": "("}}])
def test_a_rule_that_makes_no_sense_is_refused(sandbox_url, rule):
    answer = requests.put(f"{sandbox_url}/_sandbox/faults", json=[rule], timeout=5)

    assert answer.status_code == 400


def test_the_journal_shows_requests_without_their_keys(sandbox_url):
    ask(sandbox_url)

    journal = requests.get(f"{sandbox_url}/_sandbox/requests?path=search", timeout=5)

    entry = journal.json()["requests"][-1]
    assert (entry["method"], entry["path"], entry["status"]) == ("GET", "/youtube/v3/search", 200)
    assert entry["query"]["q"] == "coffee"
    assert entry["caller"] == "secr"
    assert "secret-key" not in journal.text


def test_a_rule_may_be_about_one_query(sandbox_url):
    put_faults(sandbox_url, {"kind": "status", "match": {"query": "q=tea"}, "times": None})

    assert ask(sandbox_url).ok
    assert requests.get(f"{sandbox_url}{SEARCH}".replace("coffee", "tea"), timeout=5).status_code == 503


def test_google_gives_the_reason_it_was_asked_to_give(sandbox_url):
    put_faults(
        sandbox_url, {"kind": "status", "status": 403, "reason": "accessNotConfigured", "detail": "DISABLED"}
    )

    error = ask(sandbox_url).json()["error"]

    assert error["errors"][0]["reason"] == "accessNotConfigured"
    assert error["details"][0]["reason"] == "DISABLED"


def test_an_answer_is_rewritten_where_it_was_asked_to_be(sandbox_url):
    title = ["items", "*", "snippet", "title"]
    edits = [
        {"path": ["items", 0], "remove": True},
        {"path": title, "value": "lone \ud83d"},
        {"path": ["items", "kind=youtube#searchResult", "id", "videoId"], "remove": True},
        {"path": ["nothing", 3, "here"], "value": 1},
    ]
    whole = ask(sandbox_url).json()
    put_faults(sandbox_url, {"kind": "rewrite", "edits": edits})

    changed = ask(sandbox_url).json()

    assert len(changed["items"]) == len(whole["items"]) - 1
    assert {item["snippet"]["title"] for item in changed["items"]} == {"lone \ud83d"}
    assert not any("videoId" in item["id"] for item in changed["items"])


def test_a_redirect_leads_to_the_right_answer(sandbox_url):
    put_faults(sandbox_url, {"kind": "redirect"})

    answer = ask(sandbox_url)

    assert [step.status_code for step in answer.history] == [302]
    assert answer.json()["items"]
