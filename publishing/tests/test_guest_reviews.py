"""Links for reviewers without an account, and comments."""

import html
import re
from datetime import timedelta

import pytest
from django.core import signing
from django.test import Client
from django.utils import timezone

from accounts.models import AuditEntry, Membership, Notification, Role
from publishing import approvals, crossposts, publications
from publishing.crossposts import Channel
from publishing.errors import (
    ApprovalNeededError,
    MayNotInviteError,
    ReviewChangedError,
    TooManyReviewLinksError,
)
from publishing.models import Connection, Publication, PublicationStatus, Review, ReviewComment, ReviewLink
from publishing.platforms.youtube.options import Visibility, YouTubeOptions
from publishing.reviews import comments, decisions, links, policies, requests, together
from publishing.reviews.people import Reviewer
from publishing.tests.reviewing import address, browser_of, seen

# --- links ------------------------------------------------------------------------------------------------


def test_a_link_shows_the_post_without_sign_in_and_nothing_else_of_the_workspace(link, asked, workspace):
    answer = Client().get(address(link))
    text = answer.content.decode()

    assert answer.status_code == 200
    assert asked.title in text
    assert "For <bdi>Client</bdi>" in text
    assert workspace.name not in text
    assert answer["X-Robots-Tag"].startswith("noindex")


def test_a_reviewer_sees_what_they_are_asked(link, asked):
    page = Client().get(address(link)).content.decode()

    assert "Please look at the hook." in page


@pytest.mark.parametrize(
    ("status", "says"), [("published", "This post was sent"), ("canceled", "This post was canceled")]
)
def test_a_link_says_that_the_post_was_sent_or_canceled(link, asked, status, says):
    Publication.objects.filter(pk=asked.pk).update(status=status)

    page = Client().get(address(link)).content.decode()

    assert says in page
    assert "once an approval is requested" not in page


def test_a_link_plays_the_video_in_ranges(link):
    answer = Client().get(address(link, "video/"), headers={"range": "bytes=0-99"})

    assert answer.status_code == 206
    assert len(answer.getvalue()) == 100


def test_a_guest_comments_at_a_time_and_approves(link, asked):
    guest = Client()
    guest.post(address(link, "comments/"), {"text": "Cut this.", "at": "0:00.3"})
    guest.post(address(link, "approve/"), {"digest": seen(asked)})

    comment = ReviewComment.objects.get(publication=asked)
    asked.refresh_from_db()
    assert (comment.author_name, comment.at_ms) == ("Client", 300)
    assert asked.status == PublicationStatus.APPROVED
    assert Review.objects.get(publication=asked).decider == "Client"
    assert AuditEntry.objects.get(action="publication.approved").facts["name"] == "Client"


def test_a_guest_sees_what_the_requester_wrote_and_then_the_decision(link, asked):
    before = Client().get(address(link)).content.decode()
    Client().post(address(link, "approve/"), {"digest": seen(asked)})
    after = Client().get(address(link)).content.decode()

    assert "Please look at the hook." in before
    assert "Approved by Client" in after


def test_a_new_link_and_a_new_comment_are_on_screen(asked, owner, link):
    page = f"/publications/{asked.pk}/review/"

    made = browser_of(owner).post(f"{page}links/", {"name": "Ana", "days": "7"})
    said = browser_of(owner).post(f"{page}comments/", {"text": "Here.", "at": ""})
    answered = Client().post(address(link, "comments/"), {"text": "Yes.", "at": ""})

    assert made["Location"] == f"{page}#links-title"
    assert said["Location"] == f"{page}#comments-title"
    assert answered["Location"] == f"{address(link)}#comments-title"


def test_an_approval_is_outdated_once_the_text_changes(link, asked):
    Client().post(address(link, "approve/"), {"digest": seen(asked)})
    asked.refresh_from_db()
    assert not approvals.is_outdated(publication=asked)

    asked.title = "Another title"

    assert approvals.is_outdated(publication=asked)


def test_a_decision_is_not_shown_beside_text_that_changed_since(link, asked):
    Client().post(address(link, "approve/"), {"digest": seen(asked)})
    Publication.objects.filter(pk=asked.pk).update(title="Another title")

    assert "Nothing to decide now" in Client().get(address(link)).content.decode()


def test_a_guest_who_asks_for_changes_has_to_say_which(link, asked):
    answer = Client().post(address(link, "ask-for-changes/"), {"digest": seen(asked), "note": " "})

    asked.refresh_from_db()
    assert answer.status_code == 422
    assert asked.status == PublicationStatus.PENDING_REVIEW


@pytest.mark.parametrize("path", ["", "video/"])
def test_an_expired_link_opens_nothing_and_says_whom_to_ask(link, user, path):
    ReviewLink.objects.filter(pk=link.pk).update(expires_at=timezone.now() - timedelta(minutes=1))

    answer = Client().get(address(link, path))

    assert answer.status_code == 404
    assert "expired on" in answer.content.decode()
    assert user.display_name in answer.content.decode()


def test_an_expired_link_decides_nothing(link, asked):
    ReviewLink.objects.filter(pk=link.pk).update(expires_at=timezone.now() - timedelta(minutes=1))

    answer = Client().post(address(link, "approve/"), {"digest": seen(asked)})

    asked.refresh_from_db()
    assert answer.status_code == 404
    assert asked.status == PublicationStatus.PENDING_REVIEW


def test_a_revoked_link_stops_working_at_once(link, asked, owner):
    browser = browser_of(owner)
    page = browser.get(f"/publications/{asked.pk}/review/").content.decode()
    assert address(link) in page

    browser.post(f"/publications/{asked.pk}/review/links/{link.pk}/revoke/")
    browser.post(f"/publications/{asked.pk}/review/links/{link.pk}/revoke/")

    assert "was withdrawn" in Client().get(address(link)).content.decode()
    assert AuditEntry.objects.filter(action="review_link.revoked").count() == 1


def test_a_token_that_was_tampered_with_opens_nothing(link):
    good = links.token_of(link)
    other = signing.Signer(salt="another purpose").sign(link.pk)

    for token in (good[:-1] + ("A" if good[-1] != "A" else "B"), link.pk, other):
        assert Client().get(f"/reviews/{token}/").status_code == 404, token


def test_a_member_whose_posts_need_an_approval_can_not_make_a_link(asked, workspace, owner, editor):
    policies.change(workspace=workspace, actor=owner.user, needed_up_to=Role.EDITOR)

    with pytest.raises(MayNotInviteError):
        links.create(publication=asked, membership=editor, name="Myself", days=7)


def test_links_of_a_post_are_limited(asked, owner, monkeypatch):
    monkeypatch.setattr(links, "MOST_WORKING", 1)
    links.create(publication=asked, membership=owner, name="One", days=7)

    with pytest.raises(TooManyReviewLinksError):
        links.create(publication=asked, membership=owner, name="Two", days=7)


# --- comments -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "milliseconds"), [("", None), ("0", 0), ("0:00.4", 400), ("0,25", 250), ("00:00", 0)]
)
def test_times_are_read_as_people_type_them(asked, owner, typed, milliseconds):
    browser_of(owner).post(f"/publications/{asked.pk}/review/comments/", {"text": "Here", "at": typed})

    assert ReviewComment.objects.get(publication=asked).at_ms == milliseconds


@pytest.mark.parametrize("typed", ["soon", "-1", "1:", "9:99:99", "2:00", "0:60", "0.6"])
def test_a_time_that_can_not_be_read_or_lies_outside_the_video_stores_nothing(link, asked, owner, typed):
    content = {"text": "A long thought", "at": typed}
    answers = [
        browser_of(owner).post(f"/publications/{asked.pk}/review/comments/", content),
        Client().post(address(link, "comments/"), content),
    ]

    assert [answer.status_code for answer in answers] == [422, 422]
    assert all("A long thought" in answer.content.decode() for answer in answers)
    assert not ReviewComment.objects.exists()


def test_whoever_requested_the_approval_is_told_of_comments(link, asked, editor):
    Client().post(address(link, "comments/"), {"text": "Cut this."})

    told = Notification.objects.filter(event="publication.commented")
    assert sorted(told.values_list("user", flat=True)) == sorted({asked.created_by_id, editor.user_id})


def test_the_same_comment_is_stored_once(asked, owner):
    for _ in range(2):
        comments.add(publication=asked, reviewer=Reviewer(user=owner.user), text="Twice", at_ms=None)

    assert ReviewComment.objects.count() == 1


def test_a_comment_is_marked_as_done_and_reopened(asked, owner):
    comment = comments.add(publication=asked, reviewer=Reviewer(user=owner.user), text="Do it", at_ms=None)
    path = f"/publications/{asked.pk}/review/comments/{comment.pk}/resolve/"
    browser = browser_of(owner)

    browser.post(path)
    comment.refresh_from_db()
    assert comment.resolved_at is not None
    browser.post(path, {"reopen": "1"})

    comment.refresh_from_db()
    assert comment.resolved_at is None


def test_the_page_makes_a_comment_a_link_to_its_time(asked, owner):
    comments.add(publication=asked, reviewer=Reviewer(user=owner.user), text="<b>Look</b>", at_ms=400)

    page = browser_of(owner).get(f"/publications/{asked.pk}/review/").content.decode()

    assert re.search(r'data-seek="0\.4"', page)
    assert "&lt;b&gt;Look" in page


# --- several channels ---------------------------------------------------------------------------------------


@pytest.fixture
def both(draft, workspace, user, ready_video, connection):
    """A post with two channels."""
    second = Connection.objects.create(
        workspace=workspace,
        connected_by=user,
        platform="youtube",
        channel_id="UC" + "z" * 22,
        channel_title="Second channel",
        refresh_token="refresh",
        livemode=False,
    )
    options = YouTubeOptions(visibility=Visibility.UNLISTED, made_for_kids=False)
    post = crossposts.draft(
        workspace=workspace,
        actor=user,
        video=ready_video,
        channels=[Channel(each, options=options) for each in (connection, second)],
        title="For both",
        post_text="Same text.",
    )
    return list(post.publications.order_by("pk"))


def test_one_link_and_one_decision_cover_every_channel_of_a_post(both, owner, editor):
    requests.ask(publications=together.of(both[0]), actor=editor.user)
    link = links.create(publication=both[0], membership=owner, name="Client", days=7)
    page = Client().get(address(link)).content.decode()
    digest = re.search(r'name="digest" value="(\w{64})"', page)
    assert digest is not None

    Client().post(address(link, "approve/"), {"digest": digest[1]})

    assert "Second channel" in page
    statuses = Publication.objects.filter(pk__in=[each.pk for each in both]).values_list("status", flat=True)
    assert set(statuses) == {PublicationStatus.APPROVED}
    assert Notification.objects.filter(event="publication.approval_decided", user=editor.user).count() == 1


def test_a_link_says_which_channel_is_still_to_be_sent(both, owner):
    link = links.create(publication=both[0], membership=owner, name="Client", days=7)
    Publication.objects.filter(pk=both[0].pk).update(status=PublicationStatus.PUBLISHED)

    page = html.unescape(Client().get(address(link)).content.decode())

    assert f"This post was sent to {both[0].connection.full_name}" in page
    assert f"It has not been sent to {both[1].connection.full_name} yet." in page


def test_a_change_of_one_channel_makes_the_decision_about_all_stale(both, owner, editor):
    requests.ask(publications=together.of(both[0]), actor=editor.user)
    before = approvals.digest_of(both)
    both[1].refresh_from_db()
    publications.change(
        publication=both[1], version=both[1].version, actor=editor.user, title="Only for the second"
    )

    with pytest.raises(ReviewChangedError):
        decisions.approve(
            publications=together.of(both[0]), reviewer=Reviewer(user=owner.user), digest=before
        )


# --- whose links count --------------------------------------------------------------------------------------


def test_a_link_ends_with_the_right_of_whoever_made_it(link, owner):
    Membership.objects.filter(pk=owner.pk).update(role=Role.VIEWER)

    assert Client().get(address(link)).status_code == 404


def test_nobody_approves_their_own_post_through_their_own_link(draft, workspace, owner):
    policies.change(workspace=workspace, actor=owner.user, needed_up_to=Role.OWNER)
    requests.ask(publications=[draft], actor=owner.user)
    own = links.create(publication=draft, membership=owner, name="Me", days=7)

    answer = Client().post(address(own, "approve/"), {"digest": seen(draft)})

    draft.refresh_from_db()
    assert answer.status_code == 403
    assert draft.status == PublicationStatus.PENDING_REVIEW


def test_an_owner_decides_about_no_channel_that_they_requested_themselves(both, workspace, owner, editor):
    policies.change(workspace=workspace, actor=owner.user, needed_up_to=Role.OWNER)
    requests.ask(publications=[both[0]], actor=owner.user)
    requests.ask(publications=[both[1]], actor=editor.user)
    asked = together.of(both[1])

    answer = browser_of(owner).post(
        f"/publications/{both[1].pk}/review/approve/", {"digest": approvals.digest_of(asked)}
    )

    assert answer.status_code == 403
    assert {each.status for each in together.of(both[1])} == {PublicationStatus.PENDING_REVIEW}


def test_of_several_channels_none_is_sent_if_one_lacks_its_approval(both, workspace, owner, editor):
    policies.change(workspace=workspace, actor=owner.user, needed_up_to=Role.EDITOR)
    requests.ask(publications=[both[0]], actor=editor.user)
    decisions.approve(publications=[both[0]], reviewer=Reviewer(user=owner.user), digest=seen(both[0]))

    with pytest.raises(ApprovalNeededError):
        crossposts.publish(crosspost=both[0].crosspost, actor=editor.user)

    assert not Publication.objects.filter(status=PublicationStatus.SUBMITTING).exists()
