"""E-mails of notifications: sent once, gathered in a burst, retried, and given up visibly."""

import threading
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from accounts.models import AddressProblem, Notification, NotificationEmail, Role, User
from accounts.notifications import Event, events, planning, preferences, sending
from accounts.notifications.planning import Line
from accounts.tests import mail_server
from accounts.tests.test_notifications import FAILED, tell
from tests.waiting import until

REFUSED = "550 5.1.1 No such mailbox"
POST_FAILED = events.require("publication.failed")
MAIL_ONLY = Event(key="test.mail", group="Tests", title="Only by mail", in_app=False, email=True)


@pytest.fixture
def server(settings):
    with mail_server.running(settings) as running:
        yield running


def pass_time(**elapsed):
    """Make everything older, as if that time had passed."""
    gone = timedelta(**elapsed)
    times = ("created_at", "begun_at", "next_try_at", "lease_until")
    NotificationEmail.objects.update(**{name: F(name) - gone for name in times})
    AddressProblem.objects.update(refused_at=F("refused_at") - gone)


def copy(count):
    """Write further notifications like the only one, as fast as a burst would."""
    first, email = Notification.objects.get(), only()
    rows = [
        Notification(
            workspace=first.workspace,
            user=first.user,
            event=first.event,
            once=str(number),
            title=f"Post {number} failed",
        )
        for number in range(1, count)
    ]
    Notification.objects.bulk_create(rows)
    NotificationEmail.objects.bulk_create(
        NotificationEmail(workspace=row.workspace, user=row.user, notification=row, event=email.event)
        for row in rows
    )


def only(**fields):
    return NotificationEmail.objects.get(**fields)


# --- one message ------------------------------------------------------------------------------------


def test_an_email_says_what_happened_where_and_how_to_stop_it(workspace, mailoutbox, settings):
    tell(workspace, text="The platform refused the file.", url="/publications/pub_1/")

    assert [sending.send_due(), sending.send_due()] == [1, 0]

    message = mailoutbox[0]
    assert (message.subject, message.to) == ("“Latte” failed", ["owner@example.com"])
    assert "The platform refused the file." in message.body
    assert f"{settings.SITE_URL}/publications/pub_1/" in message.body
    assert "workspace North Studio" in message.body
    assert f"{settings.SITE_URL}/settings/notifications/" in message.body
    assert message.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message.extra_headers["List-Unsubscribe"].startswith(
        f"<{settings.SITE_URL}/notifications/unsubscri"
    )
    assert only().status == "sent"


def test_words_of_people_make_no_headers_and_no_markup(workspace, mailoutbox):
    tell(workspace, title="A & B\r\nBcc: all@example.com <b>")

    sending.send_due()

    assert mailoutbox[0].subject == "A & B Bcc: all@example.com <b>"
    assert mailoutbox[0].bcc == []


def claim(workspace, owner):
    line = Line(workspace.pk, owner.pk, FAILED.key)
    found = planning.claim_next(line=line)
    assert found is not None
    return found


def is_waiting_for_a_lock():
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
        return cursor.fetchone()[0] > 0


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_claim_an_email_once(workspace, owner):
    tell(workspace)
    found = []

    def second():
        try:
            found.append(planning.claim_next(line=Line(workspace.pk, owner.pk, FAILED.key)))
        finally:
            connection.close()

    thread = threading.Thread(target=second)
    with transaction.atomic():
        claim(workspace, owner)
        thread.start()
        until(is_waiting_for_a_lock, within_s=20, what="the second worker waits for the first")
    thread.join()

    assert found == [None]


def test_the_email_of_a_killed_worker_is_sent_by_the_next_one(workspace, owner, mailoutbox):
    tell(workspace)
    claim(workspace, owner)
    assert sending.send_due() == 0

    pass_time(minutes=4)

    assert sending.send_due() == 1
    assert len(mailoutbox) == 1


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_lost_its_lease_writes_nothing(workspace, server):
    tell(workspace)

    def another_worker_sends_it():
        pass_time(minutes=4)
        server.replies = {}
        assert sending.send_due() == 1
        server.replies = {"DATA": ""}

    server.replies, server.meanwhile = {"DATA": ""}, another_worker_sends_it
    assert sending.send_due() == 0

    assert (only().status, only().attempts, only().note) == ("sent", 1, "")


def test_a_message_whose_answer_was_lost_is_sent_again_under_the_same_id(workspace, server):
    tell(workspace)
    server.replies = {"DATA": ""}
    assert sending.send_due() == 0
    server.replies = {}
    pass_time(minutes=1)

    assert sending.send_due() == 1
    assert server.ids == [f"<{only().pk}@127.0.0.1>"] * 2


# --- bursts -----------------------------------------------------------------------------------------


def test_two_hundred_failures_in_a_minute_are_four_emails(workspace, mailoutbox, settings):
    tell(workspace, POST_FAILED, once="0", title="Post 0 failed")
    copy(200)

    sending.send_due()
    assert [message.subject for message in mailoutbox] == [f"Post {number} failed" for number in range(3)]
    pass_time(minutes=14)
    assert sending.send_due() == 0

    pass_time(minutes=1)
    assert sending.send_due() == 1
    pass_time(minutes=10)
    assert sending.send_due() == 0

    gathered = mailoutbox[3]
    assert gathered.subject == "A post failed: 197 times in North Studio"
    assert "Post 3 failed" in gathered.body
    assert f"And 177 more: {settings.SITE_URL}/notifications/" in gathered.body
    assert Notification.objects.unread().count() == 200
    assert not NotificationEmail.objects.waiting().exists()


def test_failures_that_go_on_are_gathered_each_hour(workspace, mailoutbox):
    for number in range(5):
        tell(workspace, once=str(number))
    sending.send_due()
    pass_time(minutes=15)
    sending.send_due()
    assert len(mailoutbox) == 4

    for minutes in range(5):
        tell(workspace, once=f"later {minutes}")
        pass_time(minutes=10)
        sending.send_due()
    assert len(mailoutbox) == 4

    pass_time(minutes=10)
    sending.send_due()
    assert [message.subject.partition(":")[2] for message in mailoutbox[3:]] == [
        " 2 times in North Studio",
        " 5 times in North Studio",
    ]


def test_people_and_events_do_not_share_a_limit(workspace, join, mailoutbox):
    join(Role.EDITOR)
    for number in range(4):
        tell(workspace, once=str(number))
        tell(workspace, MAIL_ONLY, once=str(number))

    sending.send_due()

    assert len(mailoutbox) == 3 * 2 * 2


def test_a_gathered_message_is_repeated_with_the_same_content(workspace, server):
    for number in range(6):
        tell(workspace, once=str(number))
    sending.send_due()
    pass_time(minutes=15)
    server.replies = {"DATA": ""}
    sending.send_due()
    server.replies = {}
    tell(workspace, once="arrived since")
    pass_time(minutes=1)

    sending.send_due()

    first, again = server.messages[3:]
    assert first["Message-ID"] == again["Message-ID"]
    assert first.get_payload() == again.get_payload()
    assert only(status="waiting").notification.once == "arrived since"


# --- people who do not want it, or can't get it ---------------------------------------------------------


def test_an_email_that_is_turned_off_meanwhile_is_not_sent(workspace, owner, mailoutbox):
    tell(workspace, POST_FAILED)
    preferences.choose(workspace=workspace, user=owner, event=POST_FAILED, email=False)

    sending.send_due()

    assert mailoutbox == []
    assert (only().status, only().note) == ("skipped", "You turned off e-mails about this.")


def test_a_person_with_a_lower_role_meanwhile_gets_no_email(workspace, owner, join, mailoutbox):
    editor = join(Role.EDITOR)
    tell(workspace, POST_FAILED, people=[editor.user_id])
    editor.role = Role.VIEWER
    editor.save()

    sending.send_due()

    assert mailoutbox == []
    assert only().status == "skipped"


def test_a_person_who_left_meanwhile_gets_no_email(workspace, join, mailoutbox):
    editor = join(Role.EDITOR)
    tell(workspace, people=[editor.user_id])
    editor.delete()

    sending.send_due()

    assert mailoutbox == []


def test_a_deactivated_person_gets_no_email(workspace, owner, mailoutbox):
    tell(workspace)
    User.objects.update(is_active=False)

    sending.send_due()

    assert mailoutbox == []


def test_an_unconfirmed_address_gets_no_email_and_the_bell_has_it(workspace, owner, mailoutbox):
    EmailAddress.objects.update(verified=False)
    tell(workspace, MAIL_ONLY)

    sending.send_due()

    assert mailoutbox == []
    row = Notification.objects.unread().get()
    assert row.not_mailed == "Your e-mail address is not confirmed."


def test_a_refused_address_rests_for_a_week_and_the_bell_has_it(workspace, owner, server):
    server.replies = {"RCPT": REFUSED}
    tell(workspace, MAIL_ONLY)
    sending.send_due()
    server.replies = {}
    tell(workspace, MAIL_ONLY, once="2")
    sending.send_due()

    assert server.messages == []
    assert [row.status for row in NotificationEmail.objects.order_by("pk")] == ["failed", "skipped"]
    assert all("No such mailbox" in row.not_mailed for row in Notification.objects.unread())
    assert Notification.objects.unread().count() == 2

    pass_time(days=7)
    tell(workspace, MAIL_ONLY, once="3")
    assert sending.send_due() == 1


def test_a_new_address_is_mailed_at_once(workspace, owner, server):
    server.replies = {"RCPT": REFUSED}
    tell(workspace)
    sending.send_due()
    server.replies = {}
    User.objects.filter(pk=owner.pk).update(email="new@example.com")
    EmailAddress.objects.create(user=owner, email="new@example.com", verified=True)
    tell(workspace, once="2")

    assert sending.send_due() == 1


# --- a mail server that does not work -----------------------------------------------------------------


@pytest.mark.parametrize(
    "replies",
    [
        {"RCPT": "450 4.7.1 Greylisted"},
        {"RCPT": "550 5.7.1 Relaying denied"},
        {"DATA": "451 4.3.0 Try later"},
        {"MAIL": "421 4.3.2 Shutting down"},
        {"MAIL": "550 5.7.1 Sender refused"},
    ],
    ids=lambda value: next(iter(value.values())),
)
def test_a_passing_problem_is_retried_and_blames_no_address(workspace, server, replies):
    server.replies = replies
    tell(workspace)
    assert sending.send_due() == 0
    assert (only().status, only().attempts) == ("waiting", 1)
    assert not AddressProblem.objects.exists()

    server.replies = {}
    assert sending.send_due() == 0
    pass_time(minutes=1)
    assert sending.send_due() == 1


def test_attempts_back_off_and_end_after_a_day(workspace, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_PORT = 1
    tell(workspace, MAIL_ONLY)
    waits = []

    while only().status == "waiting":
        sending.send_due()
        row = only()
        waits.append(round((row.next_try_at - timezone.now()).total_seconds() / 60))
        NotificationEmail.objects.update(next_try_at=timezone.now())

    assert waits[:-1] == [1, 5, 15, 60, 180, 360, 720]
    assert (only().status, only().attempts) == ("failed", 8)
    assert "could not be reached" in Notification.objects.unread().get().not_mailed


def test_a_refused_message_is_given_up(workspace, server):
    server.replies = {"DATA": "554 5.6.0 Content refused"}
    tell(workspace)

    sending.send_due()

    assert only().status == "failed"
    assert "Content refused" in only().note


def test_an_outage_ends_the_run_so_that_others_are_not_tried_in_vain(workspace, join, server):
    join(Role.EDITOR)
    server.replies = {"MAIL": "421 4.3.2 Shutting down"}
    tell(workspace)

    sending.send_due()

    assert sorted(NotificationEmail.objects.values_list("attempts", flat=True)) == [0, 1]


def test_emails_that_waited_for_three_days_are_given_up(workspace, mailoutbox):
    tell(workspace, MAIL_ONLY)
    pass_time(days=3, minutes=1)

    sending.send_due()

    assert mailoutbox == []
    assert Notification.objects.unread().get().not_mailed == "It could not be sent within three days."
