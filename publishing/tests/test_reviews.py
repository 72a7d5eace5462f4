"""Approvals: requests, decisions, and whose posts need one."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection as database
from django.utils import timezone

from accounts.models import AuditEntry, Membership, Notification, Role
from publishing import approvals, publications, scheduling
from publishing.delivery import starting
from publishing.errors import (
    ApprovalNeededError,
    MayNotDecideError,
    NotEditableError,
    NotUnderReviewError,
    ReviewChangedError,
)
from publishing.models import Publication, PublicationStatus, Review, ReviewStatus
from publishing.reviews import decisions, people, policies, requests
from publishing.reviews.people import Reviewer
from publishing.tests.reviewing import browser_of, seen

# --- whose posts need an approval -------------------------------------------------------------------------


def test_an_editor_posts_freely_without_a_policy(draft, editor):
    approvals.require(publication=draft, actor=editor.user)


@pytest.mark.parametrize(
    ("needed_up_to", "role", "is_needed"),
    [
        (Role.EDITOR, Role.EDITOR, True),
        (Role.EDITOR, Role.ADMIN, False),
        (Role.ADMIN, Role.ADMIN, True),
        (Role.ADMIN, Role.OWNER, False),
        (Role.OWNER, Role.OWNER, True),
    ],
)
def test_a_policy_covers_roles_up_to_the_chosen_one(workspace, editor, owner, needed_up_to, role, is_needed):
    policies.change(workspace=workspace, actor=owner.user, needed_up_to=needed_up_to)
    Membership.objects.filter(pk=editor.pk).update(role=role)

    assert approvals.is_needed(workspace=workspace, actor=editor.user) == is_needed


def test_publishing_without_the_needed_approval_is_refused_and_sends_nothing(draft, workspace, owner, editor):
    policies.change(workspace=workspace, actor=owner.user, needed_up_to=Role.EDITOR)

    with pytest.raises(ApprovalNeededError):
        publications.publish(publication=draft, actor=editor.user)

    draft.refresh_from_db()
    assert draft.status == PublicationStatus.DRAFT


def test_an_approved_post_may_be_published_by_its_editor(asked, workspace, owner, editor):
    policies.change(workspace=workspace, actor=owner.user, needed_up_to=Role.EDITOR)
    decisions.approve(publications=[asked], reviewer=Reviewer(user=owner.user), digest=seen(asked))

    publications.publish(publication=asked, actor=editor.user)

    asked.refresh_from_db()
    assert asked.status == PublicationStatus.SUBMITTING


def test_a_change_after_the_approval_voids_it(asked, workspace, owner, editor):
    policies.change(workspace=workspace, actor=owner.user, needed_up_to=Role.EDITOR)
    decisions.approve(publications=[asked], reviewer=Reviewer(user=owner.user), digest=seen(asked))
    asked.refresh_from_db()

    publications.change(
        publication=asked, version=asked.version, actor=editor.user, title="Something else entirely"
    )

    asked.refresh_from_db()
    assert asked.status == PublicationStatus.DRAFT
    with pytest.raises(ApprovalNeededError):
        publications.publish(publication=asked, actor=editor.user)


def test_saving_the_same_content_keeps_the_approval(asked, owner, editor):
    decisions.approve(publications=[asked], reviewer=Reviewer(user=owner.user), digest=seen(asked))
    asked.refresh_from_db()

    publications.change(publication=asked, version=asked.version, actor=editor.user, title=asked.title)

    asked.refresh_from_db()
    assert asked.status == PublicationStatus.APPROVED


def test_only_an_owner_changes_the_policy(editor, owner, workspace):
    assert browser_of(editor).post("/settings/approvals/", {"needed_up_to": "nobody"}).status_code == 403

    answer = browser_of(owner).post("/settings/approvals/", {"needed_up_to": "editor"})

    assert answer.status_code == 302
    assert policies.needed_up_to(workspace=workspace) == Role.EDITOR
    assert AuditEntry.objects.filter(action="approvals.changed").count() == 1


def test_the_policy_can_be_removed(workspace, owner):
    policies.change(workspace=workspace, actor=owner.user, needed_up_to=Role.OWNER)
    policies.change(workspace=workspace, actor=owner.user, needed_up_to="")

    assert policies.needed_up_to(workspace=workspace) == ""


# --- requests and decisions ---------------------------------------------------------------------------------


def test_asking_twice_makes_one_review(asked, editor):
    requests.ask(publications=[asked], actor=editor.user)

    assert Review.objects.filter(publication=asked).count() == 1


def test_asking_notifies_whoever_may_decide_and_not_the_requester(asked, owner, editor):
    told = Notification.objects.filter(event="publication.approval_requested")

    assert [each.user for each in told] == [owner.user]


def test_nobody_is_told_of_their_own_decision(asked, owner, editor):
    decisions.approve(publications=[asked], reviewer=Reviewer(user=owner.user), digest=seen(asked))

    told = Notification.objects.filter(event="publication.approval_decided")
    assert asked.created_by == owner.user
    assert [each.user for each in told] == [editor.user]


@pytest.mark.parametrize(
    ("needed_up_to", "advice"), [("", "make a link for a reviewer"), (Role.OWNER, "invite another owner")]
)
def test_who_asks_where_nobody_else_decides_is_told_so(draft, workspace, owner, needed_up_to, advice):
    policies.change(workspace=workspace, actor=owner.user, needed_up_to=needed_up_to)

    page = browser_of(owner).post(f"/publications/{draft.pk}/review/ask/", {"note": ""}, follow=True)

    assert advice in page.content.decode()


def test_a_sent_post_can_not_be_reviewed_any_more(sent, editor):
    with pytest.raises(NotEditableError):
        requests.ask(publications=[sent], actor=editor.user)


def test_a_withdrawn_request_makes_it_a_draft_again(asked, editor):
    requests.withdraw(publications=[asked], actor=editor.user)
    requests.withdraw(publications=[asked], actor=editor.user)

    asked.refresh_from_db()
    assert asked.status == PublicationStatus.DRAFT
    assert Review.objects.get(publication=asked).status == ReviewStatus.WITHDRAWN


def test_a_decision_about_other_content_is_refused(asked, owner, editor):
    before = seen(asked)
    publications.change(publication=asked, version=asked.version, actor=editor.user, title="Changed")
    requests.ask(publications=[asked], actor=editor.user)

    with pytest.raises(ReviewChangedError):
        decisions.approve(publications=[asked], reviewer=Reviewer(user=owner.user), digest=before)


def test_asking_for_changes_returns_it_to_the_requester_with_the_reason(asked, owner, editor):
    decisions.ask_for_changes(
        publications=[asked], reviewer=Reviewer(user=owner.user), digest=seen(asked), note="Shorter hook."
    )

    asked.refresh_from_db()
    assert asked.status == PublicationStatus.CHANGES_REQUESTED
    told = Notification.objects.get(event="publication.approval_decided", user=editor.user)
    assert "Shorter hook." in told.text


def test_a_decided_review_can_not_be_decided_by_another_person(asked, owner, link):
    decisions.approve(publications=[asked], reviewer=Reviewer(user=owner.user), digest=seen(asked))

    with pytest.raises(NotUnderReviewError):
        decisions.ask_for_changes(
            publications=[asked], reviewer=people.guest(link=link), digest=seen(asked), note="No."
        )


def test_a_member_whose_posts_need_an_approval_may_not_decide(asked, workspace, owner, editor):
    policies.change(workspace=workspace, actor=owner.user, needed_up_to=Role.EDITOR)

    with pytest.raises(MayNotDecideError):
        people.member(publications=[asked], membership=editor)


def test_where_everybody_needs_one_an_owner_decides_about_others_posts_only(asked, workspace, owner, editor):
    policies.change(workspace=workspace, actor=owner.user, needed_up_to=Role.OWNER)
    assert people.member(publications=[asked], membership=owner).user == owner.user

    requests.withdraw(publications=[asked], actor=owner.user)
    requests.ask(publications=[asked], actor=owner.user)

    with pytest.raises(MayNotDecideError):
        people.member(publications=[asked], membership=owner)


@pytest.mark.django_db(transaction=True)
def test_of_two_simultaneous_decisions_one_holds(asked, owner, link):
    together, refused = Barrier(2), []

    def decide(verdict) -> None:
        try:
            together.wait(timeout=10)
            verdict()
        except NotUnderReviewError as error:
            refused.append(error)
        finally:
            database.close()

    digest = seen(asked)
    threads = [
        Thread(
            target=decide,
            args=[
                lambda: decisions.approve(
                    publications=[asked], reviewer=Reviewer(user=owner.user), digest=digest
                )
            ],
        ),
        Thread(
            target=decide,
            args=[
                lambda: decisions.ask_for_changes(
                    publications=[asked], reviewer=people.guest(link=link), digest=digest, note="No."
                )
            ],
        ),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)

    review = Review.objects.get(publication=asked)
    asked.refresh_from_db()
    assert len(refused) == 1
    assert asked.status == review.status


def test_an_approved_post_keeps_its_planned_time(asked, owner):
    at = timezone.now().replace(microsecond=0) + timedelta(days=1)
    Publication.objects.filter(pk=asked.pk).update(scheduled_at=at)

    decisions.approve(publications=[asked], reviewer=Reviewer(user=owner.user), digest=seen(asked))

    asked.refresh_from_db()
    assert (asked.status, asked.scheduled_at) == (PublicationStatus.SCHEDULED, at)


@pytest.mark.parametrize(
    ("days", "says"), [(1, "It is scheduled for "), (-1, "has passed: choose another one, or post it now.")]
)
def test_the_requester_is_told_what_becomes_of_the_planned_time(asked, owner, editor, days, says):
    Publication.objects.filter(pk=asked.pk).update(scheduled_at=timezone.now() + timedelta(days=days))

    decisions.approve(publications=[asked], reviewer=Reviewer(user=owner.user), digest=seen(asked))

    told = Notification.objects.get(event="publication.approval_decided", user=editor.user)
    assert says in told.text


def test_a_canceled_post_has_no_open_request(asked, owner):
    publications.cancel(publication=asked, actor=owner.user)

    assert Review.objects.get(publication=asked).status == ReviewStatus.WITHDRAWN


def test_scheduling_without_the_needed_approval_is_refused(draft, workspace, owner, editor):
    policies.change(workspace=workspace, actor=owner.user, needed_up_to=Role.EDITOR)

    with pytest.raises(ApprovalNeededError):
        scheduling.schedule(publication=draft, at=timezone.now() + timedelta(days=1), actor=editor.user)


def test_an_editor_who_changes_a_scheduled_post_takes_it_off_the_schedule(draft, workspace, owner, editor):
    policies.change(workspace=workspace, actor=owner.user, needed_up_to=Role.EDITOR)
    scheduling.schedule(publication=draft, at=timezone.now() + timedelta(days=1), actor=owner.user)
    draft.refresh_from_db()

    publications.change(publication=draft, version=draft.version, actor=editor.user, title="Sneaked in")

    draft.refresh_from_db()
    assert draft.status == PublicationStatus.DRAFT


def sent_at_its_time(post):
    Publication.objects.filter(pk=post.pk).update(scheduled_at=timezone.now(), starts_at=timezone.now())
    starting.start_due()
    post.refresh_from_db()
    return post


def test_a_post_from_before_an_approval_was_required_is_not_sent_without_one(draft, workspace, owner, editor):
    scheduling.schedule(publication=draft, at=timezone.now() + timedelta(days=1), actor=editor.user)
    policies.change(workspace=workspace, actor=owner.user, needed_up_to=Role.EDITOR)

    assert sent_at_its_time(draft).status == PublicationStatus.FAILED
    assert "require an approval" in draft.failure

    requests.ask(publications=[draft], actor=editor.user)
    decisions.approve(publications=[draft], reviewer=Reviewer(user=owner.user), digest=seen(draft))
    draft.refresh_from_db()
    publications.publish(publication=draft, actor=editor.user)
    assert Publication.objects.get().is_open


def test_an_owners_change_of_a_scheduled_post_is_sent_without_another_approval(
    asked, workspace, owner, editor
):
    policies.change(workspace=workspace, actor=owner.user, needed_up_to=Role.EDITOR)
    decisions.approve(publications=[asked], reviewer=Reviewer(user=owner.user), digest=seen(asked))
    scheduling.schedule(publication=asked, at=timezone.now() + timedelta(days=1), actor=editor.user)
    asked.refresh_from_db()

    publications.change(publication=asked, version=asked.version, actor=owner.user, title="Shorter")

    assert sent_at_its_time(asked).is_open
