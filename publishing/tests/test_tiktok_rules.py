"""TikTok's rules for a post, and the options that an account has."""

from typing import Any

import pytest

from foundation.errors import UpstreamUnavailableError
from publishing.platforms import Level, Post, VideoFile, facts, pacing
from publishing.platforms.tiktok import TIKTOK
from publishing.platforms.tiktok.account import Privacy, TikTokAccount
from publishing.platforms.tiktok.options import Delivery, TikTokOptions
from publishing.platforms.tiktok.rules import RULES

ALL = (Privacy.EVERYONE, Privacy.FRIENDS, Privacy.ONLY_ME)
PRIVATE = (Privacy.FOLLOWERS, Privacy.FRIENDS, Privacy.ONLY_ME)
ACCOUNT = TikTokAccount(username="u", privacy_levels=ALL)
FILE = VideoFile(width_px=1080, height_px=1920, duration_s=20.0, size_bytes=5_000_000)
BRANDED = {"commercial_content": True, "branded_content": True}
INBOX = {"delivery": Delivery.INBOX, "privacy": None}


def problem(code):
    """An account that can't post now."""
    return {"posting_problem": code, "privacy_levels": ()}


def post(options=None, account=None, **changes):
    """A post that meets every rule, with changes."""
    chosen = TikTokOptions(privacy=Privacy.EVERYONE, consent=True).model_copy(update=options or {})
    known = ACCOUNT.model_copy(update=account or {})
    fields: dict[str, Any] = {
        "title": "Espresso",
        "text": "Grind finer.",
        "synthetic_media": True,
        "file": FILE,
    }
    fields |= {"synthetic_media_required": True, "options": chosen, "account": known} | changes
    return Post(**fields)


def broken(made, level=Level.BLOCKED):
    return [rule.code for rule in RULES if rule.level is level and rule.breaks(made)]


@pytest.mark.parametrize(
    ("made", "codes"),
    [
        (post(), []),
        (post(text=""), []),
        (post(INBOX), []),
        (post(text="a" * 2198 + "😀"), []),
        (post(text="a" * 2199 + "😀"), ["caption"]),
        (post({"privacy": None}), ["privacy"]),
        (post({"privacy": Privacy.FOLLOWERS}), ["privacy_offered"]),
        (post({"privacy": Privacy.FOLLOWERS}, {"privacy_levels": PRIVATE}), []),
        (post({"commercial_content": True}), ["disclosure"]),
        (post({"your_brand": True}), ["disclosure"]),
        (post({"commercial_content": True, "your_brand": True}), []),
        (post(BRANDED | {"privacy": Privacy.FRIENDS}), []),
        (post(BRANDED | {"privacy": Privacy.ONLY_ME}), ["branded_private"]),
        (post(synthetic_media=False), ["synthetic_media"]),
        (post({"consent": False}), ["consent"]),
        (post(INBOX | {"consent": False}), ["consent"]),
        (post(account={"longest_video_s": 19}), ["length"]),
        (post(file=VideoFile(1080, 4098, 20.0, 5)), ["picture_size"]),
        (post(file=VideoFile(358, 640, 20.0, 5)), ["picture_size"]),
        (post(file=VideoFile(360, 4096, 20.0, 4 * 1024**3)), []),
        (post(file=VideoFile(360, 640, 20.0, 4 * 1024**3 + 1)), ["file_size"]),
        (post(file=None), []),
        (post(cover_ms=20_001), ["cover"]),
        (post(cover_ms=20_000), []),
        (post(account=problem("spam_risk_user_banned_from_posting")), ["posting_ban"]),
        (post(account=problem("spam_risk_new")), ["posting_ban"]),
        (post(account=problem("spam_risk_too_many_posts")), ["posts_a_day"]),
        (post(INBOX, problem("spam_risk_too_many_posts")), []),
        (post(account=problem("reached_active_user_cap")), ["users_a_day"]),
        (post(account={"is_audited": False}), ["privacy_offered", "private_account"]),
        (post({"privacy": Privacy.ONLY_ME}, {"is_audited": False}), ["private_account"]),
        (post({"privacy": Privacy.ONLY_ME}, {"is_audited": False, "privacy_levels": PRIVATE}), []),
        (post(INBOX, {"is_audited": False}), []),
    ],
)  # fmt: skip
def test_a_post_meets_the_rules_or_is_blocked(made, codes):
    assert broken(made) == codes


def test_an_app_without_audit_says_so_and_a_draft_says_that_it_has_no_caption():
    assert broken(post(account={"is_audited": False}), Level.WARNING) == ["audit"]
    assert broken(post(INBOX), Level.WARNING) == ["inbox_text"]


def test_a_draft_for_the_inbox_says_that_its_cover_is_left_out():
    (rule,) = [rule for rule in RULES if rule.code == "inbox_text"]

    assert "choose the cover in the app" in str(rule.breaks(post(INBOX, cover_ms=100)))
    assert not rule.breaks(post(INBOX, text=""))


def test_an_account_without_known_audiences_says_so():
    assert "did not send" in inputs(privacy_levels=())["privacy"].hint
    assert inputs()["privacy"].hint == ""


def test_a_video_that_is_too_long_for_the_account_names_both_lengths():
    (rule,) = [rule for rule in RULES if rule.code == "length"]

    sentence = "The video lasts 20.0 s. The account may post at most 19 s."
    assert rule.breaks(post(account={"longest_video_s": 19})) == sentence


def test_every_rule_names_its_source():
    assert all(rule.source_url.startswith("https://") for rule in RULES)


def inputs(**account):
    known = ACCOUNT.model_copy(update=account)
    return {each.name: each for each in TIKTOK.inputs(account=known)}


def test_agreeing_to_the_terms_is_not_listed_as_a_setting_of_the_post():
    found = dict(facts(options=TikTokOptions(consent=True), inputs=TIKTOK.inputs(account=ACCOUNT)))

    assert "Allow comments" in found
    assert "Post this video to TikTok" not in found


def test_an_account_offers_its_own_audiences_and_none_is_chosen():
    assert [one.label for one in inputs()["privacy"].values] == ["Everyone", "Friends", "Only you"]
    assert [one.label for one in inputs(privacy_levels=PRIVATE)["privacy"].values] == [
        "Followers", "Friends", "Only you"]  # fmt: skip
    assert [one.label for one in inputs(is_audited=False)["privacy"].values] == ["Only you"]
    assert TikTokOptions().privacy is None


def test_what_the_account_has_turned_off_is_off():
    found = inputs(duets_off=True)

    assert (found["allow_comments"].is_fixed, found["allow_duets"].is_fixed) == (False, True)
    assert not any(
        (TikTokOptions().allow_comments, TikTokOptions().allow_duets, TikTokOptions().allow_stitches)
    )


def test_calls_stay_below_the_limit_of_any_minute_and_token():
    def take(of):
        pacing.take(system="TikTok", kind="status", access_token=of, per_minute=3)

    for _ in range(3):
        take("a")
    with pytest.raises(UpstreamUnavailableError) as refused:
        take("a")
    take("b")
    assert refused.value.retry_after_s == 30
