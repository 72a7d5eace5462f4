"""Composing a post for TikTok: the account's choices, the disclosure, and what a person agrees to."""

import re
from contextlib import nullcontext
from datetime import timedelta

import pytest
from django.utils import timezone

from publishing import connections, crossposts, publications
from publishing.crossposts import Channel
from publishing.errors import PreflightFailedError
from publishing.models import Connection, Publication
from publishing.platforms.tiktok.account import Privacy
from publishing.platforms.tiktok.options import TikTokOptions, options_of
from publishing.tests.conftest import back_here
from publishing.tests.tiktok import TO_EVERYONE, decide, run

MUSIC = "https://www.tiktok.com/legal/page/global/music-usage-confirmation/en"
BRANDED = "https://www.tiktok.com/legal/page/global/bc-policy/en"


def page_of(answer) -> str:
    return " ".join(answer.content.decode().split())


@pytest.fixture
def alone(account, workspace, user, ready_video):
    """A draft that is no part of a crosspost."""
    return publications.draft(
        workspace=workspace, actor=user, video=ready_video, connection=account, options=TO_EVERYONE
    )


def fields(publication, **more):
    """What its page sends, with changes."""
    return {
        "connection": publication.connection_id, "platform": "tiktok", "title": "Espresso",
        "post_text": "Grind finer.", "hashtags": "", "cover_s": "", "version": publication.version,
        "delivery": "post", "privacy": "PUBLIC_TO_EVERYONE", "consent": "on", **more,
    }  # fmt: skip


def chosen(publication: Publication) -> TikTokOptions:
    return options_of(publication.chosen_options)


def saved(member, publication: Publication, **more) -> Publication:
    answer = member.post(f"/publications/{publication.pk}/", fields(publication, **more))
    assert answer.status_code == 302, page_of(answer)
    publication.refresh_from_db()
    return publication


def test_the_composer_shows_the_live_choices_without_a_default(sandbox_url, member, workspace, ready_video):
    start = member.post("/connections/tiktok/start/")["Location"]
    member.get(back_here(decide(start, account="desk_notes")))

    page = member.get(f"/publications/new/?video={ready_video.pk}").content.decode()

    prefix = Connection.objects.get().pk
    choices = [part.split(">")[0] for part in page.split(f'name="{prefix}-privacy"')[1:]]
    assert len(choices) == 3
    assert not any("checked" in choice for choice in choices)
    assert "disabled" in page.split(f'name="{prefix}-allow_duets"')[1].split(">")[0]
    assert "disabled" not in page.split(f'name="{prefix}-allow_comments"')[1].split(">")[0]
    assert "Music Usage Confirmation" in page


def test_the_composer_says_that_the_account_may_not_post_now(
    account, workspace, user, ready_video, member, permit
):
    draft = publications.draft(workspace=workspace, actor=user, video=ready_video, connection=account)
    permit(accounts={"mokaandmiles": {"problem": "spam_risk_user_banned_from_posting"}})

    page = member.get(f"/publications/{draft.pk}/").content.decode()

    assert "TikTok does not let this account post right now." in page


def test_a_draft_keeps_its_options_through_the_form_and_the_api(
    sandbox_url, member, workspace, user, ready_video
):
    member.get(back_here(decide(member.post("/connections/tiktok/start/")["Location"])))
    account = Connection.objects.get()
    draft = publications.draft(workspace=workspace, actor=user, video=ready_video, connection=account)
    fields = {
        "connection": account.pk,
        "platform": "tiktok",
        "title": "Espresso",
        "post_text": "Grind finer.",
        "version": draft.version,
        "delivery": "post",
        "privacy": "SELF_ONLY",
        "allow_comments": "on",
        "consent": "on",
    }

    member.post(f"/publications/{draft.pk}/", fields)
    seen = member.get(f"/api/v1/publications/{draft.pk}/").json()["options"]
    wrong = member.patch(
        f"/api/v1/publications/{draft.pk}/",
        {"options": {"privacy": "NOBODY"}},
        content_type="application/json",
        headers={"If-Match": member.get(f"/api/v1/publications/{draft.pk}/")["ETag"]},
    )

    chosen = TikTokOptions(privacy=Privacy.ONLY_ME, allow_comments=True, consent=True)
    assert seen == chosen.model_dump(mode="json")
    assert wrong.json()["errors"][0]["field"] == "options.privacy"


def test_the_terms_are_in_tiktoks_words_with_links(member, alone):
    page = page_of(member.get(f"/publications/{alone.pk}/"))

    plain, extended = re.findall(r'<p class="terms[^>]*>(.*?)</p>', page)
    assert re.sub("<.*?>", "", plain) == "By posting, you agree to TikTok&#39;s Music Usage Confirmation."
    assert re.sub("<.*?>", "", extended) == (
        "By posting, you agree to TikTok&#39;s Branded Content Policy and Music Usage Confirmation."
    )
    assert re.findall('href="(.*?)"', plain + extended) == [MUSIC, BRANDED, MUSIC]


def test_the_kinds_of_disclosure_belong_to_its_switch_which_is_off(member, alone):
    page = page_of(member.get(f"/publications/{alone.pk}/"))

    switch, rest = page.split('name="commercial_content"')[1].split("option__parts", 1)
    assert "checked" not in switch.split(">")[0]
    assert 'name="your_brand"' in rest.split("</section>")[0]
    assert 'name="branded_content"' in rest.split("</section>")[0]
    assert 'name="your_brand"' not in page.split('name="commercial_content"')[0]


def test_a_kind_of_disclosure_does_not_count_while_the_switch_is_off(member, alone):
    off = saved(member, alone, branded_content="on", your_brand="on")
    assert off.chosen_options == TO_EVERYONE.model_copy(update={"allow_comments": False})

    on = saved(member, alone, commercial_content="on", branded_content="on")
    assert chosen(on).branded_content


def test_what_the_account_turned_off_since_is_off_when_the_draft_is_saved(member, alone, permit):
    assert chosen(alone).allow_comments
    permit(accounts={"mokaandmiles": {"comment_disabled": True}})

    page = page_of(member.get(f"/publications/{alone.pk}/"))

    assert "checked" not in page.split('name="allow_comments"')[1].split(">")[0]
    assert not chosen(saved(member, alone, allow_comments="on")).allow_comments


def test_a_draft_on_its_own_has_hashtags_and_a_cover(member, alone):
    row = saved(member, alone, hashtags="#Espresso kaffee", cover_s="0.2")

    assert (row.hashtags, row.cover_ms) == (["Espresso", "kaffee"], 200)
    page = page_of(member.get(f"/publications/{alone.pk}/"))
    assert 'value="#Espresso #kaffee"' in page
    assert 'name="cover_s" value="0.2"' in page


def test_line_ends_count_as_one_character(member, alone):
    row = saved(member, alone, post_text="Grind\r\nfiner." + "\r\n" + "a" * 2186)

    assert len(row.post_text) == 2199
    assert "\r" not in row.post_text


def test_the_choices_for_one_account_are_not_those_for_another(member, alone, workspace):
    member.get(back_here(decide(member.post("/connections/tiktok/start/")["Location"], account="desk_notes")))
    other = Connection.objects.exclude(pk=alone.connection_id).get(workspace=workspace)

    row = saved(member, alone, connection=other.pk, publish="1")

    assert (row.connection, row.status) == (other, "draft")
    assert (chosen(row).privacy, chosen(row).consent) == (None, False)


def test_comments_that_the_account_turned_off_before_the_post_are_off(compose, sandbox_url, permit, posts):
    sent = compose()
    permit(accounts={"mokaandmiles": {"comment_disabled": True}})

    run(sent, sandbox_url)

    assert posts()["posts"][0]["post_info"]["disable_comment"] is True


@pytest.fixture
def post(account, workspace, user, ready_video):
    """A crosspost for the account."""
    return crossposts.draft(
        workspace=workspace, actor=user, video=ready_video, channels=[Channel(account, options=TO_EVERYONE)]
    )


def composed(account, **more):
    """What the composer sends for the account."""
    own = {"delivery": "post", "privacy": "PUBLIC_TO_EVERYONE", "consent": "on"}
    sent = {
        "title": "Espresso",
        "post_text": "Mahlen.",
        "channels": account.pk,
        "shown": account.pk,
        "version": 1,
    }
    return {**sent, **{f"{account.pk}-{name}": value for name, value in own.items()}, **more}


def test_the_preview_follows_the_typing_without_asking_tiktok(member, post, account, requests_to):
    before, part = requests_to("creator_info"), {"HX-Request": "true"}
    typed = composed(account, post_text="\U0001f600" * 1101)

    page = page_of(member.post(f"/crossposts/{post.pk}/preview/", typed, headers=part))
    member.get(f"/crossposts/{post.pk}/", headers=part)

    assert requests_to("creator_info") == before
    assert "2202 of 2200" in page
    assert "2 too many" in page


def test_an_audience_that_the_account_lost_since_is_said_when_the_draft_is_opened(member, post, permit):
    permit(accounts={"mokaandmiles": {"is_private": True}})

    page = page_of(member.get(f"/crossposts/{post.pk}/"))

    assert "The account does not offer this audience any more." in page


def test_an_account_at_its_cap_of_the_day_can_plan_but_not_post(member, post, account, permit):
    permit(posts_per_day=0)

    now = member.post(f"/crossposts/{post.pk}/", composed(account, do="publish"), follow=True)
    at = (timezone.now() + timedelta(days=2)).strftime("%Y-%m-%dT%H:%M")
    later = composed(account, do="schedule", at=at, version=2)
    planned = member.post(f"/crossposts/{post.pk}/", later, follow=True)

    assert "Saved, not sent yet. The account has reached TikTok&#39;s limit" in page_of(now)
    assert "is scheduled: " in page_of(planned)
    assert Publication.objects.get().status == "scheduled"


def test_a_cap_that_is_reached_before_sending_fails_the_post(compose, sandbox_url, permit, posts):
    sent = compose()
    permit(posts_per_day=0)

    run(sent, sandbox_url)

    assert sent.failure.startswith("Not sent. The account has reached TikTok's limit")
    assert not posts()["posts"]


def test_tokens_of_another_account_post_nothing(compose, sandbox_url, account, posts):
    sent = compose()
    Connection.objects.filter(pk=account.pk).update(channel_id="another")

    run(sent, sandbox_url)

    assert sent.failure.startswith("TikTok answered for another account")
    assert not posts()["posts"]


def test_a_time_more_than_a_year_ahead_is_an_error_of_its_field(member, post, account):
    answer = member.post(f"/crossposts/{post.pk}/", composed(account, do="schedule", at="2199-01-01T10:00"))

    assert answer.status_code == 422
    assert 'aria-describedby="id_at-error"' in page_of(answer)


@pytest.mark.parametrize(("age_min", "is_refused"), [(0, True), (30, False)])
def test_an_old_reading_of_the_cap_does_not_refuse_a_post(alone, account, user, permit, age_min, is_refused):
    permit(posts_per_day=0)
    connections.account_to_compose(connection=account)
    permit(posts_per_day=15)
    read_at = timezone.now() - timedelta(minutes=age_min)
    Connection.objects.filter(pk=account.pk).update(account_read_at=read_at)
    fresh = Publication.objects.get(pk=alone.pk)

    with pytest.raises(PreflightFailedError) if is_refused else nullcontext():
        publications.publish(publication=fresh, actor=user)

    fresh.refresh_from_db()
    assert fresh.status == ("draft" if is_refused else "submitting")
