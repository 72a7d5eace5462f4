"""Lines that an app above adds to posts: sent exactly once, approved, counted, disclosed and previewed."""

import json
from datetime import timedelta
from typing import Any

import pytest
import requests
from django.utils import timezone

from foundation.errors import NotFoundError
from publishing import approvals, crossposts, extras, preflight, publications, scheduling
from publishing.attachments import Problem
from publishing.crossposts import Channel
from publishing.delivery import advancing, starting
from publishing.errors import OffersSharedError, PreflightFailedError
from publishing.models import Attachments, Extra, Placement, Publication, PublicationStatus
from publishing.platforms import Level
from publishing.platforms.youtube.options import Visibility, YouTubeOptions
from publishing.reviews import decisions
from publishing.reviews import requests as review_requests
from publishing.reviews.people import Reviewer
from publishing.tests.attaching import CAP, MUG, attaching
from publishing.tests.test_composer import fields, new, page_of
from publishing.tests.test_delivery import UPLOAD, run
from publishing.tests.tiktok import TO_EVERYONE
from publishing.tests.tiktok import run as run_on_tiktok

READY = YouTubeOptions(visibility=Visibility.UNLISTED, made_for_kids=False)


@pytest.fixture(autouse=True)
def shelf():
    with attaching() as found:
        yield found


@pytest.fixture
def post(workspace, user, ready_video, connection):
    """A draft for one channel that links to the mug."""
    return crossposts.draft(
        workspace=workspace,
        actor=user,
        video=ready_video,
        channels=[Channel(connection, options=READY)],
        post_text="Feiner mahlen.",
        hashtags=["kaffee"],
        choices=[MUG],
    )


def only(post) -> Publication:
    return crossposts.chosen(crosspost=post).get()


def options_of(publication) -> Any:
    return publication.chosen_options


def codes_of(publication, level=Level.WARNING) -> list[str]:
    return [check.code for check in preflight.check(publication=publication) if check.level is level]


def test_a_line_stands_below_the_text_and_above_the_hashtags(post):
    row = only(post)

    assert row.post.text == f"Feiner mahlen.\n\n{row.attached.lines[0].text}\n\n#kaffee"


def test_a_line_whose_address_a_person_has_typed_is_not_sent_twice(post, user):
    url = only(post).attached.lines[0].url

    crossposts.change(crosspost=post, version=1, actor=user, post_text=f"Hier: {url}")

    assert only(post).post.text == f"Hier: {url}\n\n#kaffee"


def test_later_edits_keep_the_line_as_it_is(post, user):
    before = only(post).attached

    crossposts.change(crosspost=post, version=1, actor=user, title="Neu")
    publications.change(publication=only(post), version=only(post).version, actor=user, post_text="Anders.")

    assert only(post).attached == before
    assert only(post).post.text.count(before.lines[0].url) == 1


def test_a_channel_that_is_added_later_gets_links_of_its_own(post, user, connection, account):
    both = [Channel(connection), Channel(account, options=TO_EVERYONE)]

    crossposts.change(crosspost=post, version=1, actor=user, channels=both)

    rows = crossposts.chosen(crosspost=post)
    assert len({each.attached.lines[0].url for each in rows}) == 2


def test_an_approval_does_not_cover_a_line_that_is_added_later(post, user, editor, owner):
    row = only(post)
    review_requests.ask(publications=[row], actor=editor.user, note="")
    row.refresh_from_db()
    seen = approvals.digest_of([row])
    decisions.approve(publications=[row], reviewer=Reviewer(user=owner.user), digest=seen)
    assert only(post).status == PublicationStatus.APPROVED

    crossposts.change(crosspost=post, version=1, actor=editor.user, choices=[MUG, CAP])

    assert only(post).status == PublicationStatus.DRAFT
    assert approvals.is_outdated(publication=only(post))


def test_an_approval_from_before_there_was_anything_to_attach_holds(draft):
    before = approvals.digest(publication=draft)

    draft.attachments = Attachments(placement=Placement.NONE)

    assert approvals.digest(publication=draft) == before


def test_the_first_line_discloses_own_products_and_a_person_may_take_that_back(post, user, connection):
    assert options_of(only(post)).paid_promotion is True
    assert "paid_promotion" not in codes_of(only(post))

    channels = [Channel(connection, options=READY)]
    crossposts.change(crosspost=post, version=1, actor=user, channels=channels, choices=[MUG, CAP])

    assert options_of(only(post)).paid_promotion is False
    assert "paid_promotion" in codes_of(only(post))


def test_on_tiktok_your_brand_is_disclosed(workspace, user, ready_video, account):
    about: Any = {"workspace": workspace, "actor": user, "video": ready_video, "connection": account}
    row = publications.draft(**about, options=TO_EVERYONE, choices=[MUG])

    options: Any = row.chosen_options
    assert (options.commercial_content, options.your_brand, options.branded_content) == (True, True, False)
    hidden = options.model_copy(update={"commercial_content": False, "your_brand": False})
    changed = publications.change(publication=row, version=1, actor=user, options=hidden)
    assert "own_products" in codes_of(changed)


def test_the_first_comment_gets_the_line_only_where_there_is_one(
    workspace, user, ready_video, allowed, account
):
    placed: Any = {"choices": [MUG], "placement": Placement.COMMENT, "post_text": "Text.", "title": "T"}
    about: Any = {"workspace": workspace, "actor": user, "video": ready_video}
    commented = READY.model_copy(update={"first_comment": "Welche Mühle?"})

    there = publications.draft(**about, connection=allowed, options=commented, **placed)
    here = publications.draft(**about, connection=account, options=TO_EVERYONE, **placed)

    line = there.attached.lines[0].text
    extras.plan(publication=there)
    assert there.post.text == "Text."
    assert Extra.objects.get().text == f"Welche Mühle?\n\n{line}"
    assert here.attached.placement == Placement.TEXT
    assert here.post.text.endswith(here.attached.lines[0].text)


def test_a_link_that_is_only_to_be_copied_is_sent_nowhere(post, user, connection):
    crossposts.change(
        crosspost=post, version=1, actor=user, channels=[Channel(connection, placement=Placement.NONE)]
    )

    assert only(post).post.text == "Feiner mahlen.\n\n#kaffee"
    assert only(post).attached.lines


def test_a_line_counts_for_the_limit_of_the_platform(post, user):
    crossposts.change(crosspost=post, version=1, actor=user, post_text="x" * 4980)

    assert "description" in codes_of(only(post), Level.BLOCKED)


def test_what_may_not_work_is_a_warning_and_a_code_that_does_not_work_blocks(post, shelf, user):
    shelf.broken = [
        Problem(text="The mug was archived in the shop."),
        Problem(text="The shop has the code already.", is_blocking=True),
    ]

    found = {each.code: each for each in preflight.check(publication=only(post))}

    assert found["offers"].level is Level.WARNING
    assert found["offers"].text == "The mug was archived in the shop."
    assert found["offer_codes"].level is Level.BLOCKED
    with pytest.raises(PreflightFailedError):
        crossposts.publish(crosspost=post, actor=user)


@pytest.fixture
def waiting(post, user, shelf):
    """A post that is to be sent now, whose code the shop has not created yet."""
    shelf.broken = [Problem(text="The code is not there yet.", is_passing=True)]
    return publications.publish(publication=only(post), actor=user)


def take_turn(publication):
    Publication.objects.filter(pk=publication.pk).update(next_poll_at=timezone.now())
    advancing.advance(publication_id=publication.pk)
    publication.refresh_from_db()


def test_a_post_waits_until_its_code_is_there_and_is_then_sent_once(waiting, shelf, uploads):
    for _ in range(2):
        take_turn(waiting)
        assert waiting.status == PublicationStatus.SUBMITTING
    assert waiting.evidence["reason"].startswith("The code is not there yet. The post waits for it")
    assert uploads() == 0

    shelf.broken = []

    assert run(waiting).status == PublicationStatus.PUBLISHED
    assert uploads() == 1


def test_a_code_that_does_not_come_in_ten_minutes_leaves_the_post_to_a_person(waiting, uploads):
    Publication.objects.update(submitted_at=timezone.now() - timedelta(minutes=11))

    take_turn(waiting)

    assert waiting.status == PublicationStatus.FAILED
    assert waiting.failure.startswith("Not sent. The code is not there yet.")
    assert (waiting.is_editable, uploads()) == (True, 0)


def test_a_code_that_fails_while_the_post_waits_is_never_published(waiting, shelf, uploads):
    take_turn(waiting)
    shelf.broken = [Problem(text="The shop refused the code.", is_blocking=True)]

    take_turn(waiting)

    assert (waiting.status, uploads()) == (PublicationStatus.FAILED, 0)
    assert "The shop refused the code." in waiting.failure


def test_a_scheduled_post_waits_too(post, user, shelf, uploads):
    row = only(post)
    scheduling.schedule(publication=row, actor=user, at=timezone.now() + timedelta(hours=1))
    shelf.broken = [Problem(text="The code is not there yet.", is_passing=True)]
    Publication.objects.update(scheduled_at=timezone.now(), starts_at=timezone.now())

    starting.start_due()
    take_turn(row)

    assert (row.status, uploads()) == (PublicationStatus.SUBMITTING, 0)
    assert row.evidence["reason"].startswith("The code is not there yet.")


def test_links_that_are_only_to_be_copied_are_not_waited_for(post, user, connection, shelf):
    channels = [Channel(connection, options=READY, placement=Placement.NONE)]
    crossposts.change(crosspost=post, version=1, actor=user, channels=channels)
    shelf.broken = [Problem(text="The code is not there yet.", is_passing=True)]

    row = publications.publish(publication=only(post), actor=user)

    assert run(row).status == PublicationStatus.PUBLISHED


def test_a_canceled_post_ends_what_was_made_for_it(post, user, shelf):
    row = only(post)

    publications.cancel(publication=row, actor=user)
    publications.cancel(publication=row, actor=user)

    assert shelf.ended == [row.pk]


def test_an_offer_that_the_video_does_not_have_is_refused(workspace, user, ready_video, post):
    unknown = MUG.model_copy(update={"key": "ofr_elsewhere"})

    with pytest.raises(NotFoundError):
        crossposts.draft(workspace=workspace, actor=user, video=ready_video, channels=[], choices=[unknown])
    with pytest.raises(NotFoundError):
        crossposts.change(crosspost=post, version=1, actor=user, choices=[unknown])


def test_one_channel_of_a_post_can_not_have_other_offers(post, user):
    with pytest.raises(OffersSharedError):
        publications.change(publication=only(post), version=1, actor=user, choices=[])


def test_the_preview_shows_the_line_exactly_as_it_is_saved(member, ready_video, connection):
    page = member.get(new(ready_video)).content.decode()
    new_id = page.split('name="new_id"')[1].split('value="')[1].split('"')[0]
    typed = fields(
        connection, new_id=new_id, offers_shown="1", offers=[MUG.key, CAP.key], offer_codes=[CAP.key]
    )

    shown = page_of(member.post(f"/publications/new/preview/?video={ready_video.pk}", typed))
    member.post(new(ready_video), typed)

    row = Publication.objects.get()
    assert [each.key for each in row.attached.lines] == [MUG.key, CAP.key]
    assert all(each.text in shown for each in row.attached.lines)
    assert "Saving also discloses your own products to YouTube." in shown
    assert f"{len(row.post.text.encode())} of 5000 bytes" in shown


def test_a_page_without_the_products_changes_none_and_unticking_removes_them(member, post, connection):
    address = f"/crossposts/{post.pk}/"

    member.post(address, fields(connection, version=1))
    assert only(post).attached.choices == [MUG]

    member.post(address, fields(connection, version=2, offers_shown="1"))
    assert (only(post).attached.lines, only(post).post.text) == ((), "Mahlen.\n\n#kaffee #mühle")


def test_the_api_accepts_and_shows_offers(member, ready_video, connection):
    body = {
        "video": ready_video.pk,
        "offers": [{"offer": CAP.key, "code": True}],
        "channels": [{"connection": connection.pk, "offers_placement": "none"}],
    }

    made = member.post("/api/v1/crossposts/", json.dumps(body), content_type="application/json").json()

    assert made["offers"] == body["offers"]
    shown = member.get(f"/api/v1/publications/{made['publications'][0]}/").json()
    assert (shown["offers"][0]["offer"], shown["offers"][0]["code"]) == (CAP.key, "CAP10")
    assert shown["offers_placement"] == "none"
    refused = member.post(
        "/api/v1/crossposts/",
        json.dumps({**body, "offers": [{"offer": CAP.key}, {"offer": CAP.key}]}),
        content_type="application/json",
    )
    assert refused.status_code == 422


def test_youtube_gets_the_line_once_and_the_disclosure_even_if_a_response_is_lost(
    post, user, sandbox_url, faults
):
    faults({"match": UPLOAD, "kind": "drop_after_commit"})
    (sent,) = crossposts.publish(crosspost=post, actor=user)

    run(sent)

    (made,) = requests.get(f"{sandbox_url}/_sandbox/uploads", timeout=10).json()["uploads"]
    assert made["metadata"]["snippet"]["description"] == sent.post.text
    assert sent.post.text.count(sent.attached.lines[0].url) == 1
    assert made["metadata"]["paidProductPlacementDetails"] == {"hasPaidProductPlacement": True}


def test_tiktok_gets_the_line_once_and_the_disclosure(compose, posts, sandbox_url):
    sent = compose(choices=[MUG])

    run_on_tiktok(sent, sandbox_url)

    (made,) = posts()["posts"]
    assert made["post_info"]["title"] == f"Grind finer. #espresso\n\n{sent.attached.lines[0].text}"
    assert made["post_info"]["brand_organic_toggle"] is True
