"""Notifications: who gets which, once, and what happens to them afterwards."""

import threading
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from accounts import workspaces
from accounts.models import Membership, Notification, NotificationEmail, NotificationPreference, Role
from accounts.notifications import Event, events, inbox, notify, preferences

FAILED = Event(key="test.failed", group="Tests", title="A test failed", email=True, is_required=True)
DONE = Event(key="test.done", group="Tests", title="A test is done", role=Role.VIEWER)


def tell(workspace, event=FAILED, **changes):
    given = {"subject": "tst_1", "once": "tst_1:1", "title": "“Latte” failed", "url": "/videos/"} | changes
    return notify(workspace=workspace, event=event, **given)


def told(workspace):
    return sorted(Notification.objects.for_workspace(workspace).values_list("user__email", flat=True))


def test_members_with_the_role_are_notified_in_the_app_and_by_email(workspace, join, foreign):
    join(Role.EDITOR)
    join(Role.VIEWER)

    assert tell(workspace) == 2
    assert told(workspace) == ["editor@example.com", "owner@example.com"]
    assert NotificationEmail.objects.for_workspace(workspace).waiting().count() == 2
    assert told(foreign) == []


def test_an_event_for_everyone_reaches_viewers_too(workspace, join):
    join(Role.VIEWER)

    assert tell(workspace, DONE) == 2
    assert not NotificationEmail.objects.exists()


def test_a_repeated_call_notifies_nobody_twice(workspace):
    assert [tell(workspace), tell(workspace, title="Other words")] == [1, 0]
    assert Notification.objects.get().title == "“Latte” failed"
    assert NotificationEmail.objects.count() == 1


def test_another_occurrence_and_another_event_are_notifications_of_their_own(workspace):
    assert [tell(workspace), tell(workspace, once="tst_1:2"), tell(workspace, DONE)] == [1, 1, 1]


@pytest.mark.django_db(transaction=True)
def test_two_processes_that_report_the_same_notify_once(workspace):
    together = threading.Barrier(2)
    counts: list[int] = []

    def report():
        try:
            with transaction.atomic():
                together.wait()
                counts.append(tell(workspace))
        finally:
            connection.close()

    threads = [threading.Thread(target=report) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(counts) == [0, 1]
    assert Notification.objects.count() == NotificationEmail.objects.count() == 1


def test_a_change_that_is_rolled_back_notifies_nobody(workspace):
    with transaction.atomic():
        tell(workspace)
        transaction.set_rollback(True)

    assert told(workspace) == []


def test_chosen_people_are_the_only_ones(workspace, owner, join):
    editor, viewer = join(Role.EDITOR), join(Role.VIEWER)

    tell(workspace, people=[editor.user_id, viewer.user_id, None])

    assert told(workspace) == ["editor@example.com"]


def test_a_required_event_goes_to_everyone_if_the_chosen_person_has_left(workspace, owner, join):
    editor = join(Role.EDITOR)
    owners = workspace.memberships.get(user=owner)
    workspaces.remove_member(membership=editor, by=owners)

    assert tell(workspace, DONE, people=[editor.user_id]) == 0
    assert tell(workspace, FAILED, people=[editor.user_id]) == 1
    assert told(workspace) == ["owner@example.com"]


def test_a_deactivated_person_gets_nothing(workspace, owner):
    owner.is_active = False
    owner.save()

    assert tell(workspace) == 0


def test_a_lower_role_ends_notifications_and_a_higher_one_begins_them(workspace, ownership, join):
    editor = join(Role.EDITOR)

    workspaces.change_role(membership=editor, by=ownership, role=Role.VIEWER)
    tell(workspace)
    workspaces.change_role(membership=editor, by=ownership, role=Role.ADMIN)
    tell(workspace, once="tst_2")

    assert [row.once for row in Notification.objects.filter(user=editor.user)] == ["tst_2"]


def test_a_person_who_leaves_takes_their_notifications_along(workspace, ownership, join):
    editor = join(Role.EDITOR)
    tell(workspace)
    preferences.choose(workspace=workspace, user=editor.user, event=DONE, in_app=False)

    workspaces.remove_member(membership=editor, by=ownership)

    assert told(workspace) == ["owner@example.com"]
    assert not NotificationPreference.objects.exists()


def test_long_words_are_cut_instead_of_failing_the_caller(workspace):
    tell(workspace, title="word " * 60, text="word\n" * 200)

    row = Notification.objects.get()
    assert (len(row.title), len(row.text)) == (200, 600)
    assert row.title.endswith("word…")


# --- channels -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("in_app", "email", "rows", "emails"), [(True, True, 1, 1), (True, False, 1, 0), (False, False, 0, 0)]
)
def test_a_person_chooses_their_channels(workspace, owner, in_app, email, rows, emails):
    preferences.choose(workspace=workspace, user=owner, event=DONE, in_app=in_app, email=email)

    tell(workspace, DONE)

    assert (Notification.objects.unread().count(), NotificationEmail.objects.count()) == (rows, emails)


def test_a_notification_by_email_only_is_not_in_the_bell(workspace, owner):
    preferences.choose(workspace=workspace, user=owner, event=DONE, in_app=False, email=True)

    tell(workspace, DONE)

    assert NotificationEmail.objects.count() == 1
    assert not Notification.objects.for_person(workspace=workspace, user=owner).exists()


def test_a_required_event_stays_in_the_app(workspace, owner):
    chosen = preferences.choose(workspace=workspace, user=owner, event=FAILED, in_app=False, email=False)

    tell(workspace)

    assert chosen == preferences.Channels(in_app=True, email=False)
    assert Notification.objects.unread().count() == 1
    assert not NotificationEmail.objects.exists()


def test_a_choice_counts_in_its_workspace_only(workspace, foreign, owner):
    Membership.objects.create(workspace=foreign, user=owner, role=Role.EDITOR)
    preferences.choose(workspace=foreign, user=owner, event=DONE, in_app=False)

    tell(workspace, DONE)
    tell(foreign, DONE)

    assert told(workspace) == ["owner@example.com"]
    assert told(foreign) == ["foreign@example.com"]


def test_one_key_belongs_to_one_event():
    known = events.catalogue()[0]

    assert events.register(known) is known
    with pytest.raises(ValueError, match=known.key):
        events.register(Event(key=known.key, group="Other", title="Other"))


def test_an_unknown_event_is_refused():
    with pytest.raises(events.UnknownEventError):
        events.require("test.unknown")


# --- reading --------------------------------------------------------------------------------------


def test_marking_all_as_read_spares_what_arrived_since_and_other_people(workspace, owner, join):
    join(Role.EDITOR)
    tell(workspace)
    seen = Notification.objects.get(user=owner).pk
    tell(workspace, once="tst_2")

    marked = inbox.mark_all_read(workspace=workspace, user=owner, until=seen)

    assert marked == 1
    assert [row.once for row in Notification.objects.unread().filter(user=owner)] == ["tst_2"]
    assert Notification.objects.unread().exclude(user=owner).count() == 2


def test_a_notification_is_read_once(workspace):
    tell(workspace)
    row = Notification.objects.get()

    inbox.mark_read(notification=row)
    row.refresh_from_db()
    first = row.read_at
    inbox.mark_read(notification=row)
    row.refresh_from_db()

    assert row.read_at == first is not None


def test_notifications_end_after_ninety_days(workspace):
    tell(workspace)
    tell(workspace, once="tst_2")
    old = timezone.now() - timedelta(days=90, seconds=1)
    Notification.objects.filter(once="tst_1:1").update(created_at=old)

    assert inbox.purge() == 1
    assert Notification.objects.get().once == "tst_2"
    assert NotificationEmail.objects.count() == 1
