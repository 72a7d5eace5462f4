"""The engagement check in words."""

from dataclasses import asdict

import pytest

from discovery import checks
from discovery.scoring import Engagement, Rate, Verdict

LOW = Rate(Verdict.LOW, rate=0.0011, usual=0.0229, ratio=0.048, low=0.6, high=1.66, n=7)


def described(rate: Rate) -> checks.Check:
    return checks.checks_of(asdict(Engagement(likes=rate, comments=rate)))[0]


def test_a_low_rate_says_what_it_is_compared_with():
    assert described(LOW) == checks.Check(
        label="Likes per view",
        verdict="Low",
        tone="warning",
        text="0.11%, 0.05× this channel's usual 2.3% (7 videos). 95% of its videos have 0.60–1.7×. "
        "Views from outside the channel's audience bring few likes, and so do bought views.",
    )


def test_a_usual_rate_warns_of_nothing():
    usual = described(Rate(Verdict.USUAL, rate=0.12, usual=0.1, ratio=1.2, low=0.6, high=1.66, n=7))

    assert (usual.verdict, usual.tone) == ("Usual", "neutral")
    assert usual.text == "12%, 1.2× this channel's usual 10% (7 videos). 95% of its videos have 0.60–1.7×."


@pytest.mark.parametrize(
    ("rate", "text"),
    [
        (Rate(Verdict.HIDDEN), "The likes are hidden, or it has no views."),
        (Rate(Verdict.TOO_FEW_VIDEOS, rate=0.02, n=3), "The likes of 3 of the 5 videos needed are known."),
        (
            Rate(Verdict.TOO_FEW_COUNTS, rate=0.0, usual=0.02, ratio=0.0, low=0.1, high=9.0, n=7),
            "So many views usually bring fewer than 10 likes, too few to compare.",
        ),
    ],
)
def test_a_rate_that_cannot_be_measured_says_why(rate, text):
    assert (described(rate).verdict, described(rate).text) == ("Not measurable", text)


def test_comments_follow_likes():
    found = checks.checks_of(asdict(Engagement(likes=LOW, comments=LOW)))

    assert [check.label for check in found] == ["Likes per view", "Comments per view"]


def test_nothing_is_said_before_the_first_check():
    assert checks.checks_of({}) == []
