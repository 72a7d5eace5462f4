"""Preflight: rules of the product, the platforms and operators, their stored results, and where they run."""

from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from accounts.models import User
from publishing import hashtags, platforms, preflight, publications
from publishing.delivery import advancing
from publishing.errors import PreflightFailedError
from publishing.models import (
    Condition,
    Connection,
    ConnectionStatus,
    PolicyRule,
    Publication,
    PublicationStatus,
    Severity,
)
from publishing.platforms import Area
from publishing.preflight.policies import has_word
from synthesis.attribution import Credit
from synthesis.choices import Origin
from synthesis.content import SceneContent
from synthesis.models import Render, Video
from synthesis.studio import videos

SOURCE = "https://example.com/policy"


def make_rule(condition: Condition, **values) -> PolicyRule:
    given = {
        "severity": Severity.BLOCKED,
        "text": "Not allowed here.",
        "fix": "Change it.",
        "source_url": SOURCE,
        "checked_on": date(2026, 11, 1),
        **values,
    }
    rule = PolicyRule(condition=condition, **given)
    rule.full_clean()
    rule.save()
    return rule


def broken(publication: Publication) -> dict[str, str]:
    return {found.id: found.text for found in preflight.check(publication=publication) if found.is_broken}


# --- rules as data ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("platform", platforms.all(), ids=lambda platform: platform.name)
def test_each_rule_of_a_platform_has_a_source_and_the_day_it_was_read(platform):
    codes = [rule.code for rule in platform.rules]

    assert len(set(codes)) == len(codes)
    for rule in platform.rules:
        assert rule.source_url.startswith("https://"), rule.code
        assert rule.checked_on, rule.code
        assert rule.checked_on <= timezone.localdate(), rule.code


def test_a_result_names_its_rule_source_and_fix(draft):
    draft.options["visibility"] = None

    found = {each.id: each for each in preflight.check(publication=draft)}["youtube.visibility"]

    assert (found.level, found.severity, found.field, found.version) == (
        "blocked",
        "blocked",
        "visibility",
        1,
    )
    assert found.source_url.startswith("https://developers.google.com/")
    assert found.checked_on == date(2026, 11, 20)


def test_the_products_captions_are_in_each_safe_zone(draft):
    scene = SceneContent(id="scn_1", position=1, narration="Grind finer.")
    draft.render.content = draft.render.content.model_copy(update={"scenes": (scene,)})
    edges = videos.captions_area(render=draft.render)
    assert edges is not None
    left, top, right, bottom = edges

    for platform in platforms.all():
        zone = platform.words.safe_zone
        assert zone is not None
        area = zone.area
        assert area.contains(Area(left=left, top=top, right=right, bottom=bottom)), platform.name
        assert not area.contains(Area(left=left, top=top, right=right, bottom=0.9)), platform.name


# --- the product's rules ----------------------------------------------------------------------------------


def test_a_missing_file_blocks(draft):
    draft.render.final_asset = None

    assert "The finished file is missing." in broken(draft).values()


def test_music_without_a_licence_and_stock_without_credit_are_warnings(draft):
    credit = Credit(
        provider="pexels", id="video/1", page_url="https://www.pexels.com/video/1/", creator="Ada"
    )
    scene = SceneContent(id="scn_1", position=1, origin=Origin.STOCK, credit=credit)
    draft.render.content = draft.render.content.model_copy(
        update={"scenes": (scene,), "music_track": "ast_1", "music_track_title": "Loop"}
    )

    found = broken(draft)

    assert found["product.music_licence"] == "No licence is noted for the music “Loop”."
    assert "does not credit" in found["product.stock_credits"]


def test_a_narration_like_that_of_an_earlier_post_is_named(draft, ready_video, workspace, connection):
    words = "Grind finer, dose eighteen grams, and stop the shot after thirty seconds of slow, even flow."
    scene = SceneContent(id="scn_1", position=1, narration=words)
    content = draft.render.content.model_copy(update={"scenes": (scene,)})
    other = Video.objects.create(workspace=workspace, title="Earlier")
    render = Render.objects.get(pk=draft.render_id)
    render.pk, render.video, render.content, render._state.adding = "rnd_other", other, content, True
    render.quote = _copy_of(render.quote, other)
    render.save()
    sent_at = timezone.now().replace(year=2026, month=6, day=3)
    Publication.objects.create(
        workspace=workspace, video=other, render=render, connection=connection, title="Espresso, faster",
        status=PublicationStatus.PUBLISHED, submitted_at=sent_at,
    )  # fmt: skip
    assert "product.sameness" not in broken(draft)

    draft.render.content = content

    found = broken(draft)["product.sameness"]
    assert found == "100% of the narration is like your post “Espresso, faster” of 3 June 2026."


def _copy_of(quote, video):
    quote.pk, quote.video, quote._state.adding = "quo_other", video, True
    quote.save()
    return quote


def test_the_posts_of_the_day_are_counted_in_the_platforms_zone(draft):
    """Of the installation's day, which begins at midnight Pacific time, all channels share the limit."""
    draft.scheduled_at = datetime(2031, 7, 1, 6, 30, tzinfo=UTC)
    planned = {"status": PublicationStatus.SCHEDULED, "scheduled_at": datetime(2031, 7, 1, 6, 59, tzinfo=UTC)}
    rows = [Publication(**_fields(draft), **planned) for _ in range(100)]
    Publication.objects.bulk_create(rows)
    assert "midnight" in broken(draft)["youtube.day_cap"]

    draft.scheduled_at = datetime(2031, 7, 1, 7, 0, tzinfo=UTC)

    assert "youtube.day_cap" not in broken(draft)


def _fields(row):
    return {name: getattr(row, name) for name in ("workspace", "video", "render", "connection", "title")}


# --- operators' rules -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("condition", "values", "title", "text"),
    [
        (Condition.FORBIDDEN_WORDS, {"words": ["miracle cure"]}, "A Miracle  CURE", ""),
        (Condition.REQUIRED_HASHTAG, {"words": ["#ad", "werbung"]}, "Kaffee", "Viel Spaß #adverts"),
        (Condition.TITLE_AT_MOST, {"limit": 5}, "Kaffee", ""),
        (Condition.TITLE_AT_LEAST, {"limit": 10}, "Kaffee", ""),
        (Condition.TEXT_AT_MOST, {"limit": 3}, "Kaffee", "Mahlen"),
        (Condition.TEXT_AT_LEAST, {"limit": 10}, "Kaffee", "Mahlen"),
        (Condition.LASTS_AT_MOST, {"limit": 0}, "Kaffee", ""),
    ],
)
def test_each_condition_of_an_operators_rule_blocks(draft, user, condition, values, title, text):
    rule = make_rule(condition, platform="youtube", **values)
    draft.title, draft.post_text = title, text
    draft.save()

    with pytest.raises(PreflightFailedError) as refusal:
        publications.publish(publication=draft, actor=user)

    assert [each["code"] for each in refusal.value.errors] == [rule.pk]
    draft.refresh_from_db()
    assert draft.status == PublicationStatus.DRAFT


@pytest.mark.parametrize(
    ("condition", "values", "title", "text"),
    [
        (Condition.FORBIDDEN_WORDS, {"words": ["cure"]}, "Secure curettage", ""),
        (Condition.REQUIRED_HASHTAG, {"words": ["#Ad"]}, "Kaffee", "Viel Spaß #AD"),
        (Condition.REQUIRED_HASHTAG, {"words": ["caf\u00e9"]}, "Kaffee", "Los #cafe\u0301"),
        (Condition.TITLE_AT_MOST, {"limit": 6}, "Kaffee", ""),
        (Condition.TEXT_AT_LEAST, {"limit": 6}, "Kaffee", "Mahlen"),
        (Condition.LASTS_AT_MOST, {"limit": 1}, "Kaffee", ""),
    ],
)
def test_an_operators_rule_that_is_met_does_not_block(draft, condition, values, title, text):
    make_rule(condition, **values)
    draft.title, draft.post_text = title, text

    assert not any(key.startswith("policy.") for key in broken(draft))


def test_rules_of_another_platform_and_inactive_ones_do_not_apply(draft):
    make_rule(Condition.TITLE_AT_MOST, limit=1, platform="tiktok")
    make_rule(Condition.TITLE_AT_MOST, limit=1, is_active=False)

    assert not any(key.startswith("policy.") for key in broken(draft))


@pytest.mark.parametrize(
    ("text", "word", "stands"),
    [
        ("これは奇跡の水です", "奇跡", True),
        ("mi\u200bracle", "miracle", True),
        ("\uff2diracle!", "miracle", True),
        ("miracles", "miracle", False),
        ("นี่คือปาฏิหาริย์", "ปาฏิหาริย์", True),
        ("", "miracle", False),
        ("नमे", "नम", False),
        ("नम अब", "नम", True),
    ],
)
def test_words_are_found_in_any_script_and_despite_invisible_letters(text, word, stands):
    assert has_word(text, [word]) is stands


@pytest.mark.parametrize(
    "values",
    [
        {"condition": Condition.FORBIDDEN_WORDS},
        {"condition": Condition.FORBIDDEN_WORDS, "words": ["a"], "limit": 1},
        {"condition": Condition.TITLE_AT_MOST},
        {"condition": Condition.TITLE_AT_MOST, "limit": 1, "words": ["a"]},
        {"condition": Condition.TITLE_AT_MOST, "limit": 1, "platform": "myspace"},
        {"condition": Condition.REQUIRED_HASHTAG, "words": ["#coffee time"]},
        {"condition": Condition.REQUIRED_HASHTAG, "words": ["2026"]},
        {"condition": Condition.FORBIDDEN_WORDS, "words": ["\u200b\u2060"]},
        {"condition": Condition.TITLE_AT_LEAST, "limit": 101},
        {"condition": Condition.TEXT_AT_LEAST, "limit": 2201, "platform": "tiktok"},
        {"condition": Condition.TITLE_AT_MOST, "limit": 1, "checked_on": date(2999, 1, 1)},
        {"condition": "eval", "limit": 1},
    ],
)
@pytest.mark.django_db
def test_an_operators_rule_with_the_wrong_values_is_refused(values):
    with pytest.raises(ValidationError):
        make_rule(**values)


@pytest.mark.django_db
def test_the_database_refuses_a_rule_without_what_its_condition_needs():
    rule = PolicyRule(
        condition=Condition.TITLE_AT_MOST, severity=Severity.WARNING, text="x", source_url=SOURCE,
        checked_on=date(2026, 1, 1),
    )  # fmt: skip

    with pytest.raises(IntegrityError), transaction.atomic():
        rule.save()


@pytest.mark.django_db
def test_an_operator_adds_and_changes_a_rule_in_the_admin():
    client = Client()
    client.force_login(User.objects.create_superuser("op@example.com", "long enough to pass"))
    fields = {
        "platform": "youtube", "condition": "forbidden_words", "words": "miracle cure, sure", "limit": "",
        "severity": "warning", "text": "Avoid claims.", "fix": "", "source_url": SOURCE,
        "checked_on": "2026-11-01", "is_active": "on",
    }  # fmt: skip

    refused = client.post("/admin/publishing/policyrule/add/", {**fields, "words": ""})
    client.post("/admin/publishing/policyrule/add/", fields)
    rule = PolicyRule.objects.get()
    client.post(f"/admin/publishing/policyrule/{rule.pk}/change/", {**fields, "severity": "blocked"})

    assert refused.status_code == 200
    rule.refresh_from_db()
    assert (rule.words, rule.severity, rule.version) == (["miracle cure", "sure"], "blocked", 2)


# --- where it runs ----------------------------------------------------------------------------------------


def test_the_result_is_stored_with_the_rules_versions_when_a_draft_is_saved(draft):
    rule = make_rule(Condition.TITLE_AT_MOST, limit=3, severity=Severity.WARNING)
    rule.version = 4
    rule.save()

    changed = publications.change(publication=draft, actor=draft.created_by, version=1, title="Kaffee")

    changed.refresh_from_db()
    assert changed.preflight is not None
    stored = {result.id: result for result in changed.preflight.results}
    assert changed.preflight.occasion == "compose"
    assert (stored[f"policy.{rule.pk}"].version, stored[f"policy.{rule.pk}"].level) == (4, "warning")
    assert changed.version == 2


def test_a_refused_publication_keeps_the_result(draft, user):
    Connection.objects.update(status=ConnectionStatus.NEEDS_RECONNECT)

    with pytest.raises(PreflightFailedError):
        publications.publish(publication=draft, actor=user)

    draft.refresh_from_db()
    assert draft.preflight.occasion == "submit"
    assert [result.id for result in draft.preflight.blocking] == ["product.connection"]


def test_a_rule_that_comes_to_apply_before_sending_stops_the_upload(sent, uploads, requests_to):
    make_rule(Condition.TITLE_AT_MOST, limit=1, text="Too long for us.")
    before = uploads()

    advancing.advance(publication_id=sent.pk)

    sent.refresh_from_db()
    assert (sent.status, sent.failure) == (PublicationStatus.FAILED, "Not sent. Too long for us.")
    assert sent.preflight.occasion == "send"
    assert not sent.attempts.exists()
    assert uploads() == before
    assert sent.is_editable


def test_an_upload_in_progress_is_not_stopped_by_a_new_rule(sent, uploads):
    advancing.advance(publication_id=sent.pk)
    make_rule(Condition.TITLE_AT_MOST, limit=1)
    Publication.objects.update(next_poll_at=timezone.now())

    advancing.advance(publication_id=sent.pk)

    sent.refresh_from_db()
    assert sent.status in (PublicationStatus.SUBMITTING, PublicationStatus.PUBLISHED)


def test_the_endpoint_gives_rule_source_and_fix(member, draft):
    rule = make_rule(Condition.TITLE_AT_MOST, limit=1, text="Too long for us.")

    found = {each["id"]: each for each in member.get(f"/api/v1/publications/{draft.pk}/preflight/").json()}

    assert found[f"policy.{rule.pk}"] == {
        "id": f"policy.{rule.pk}",
        "version": 1,
        "code": rule.pk,
        "level": "blocked",
        "severity": "blocked",
        "text": "Too long for us.",
        "fix": "Change it.",
        "field": "title",
        "page_url": "",
        "source_url": SOURCE,
        "checked_on": "2026-11-01",
    }
    assert found["product.connection"]["page_url"] == "/connections/"
    stored = member.get(f"/api/v1/publications/{draft.pk}/").json()["preflight"]
    assert stored["occasion"] == "compose"


def test_the_page_links_the_rule_and_the_page_that_meets_it(member, draft):
    Connection.objects.update(status=ConnectionStatus.NEEDS_RECONNECT)
    make_rule(Condition.TITLE_AT_MOST, limit=1, text="Too long for us.")

    page = " ".join(member.get(f"/publications/{draft.pk}/").content.decode().split())

    assert "Too long for us. Change it." in page
    assert f'href="{SOURCE}"' in page
    assert "checked 1 Nov 2026" in page
    assert "Reconnect the channel." in page


# --- hashtags ---------------------------------------------------------------------------------------------


def test_hashtags_are_read_from_any_way_of_typing_them():
    assert hashtags.typed("#kaffee, Espresso #KAFFEE \uff1b　café\uff03東京、coffee-time") == [
        "kaffee", "Espresso", "café", "東京", "coffeetime",
    ]  # fmt: skip
    assert hashtags.typed(" # , ") == []


def test_hashtags_are_placed_once_below_the_text():
    assert hashtags.placed("Mahlen #Kaffee", ["kaffee", "espresso"]) == "Mahlen #Kaffee\n\n#espresso"
    assert hashtags.placed("", ["a"]) == "#a"
    assert hashtags.placed("Text \n", []) == "Text \n"
    assert hashtags.found_in("a#b &#39; #1 #2x ##c #नमस्ते") == ["2x", "नमस्ते"]
