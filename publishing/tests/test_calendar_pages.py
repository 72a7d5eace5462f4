"""Pages of the calendar."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from accounts.models import Membership, Role
from publishing import scheduling
from publishing.calendar import entries, slots
from publishing.models import CalendarRules, Connection, ConnectionStatus, Publication, Slot

DAY = timedelta(days=1)


@pytest.fixture
def at():
    """Tomorrow at noon UTC."""
    return (timezone.now() + DAY).replace(hour=12, minute=0, second=0, microsecond=0)


@pytest.fixture
def scheduled(draft, at, user):
    return scheduling.schedule(publication=draft, at=at, actor=user)


def page_of(member, path):
    response = member.get(path)
    assert response.status_code == 200
    return response.content.decode()


def place(member, publication, *, scale, day, to, seen):
    return member.post(
        f"/publications/{publication.pk}/place/{scale}/{day}/?seen={seen}",
        {"status": to, "above": ""},
        headers={"HX-Request": "true"},
    )


@pytest.mark.parametrize("scale", ["day", "week", "month"])
def test_each_view_shows_the_post_at_its_time(member, scheduled, at, scale):
    page = page_of(member, f"/calendar/{scale}/{at.date()}/")

    assert f'data-card="{scheduled.pk}"' in page
    assert ">12:00</time>" in page
    assert "Scheduled" in page


def test_the_calendar_opens_with_this_week(member, draft):
    assert 'aria-current="date"' in page_of(member, "/calendar/")


@pytest.mark.parametrize(
    "path", ["/calendar/year/2026-12-01/", "/calendar/day/2026-13-01/", "/calendar/list/x/"]
)
def test_an_unknown_view_or_day_is_not_found(member, path):
    assert member.get(f"/calendar/{path}").status_code == 404


def test_times_are_those_of_the_workspace(member, scheduled, workspace, at):
    workspace.time_zone = "Asia/Kathmandu"
    workspace.save()

    assert ">17:45</time>" in page_of(member, f"/calendar/day/{at.date()}/")


def test_a_day_that_the_zone_skipped_is_empty(member, draft, workspace):
    workspace.time_zone = "Pacific/Apia"
    workspace.save()

    page = page_of(member, "/calendar/day/2011-12-30/")

    assert "The time zone skipped this day." in page
    assert 'data-column="2011-12-30"' in page_of(member, "/calendar/week/2011-12-30/")


@pytest.mark.parametrize(("day", "hours"), [("2027-03-28", 23), ("2027-10-31", 25), ("2027-06-01", 24)])
def test_a_day_on_which_clocks_change_has_its_true_hours(member, draft, workspace, day, hours):
    workspace.time_zone = "Europe/Berlin"
    workspace.save()

    assert page_of(member, f"/calendar/day/{day}/").count("data-column=") == hours


def test_the_number_of_queries_does_not_grow(
    member, scheduled, at, django_assert_max_num_queries, ready_video, connection, user
):
    slots.add(connection=connection, weekday=at.weekday(), at=time(15), actor=user)
    page_of(member, "/calendar/")
    with django_assert_max_num_queries(9):
        page_of(member, f"/calendar/week/{at.date()}/")
    copies = [Publication.objects.get(pk=scheduled.pk) for _ in range(60)]
    for n, copy in enumerate(copies):
        copy.pk, copy.scheduled_at = f"pub_{n:03}", at + n * timedelta(minutes=1)
    Publication.objects.bulk_create(copies)

    with django_assert_max_num_queries(9):
        assert page_of(member, f"/calendar/week/{at.date()}/").count("data-card=") == 61


def test_a_post_dropped_on_another_day_keeps_its_wall_time(member, scheduled, at):
    to = (at + 2 * DAY).date()

    answer = place(member, scheduled, scale="week", day=at.date(), to=to, seen=at.date())

    scheduled.refresh_from_db()
    assert (answer.status_code, scheduled.scheduled_at) == (200, at + 2 * DAY)
    assert "is scheduled for" in answer.content.decode()


def test_a_post_dropped_on_another_hour_keeps_its_minute(member, scheduled, at, user):
    scheduling.move(publication=scheduled, at=at + timedelta(minutes=20), actor=user)
    key, seen = (f"{each:%Y-%m-%dT%H:%M}Z" for each in (at + timedelta(hours=3), at))

    place(member, scheduled, scale="day", day=at.date(), to=key, seen=seen)

    scheduled.refresh_from_db()
    assert scheduled.scheduled_at == at + timedelta(hours=3, minutes=20)


@pytest.mark.parametrize(
    ("seen_days", "to", "status"), [(1, "2020-01-01", 412), (0, "2020-01-01", 422), (0, "soon", 422)]
)
def test_a_drop_that_is_outdated_or_impossible_is_refused(member, scheduled, at, seen_days, to, status):
    seen = (at + seen_days * DAY).date()

    answer = place(member, scheduled, scale="week", day=at.date(), to=to, seen=seen)

    scheduled.refresh_from_db()
    assert (answer.status_code, scheduled.scheduled_at) == (status, at)


def test_a_drop_within_its_day_changes_nothing(member, scheduled, at):
    version = scheduled.version

    assert (
        place(member, scheduled, scale="week", day=at.date(), to=at.date(), seen=at.date()).status_code == 200
    )

    scheduled.refresh_from_db()
    assert scheduled.version == version


def test_the_move_form_schedules_a_draft_in_the_workspaces_zone(member, draft, workspace, at):
    workspace.time_zone = "Asia/Kathmandu"
    workspace.save()
    page_of(member, f"/publications/{draft.pk}/move/")

    answer = member.post(
        f"/publications/{draft.pk}/move/",
        {"day": at.date().isoformat(), "time": "17:45", "then": "schedule", "version": draft.version},
    )

    draft.refresh_from_db()
    assert answer["Location"] == f"/calendar/week/{at.date()}/"
    assert (draft.status, draft.scheduled_at) == ("scheduled", at)


def test_the_move_form_says_that_a_skipped_time_was_moved(member, draft, workspace):
    changes_on = datetime(timezone.now().year + 1, 3, 31, tzinfo=UTC)
    sunday = changes_on - timedelta(days=(changes_on.weekday() + 1) % 7)
    workspace.time_zone = "Europe/Berlin"
    workspace.save()

    answer = member.post(
        f"/publications/{draft.pk}/move/",
        {"day": sunday.date().isoformat(), "time": "02:30", "then": "move"},
        follow=True,
    )

    draft.refresh_from_db()
    assert draft.scheduled_at.astimezone(ZoneInfo("Europe/Berlin")).time() == time(3)
    assert "first minute after" in answer.content.decode()


def test_the_move_form_says_that_a_time_occurs_twice_and_keeps_the_second(member, draft, workspace, user):
    workspace.time_zone = "Europe/Berlin"
    workspace.save()
    second = datetime(2027, 10, 31, 1, 30, tzinfo=UTC)
    path, typed = f"/publications/{draft.pk}/move/", {"day": "2027-10-31", "time": "02:30"}

    moved = member.post(path, typed, follow=True).content.decode()
    draft.refresh_from_db()
    first = draft.scheduled_at
    Publication.objects.update(scheduled_at=second)
    member.post(path, typed)

    draft.refresh_from_db()
    assert "so it occurs twice. The first one is used." in moved
    assert (first, draft.scheduled_at) == (second - timedelta(hours=1), second)


def test_an_outdated_page_takes_nothing_off_the_calendar(member, scheduled, at, user):
    version = Publication.objects.get().version
    scheduling.move(publication=scheduled, at=at + DAY, actor=user)

    answer = member.post(f"/publications/{scheduled.pk}/move/", {"then": "unschedule", "version": version})

    scheduled.refresh_from_db()
    assert (answer.status_code, scheduled.scheduled_at) == (412, at + DAY)


def test_a_page_with_too_many_posts_says_so(member, scheduled, at, monkeypatch):
    path = f"/calendar/week/{at.date()}/"
    assert "Only the first" not in page_of(member, path)
    monkeypatch.setattr(entries, "MOST", 1)

    assert "Only the first 1 posts are shown." in page_of(member, path)


def test_a_failed_post_leaves_its_slot_free(member, draft, connection, user, at):
    slots.add(connection=connection, weekday=at.weekday(), at=at.time(), actor=user)
    Publication.objects.update(status="draft", scheduled_at=at)
    assert "free slot, plan a post" not in page_of(member, f"/calendar/day/{at.date()}/")
    Publication.objects.update(status="failed")

    assert "free slot, plan a post" in page_of(member, f"/calendar/day/{at.date()}/")


def test_the_move_form_plans_queues_and_takes_off(member, draft, connection, user, at):
    path = f"/publications/{draft.pk}/move/"
    slots.add(connection=connection, weekday=at.weekday(), at=time(15), actor=user)

    member.post(path, {"day": at.date().isoformat(), "time": "12:00", "then": "move"})
    draft.refresh_from_db()
    assert (draft.status, draft.scheduled_at) == ("draft", at)

    member.post(path, {"then": "unschedule"})
    draft.refresh_from_db()
    assert draft.scheduled_at is None

    member.post(path, {"then": "queue"})
    draft.refresh_from_db()
    assert (draft.status, draft.scheduled_at) == ("scheduled", at.replace(hour=15))


def test_an_incomplete_move_is_refused_beside_the_field(member, draft):
    assert member.post(f"/publications/{draft.pk}/move/", {"day": "tomorrow"}).status_code == 422


def test_a_free_slot_links_to_planning_at_its_time(member, draft, connection, user, at):
    slots.add(connection=connection, weekday=at.weekday(), at=time(15), actor=user)
    link = f"/calendar/new/?at={at.date()}T15:00&channel={connection.pk}"

    assert link in page_of(member, f"/calendar/week/{at.date()}/").replace("&amp;", "&")

    page = page_of(member, link)
    assert f"/publications/{draft.pk}/move/?at={at.date()}T15:00" in page


def test_a_failed_post_has_its_reason_and_its_actions(member, draft, at):
    Publication.objects.update(status="failed", failure="The file is missing.", scheduled_at=at)

    for path in (f"/calendar/week/{at.date()}/", "/calendar/list/failed/"):
        page = page_of(member, path)
        assert all(words in page for words in ("The file is missing.", "Retry", "Edit", "Reschedule"))

    Connection.objects.update(status=ConnectionStatus.NEEDS_RECONNECT)
    assert "Reconnect Moka" in page_of(member, "/calendar/list/failed/")


def test_an_unconfirmed_post_has_the_time_of_the_next_check(member, sent, at):
    Publication.objects.update(
        status="submitted_unconfirmed", submitted_at=at, next_poll_at=at + timedelta(minutes=7)
    )

    page = page_of(member, f"/calendar/week/{at.date()}/")

    assert "Sent 12:00, YouTube has not confirmed it. Checking again 12:07." in page


def test_a_draft_in_the_platforms_app_says_what_its_owner_has_to_do(member, sent, at):
    Publication.objects.update(
        status="submitted_unconfirmed",
        submitted_at=at,
        evidence={"reason": "Post it.", "handed_over": "Post it."},
    )

    page = page_of(member, f"/calendar/week/{at.date()}/")

    assert all(words in page for words in ("Waits for you", "Post it."))
    assert "has not confirmed it" not in page


def test_a_held_post_can_be_posted_now_or_rescheduled(member, scheduled, at):
    Publication.objects.update(held_at=timezone.now(), hold_reason="Its time was missed by 3 h.")

    for path in (f"/calendar/week/{at.date()}/", "/calendar/list/failed/", f"/publications/{scheduled.pk}/"):
        page = page_of(member, path)
        assert all(words in page for words in ("Its time was missed by 3 h.", "Post now", "Reschedule"))


@pytest.mark.parametrize(
    ("tab", "status"),
    [("queue", "scheduled"), ("drafts", "draft"), ("approvals", "pending_review"), ("sent", "published")],
)
def test_lists_show_the_posts_of_their_states(member, draft, tab, status):
    Publication.objects.update(status=status)

    assert draft.title in page_of(member, f"/calendar/list/{tab}/")
    other = "sent" if tab == "drafts" else "drafts"
    assert draft.title not in page_of(member, f"/calendar/list/{other}/")


def test_an_approved_post_without_a_time_is_a_draft_and_with_one_it_is_not(member, draft):
    Publication.objects.update(status="approved", scheduled_at=None)
    assert draft.title in page_of(member, "/calendar/list/drafts/")

    Publication.objects.update(scheduled_at=timezone.now() + timedelta(days=1))
    assert draft.title not in page_of(member, "/calendar/list/drafts/")


def test_slots_are_added_and_removed(member, connection):
    member.post("/calendar/slots/", {"connection": connection.pk, "weekdays": ["0", "3"], "time": "08:30"})
    assert Slot.objects.count() == 2
    assert "Thursday, 08:30" in page_of(member, "/calendar/slots/")

    member.post(f"/calendar/slots/{Slot.objects.earliest('pk').pk}/remove/")
    assert Slot.objects.count() == 1


def test_rules_are_saved_by_admins_only(member, workspace):
    chosen = {"when_late": "ask", "late_limit_h": 5, "overlap_min": 15}

    member.post("/calendar/rules/", chosen)
    assert CalendarRules.objects.get().when_late == "ask"
    assert member.post("/calendar/rules/", {**chosen, "late_limit_h": 0}).status_code == 422

    Membership.objects.update(role=Role.EDITOR)
    assert member.post("/calendar/rules/", chosen).status_code == 403


def test_the_settings_form_moves_planned_posts_with_the_time_zone(member, scheduled, at):
    answer = member.post(
        "/settings/workspace/",
        {"name": "N", "time_zone": "Asia/Tokyo", "planned_times": "moments"},
        follow=True,
    )
    scheduled.refresh_from_db()
    assert (scheduled.scheduled_at, "keeps its local time" in answer.content.decode()) == (at, False)


def test_viewers_see_the_calendar_without_actions(member, scheduled, at):
    Membership.objects.update(role=Role.VIEWER)

    page = page_of(member, f"/calendar/week/{at.date()}/")

    assert "data-board-moves" not in page
    assert "Move to" not in page
    assert member.get(f"/publications/{scheduled.pk}/move/").status_code == 403


def test_the_page_of_an_early_upload_says_who_makes_it_public(member, sent, at):
    Publication.objects.update(
        goes_public_at=at, platform_video_id="v", evidence={"goes_public_at": at.isoformat()}
    )

    page = page_of(member, f"/publications/{sent.pk}/")

    assert "makes it public on" in page
    assert "ettametta never does" in page


def test_home_lists_the_next_posts_and_those_that_missed_their_time(member, scheduled):
    assert "Next posts" in page_of(member, "/")
    assert scheduled.title in page_of(member, "/")

    Publication.objects.update(held_at=timezone.now(), hold_reason="Its time was missed by 3 h.")
    page = page_of(member, "/")
    assert all(words in page for words in ("Its time was missed by 3 h.", "Post or reschedule"))
