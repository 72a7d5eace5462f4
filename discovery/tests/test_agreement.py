"""The agreement of two runs."""

import pytest

from discovery import agreement
from discovery.findings import Finding, FindingKind


def finding(kind="hook", starts_ms=0, ends_ms=2000, statement="Opens on the result."):
    return Finding(
        kind=FindingKind(kind),
        starts_ms=starts_ms,
        ends_ms=ends_ms,
        statement=statement,
        evidence="The first shot.",
        confidence=0.8,
    )


def test_two_equal_runs_agree_completely():
    run = [finding(), finding("payoff", 20_000, 24_000)]

    found = agreement.compare(first=run, second=run)

    assert found.share == 1.0
    assert [pair.overlap for pair in found.matched] == [1.0, 1.0]


def test_the_same_stretch_in_other_words_is_the_same_finding():
    found = agreement.compare(first=[finding()], second=[finding(ends_ms=2600, statement="Shows the cup.")])

    assert len(found.matched) == 1


def test_another_kind_at_the_same_time_does_not_match():
    found = agreement.compare(first=[finding("hook")], second=[finding("promise")])

    assert (found.share, found.matched) == (0.0, ())
    assert (len(found.only_first), len(found.only_second)) == (1, 1)


def test_the_same_kind_at_another_time_does_not_match():
    late = finding("pattern_interrupt", 20_000, 20_500)

    found = agreement.compare(first=[finding("pattern_interrupt", 4000, 4500)], second=[late])

    assert found.only_second == (late,)


def test_a_cut_without_length_matches_the_same_cut_half_a_second_later():
    cut, later = finding("pattern_interrupt", 4000, 4000), finding("pattern_interrupt", 4500, 4500)

    assert agreement.compare(first=[cut], second=[later]).share == 1.0


def test_a_finding_is_matched_once_and_with_the_closest():
    close, far = finding("on_screen_text", 1000, 3000), finding("on_screen_text", 2000, 5000)

    found = agreement.compare(first=[finding("on_screen_text", 1000, 3200)], second=[far, close])

    assert [pair.second for pair in found.matched] == [close]
    assert found.only_second == (far,)
    assert found.share == pytest.approx(2 / 3)


def test_swapping_the_runs_changes_sides_and_not_the_share():
    one = [finding(), finding("pacing", 0, 30_000), finding("pattern_interrupt", 8000, 8500)]
    two = [finding(ends_ms=4000), finding("pattern_interrupt", 8400, 9000), finding("promise", 2000, 4000)]

    forth, back = agreement.compare(first=one, second=two), agreement.compare(first=two, second=one)

    assert forth.share == back.share == pytest.approx(2 / 3)
    assert forth.only_first == back.only_second
    assert {(pair.first, pair.second) for pair in forth.matched} == {
        (pair.second, pair.first) for pair in back.matched
    }


def test_two_empty_runs_have_no_agreement_to_show():
    assert agreement.compare(first=[], second=[]).share is None


def test_a_run_without_findings_agrees_with_nothing():
    assert agreement.compare(first=[], second=[finding()]).share == 0.0
