"""The bell, the list of notifications, the choices, unsubscribing, and the same over REST."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import AddressProblem, Membership, Notification, NotificationEmail, Role
from accounts.notifications import events, preferences, unsubscribing
from accounts.tests.test_notifications import DONE, tell

PUBLISHED = "publication.published"
POST_FAILED = "publication.failed"
HTMX = {"HX-Request": "true"}


def bell(html):
    found = re.search(r", unread: </span>([^<]+)</span>", html)
    return found[1] if found else ""


def shown(answer):
    return answer.content.decode()


# --- the bell ---------------------------------------------------------------------------------------


def test_the_bell_counts_each_persons_unread_notifications_of_the_workspace(
    page, browser, workspace, join, foreign, owner
):
    editor = join(Role.EDITOR)
    Membership.objects.create(workspace=foreign, user=owner, role=Role.EDITOR)
    tell(workspace)
    tell(workspace, DONE, people=[owner.pk])
    tell(foreign, once="elsewhere")

    assert bell(shown(page.get("/settings/profile/"))) == "2"
    assert bell(shown(browser(editor.user).get("/settings/profile/"))) == "1"


def test_a_new_notification_shows_on_the_next_page_although_the_frame_is_cached(page, workspace):
    assert bell(shown(page.get("/settings/profile/"))) == ""

    tell(workspace)

    assert bell(shown(page.get("/settings/profile/"))) == "1"


def test_the_bell_costs_no_query_while_its_count_is_cached(page, workspace):
    tell(workspace)
    page.get("/settings/profile/")

    with CaptureQueriesContext(connection) as queries:
        page.get("/settings/profile/")

    assert not any("accounts_notification" in query["sql"] for query in queries)


def test_the_bell_shares_the_query_of_the_running_jobs(page, workspace):
    with CaptureQueriesContext(connection) as queries:
        page.get("/settings/profile/")

    assert [
        "synthesis_render" in query["sql"] for query in queries if "accounts_notification" in query["sql"]
    ] == [True]


def test_more_than_ninety_nine_are_not_counted_out(page, workspace):
    tell(workspace)
    row = Notification.objects.get()
    for number in range(99):
        row.pk, row.once = f"ntf_{number}", str(number)
        row.save(force_insert=True)

    assert bell(shown(page.get("/settings/profile/"))) == "99+"


def test_the_menu_shows_the_newest_and_without_scripts_leads_to_the_list(page, workspace):
    for number in range(9):
        tell(workspace, once=str(number), title=f"Event {number}")

    menu = shown(page.get("/notifications/latest/", headers=HTMX))

    assert [f"Event {number}" in menu for number in range(9)] == [False, False] + [True] * 7
    assert page.get("/notifications/latest/")["Location"] == "/notifications/"


# --- the list -----------------------------------------------------------------------------------------


def test_the_list_leads_to_the_thing_and_marks_it_as_read(page, workspace):
    tell(workspace, url="/publications/")
    row = Notification.objects.get()
    answer = page.get("/notifications/")
    assert f'data-marks-read="/notifications/{row.pk}/read/"' in shown(answer)

    page.post(f"/notifications/{row.pk}/read/")

    assert 'href="/publications/"' in shown(page.get("/notifications/"))
    assert "Nothing is unread" in shown(page.get("/notifications/?show=unread"))


def test_with_htmx_the_row_and_the_bell_are_replaced(page, workspace):
    tell(workspace)
    tell(workspace, once="2")

    answer = shown(page.post(f"/notifications/{Notification.objects.latest('pk').pk}/read/", headers=HTMX))

    assert "Mark as read" not in answer
    assert bell(answer) == "1"


def test_all_are_marked_as_read_up_to_the_newest_shown(page, workspace):
    tell(workspace)
    newest = Notification.objects.get().pk
    tell(workspace, once="arrived since")

    answer = page.post(
        "/notifications/read/", {"until": newest}, headers={"Referer": "http://testserver/ideas/"}
    )

    assert answer["Location"] == "/ideas/"
    assert Notification.objects.unread().get().once == "arrived since"


def test_the_list_has_pages(page, workspace):
    for number in range(26):
        tell(workspace, once=str(number), title=f"Event {number:02}")

    first = page.get("/notifications/")
    second = page.get(first.context["more_url"])

    assert "Event 25" in shown(first)
    assert "Event 00" not in shown(first)
    assert "Event 00" in shown(second)


def test_the_list_makes_as_many_queries_for_many_as_for_one(page, workspace, django_assert_max_num_queries):
    for number in range(20):
        tell(workspace, once=str(number))
    page.get("/notifications/")

    with django_assert_max_num_queries(5):
        page.get("/notifications/")


def test_an_email_that_was_given_up_is_said_in_the_list(page, workspace):
    tell(workspace)
    NotificationEmail.objects.update(status="failed", note="The mail server refused the address.")

    assert "Not sent by e-mail: The mail server refused the address." in shown(page.get("/notifications/"))


def test_a_colleagues_notification_looks_the_same_as_none(page, browser, workspace, join):
    editor = join(Role.EDITOR)
    tell(workspace, people=[editor.user_id])
    row = Notification.objects.get()

    assert page.post(f"/notifications/{row.pk}/read/").status_code == 404
    assert "Latte" not in shown(page.get("/notifications/"))
    assert browser(editor.user).post(f"/notifications/{row.pk}/read/").status_code == 302


# --- choices --------------------------------------------------------------------------------------------


def choice(membership, key):
    return preferences.choice(membership=membership, event=events.require(key)).channels


def test_a_choice_is_stored_and_a_required_event_stays_in_the_app(page, ownership):
    page.post("/settings/notifications/", {PUBLISHED: ["email"], POST_FAILED: []})

    assert choice(ownership, PUBLISHED) == preferences.Channels(in_app=False, email=True)
    assert choice(ownership, POST_FAILED) == preferences.Channels(in_app=True, email=False)


def test_the_page_shows_what_was_chosen(page, ownership):
    before = shown(page.get("/settings/notifications/"))
    boxes = re.findall(r'name="([^"]+)"\s+value="(\w+)"[^>]*?(checked)?\s*(disabled)?\s*/>', before)

    assert (POST_FAILED, "in_app", "checked", "disabled") in boxes
    assert (PUBLISHED, "email", "", "") in boxes


def test_with_htmx_a_choice_is_confirmed_by_a_toast(page):
    answer = page.post("/settings/notifications/", {PUBLISHED: ["email"]}, headers=HTMX)

    assert "Notifications saved." in shown(answer)


def test_a_viewer_is_offered_what_concerns_viewers_only(browser, workspace, join):
    viewer = join(Role.VIEWER)

    answer = shown(browser(viewer.user).get("/settings/notifications/"))

    assert "A post failed" not in answer
    assert "Nothing to choose" in answer


def test_a_refused_address_is_shown_until_the_person_tries_again(page, owner):
    AddressProblem.objects.create(user=owner, email=owner.email, reason="No such mailbox.")
    assert "No such mailbox." in shown(page.get("/settings/notifications/"))

    page.post("/settings/notifications/address/")

    assert "No such mailbox." not in shown(page.get("/settings/notifications/"))


# --- unsubscribing ------------------------------------------------------------------------------------


@pytest.fixture
def link(workspace, owner):
    """The path of an unsubscribe link about failed posts."""
    tell(workspace, events.require(POST_FAILED), people=[owner.pk])
    address = unsubscribing.url_for(email=NotificationEmail.objects.get())
    return "/" + address.split("/", 3)[3]


def test_opening_an_unsubscribe_link_changes_nothing(link, ownership):
    answer = Client().get(link)

    assert "A post failed" in shown(answer)
    assert choice(ownership, POST_FAILED).email


def test_one_post_without_a_session_stops_the_emails(link, ownership):
    client = Client(enforce_csrf_checks=True)

    answers = [client.post(link, {"List-Unsubscribe": "One-Click"}).status_code for _ in range(2)]

    assert answers == [200, 200]
    assert choice(ownership, POST_FAILED) == preferences.Channels(in_app=True, email=False)


def test_a_changed_link_and_one_of_a_former_member_are_refused(link, ownership, foreign):
    assert Client().post(link[:-3] + "xx/").status_code == 404

    ownership.delete()

    assert Client().post(link).status_code == 404


# --- REST -----------------------------------------------------------------------------------------------


def test_a_program_lists_and_reads_the_notifications_of_the_keys_owner(program, workspace, owner):
    client = program("notifications:write")
    tell(workspace)
    tell(workspace, once="2")
    first, second = client.get("/api/v1/notifications/").json()["data"]
    assert first["url"].endswith("/videos/")

    client.post(f"/api/v1/notifications/{first['id']}/read/")

    unread = client.get("/api/v1/notifications/", {"unread": "true"}).json()["data"]
    assert [row["id"] for row in unread] == [second["id"]]
    assert client.post("/api/v1/notifications/read/").json()["count"] == 1


def test_a_program_sees_no_colleagues_notifications(program, workspace, join):
    editor = join(Role.EDITOR)
    tell(workspace, people=[editor.user_id])

    assert program().get("/api/v1/notifications/").json()["data"] == []
    path = f"/api/v1/notifications/{Notification.objects.get().pk}/"
    assert program().get(path).status_code == program().post(f"{path}read/").status_code == 404


def test_a_program_chooses_channels(program, ownership):
    client = program()

    client.patch(f"/api/v1/notification-preferences/{PUBLISHED}/", {"email": True}, format="json")

    row = client.get(f"/api/v1/notification-preferences/{PUBLISHED}/").json()
    assert (row["in_app"], row["email"], row["is_default"]) == (True, True, False)
    listed = client.get("/api/v1/notification-preferences/").json()["data"]
    assert row in listed


def test_a_program_cannot_hide_a_required_event(program, ownership):
    path = f"/api/v1/notification-preferences/{POST_FAILED}/"

    row = program().patch(path, {"in_app": False}, format="json").json()

    assert (row["in_app"], row["in_app_required"]) == (True, True)


def test_an_unknown_event_is_not_found(program):
    assert program().get("/api/v1/notification-preferences/no.event/").json()["code"] == "unknown_event"


def test_a_viewer_marks_their_own_notifications_as_read(program, workspace, join):
    viewer = join(Role.VIEWER)
    tell(workspace, DONE)

    answer = program(issued_by=viewer.user).post("/api/v1/notifications/read/")

    assert answer.json()["count"] == 1
