"""The calendar: slots and the queue, warnings, and planned times after a change of the time zone."""

import threading
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection as database
from django.utils import timezone
from icalendar import Calendar

from accounts import workspaces
from accounts.models import Workspace
from publishing import publications, scheduling
from publishing.calendar import entries, feeds, rules, slots, warnings, zone_changes
from publishing.errors import NoFreeSlotError, TooManySlotsError
from publishing.models import Connection, LateRule, Publication, PublicationStatus, Slot

DAY = timedelta(days=1)


def utc(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.fixture
def more(draft, user, ready_video, connection):
    """Make more drafts for the same channel."""

    def make(count=1, **fields):
        made = []
        for _ in range(count):
            row = publications.draft(
                workspace=draft.workspace, actor=user, video=ready_video, connection=connection,
                options=draft.chosen_options,
            )  # fmt: skip
            Publication.objects.filter(pk=row.pk).update(**fields)
            made.append(row)
        return made

    return make


@pytest.fixture
def tuesday(connection, user):
    return slots.add(connection=connection, weekday=1, at=time(9), actor=user)


def zone_of(workspace, name):
    workspace.time_zone = name
    workspace.save()


# --- slots --------------------------------------------------------------------------------------------


def test_a_weekly_slot_keeps_its_wall_time_over_the_change_of_clocks(tuesday):
    found = slots.occurrences(
        slots=[tuesday], since=utc("2027-03-22"), until=utc("2027-04-01"), zone=ZoneInfo("Europe/Berlin")
    )

    assert [each.at for each in found] == [utc("2027-03-23T08:00"), utc("2027-03-30T07:00")]


def test_a_slot_in_the_gap_is_moved_behind_it_and_two_at_one_instant_are_one(connection, user):
    week = [
        slots.add(connection=connection, weekday=6, at=time(h, m), actor=user) for h, m in [(2, 30), (3, 0)]
    ]
    berlin = ZoneInfo("Europe/Berlin")

    found = slots.occurrences(slots=week[:1], since=utc("2027-03-28"), until=utc("2027-03-29"), zone=berlin)
    both = slots.occurrences(slots=week, since=utc("2027-03-28"), until=utc("2027-03-29"), zone=berlin)

    assert [(each.at, each.is_moved) for each in found] == [(utc("2027-03-28T01:00"), True)]
    assert [(each.slot.time, each.is_moved) for each in both] == [(time(3), False)]


def test_adding_a_slot_twice_is_one_slot(tuesday, connection, user):
    again = slots.add(connection=connection, weekday=1, at=time(9, 0, 30), actor=user)

    assert again == tuesday
    slots.remove(slot=tuesday, actor=user)
    slots.remove(slot=tuesday, actor=user)
    assert not Slot.objects.exists()


def test_a_channel_has_a_limited_number_of_slots(connection, user, monkeypatch):
    monkeypatch.setattr(slots, "MOST_SLOTS", 1)
    slots.add(connection=connection, weekday=1, at=time(9), actor=user)

    with pytest.raises(TooManySlotsError):
        slots.add(connection=connection, weekday=2, at=time(9), actor=user)


def test_the_next_free_slot_skips_those_that_are_taken(tuesday, connection, draft, user):
    first: Any = slots.next_free(connection=connection, after=timezone.now())
    scheduling.schedule(publication=draft, at=first + timedelta(minutes=3), actor=user)

    second: Any = slots.next_free(connection=connection, after=timezone.now())

    assert second == first + 7 * DAY
    assert slots.next_free(connection=connection, after=second) == first + 14 * DAY


def test_the_next_free_slots_are_found_in_one_walk(
    tuesday, connection, draft, user, django_assert_num_queries
):
    found = []
    with django_assert_num_queries(3):
        found = slots.free(connection=connection, after=timezone.now(), most=3)

    assert [each - found[0] for each in found] == [timedelta(0), 7 * DAY, 14 * DAY]


def test_a_channel_without_slots_has_no_next_slot(connection, draft, user):
    assert slots.next_free(connection=connection, after=timezone.now()) is None
    with pytest.raises(NoFreeSlotError):
        slots.add_to_queue(publication=draft, actor=user)


def test_a_publication_in_the_queue_keeps_its_slot(tuesday, draft, user):
    queued = slots.add_to_queue(publication=draft, actor=user)

    assert queued.status == PublicationStatus.SCHEDULED
    assert slots.add_to_queue(publication=draft, actor=user).scheduled_at == queued.scheduled_at


@pytest.mark.django_db(transaction=True)
def test_people_who_queue_at_once_get_different_slots(tuesday, draft, more, user):
    rows = [draft, *more(2)]
    gate = threading.Barrier(3)

    def work(row):
        gate.wait(10)
        try:
            slots.add_to_queue(publication=row, actor=user)
        finally:
            database.close()

    threads = [threading.Thread(target=work, args=(row,)) for row in rows]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    times: Any = list(Publication.objects.values_list("scheduled_at", flat=True).order_by("scheduled_at"))
    assert [later - times[0] for later in times] == [timedelta(0), 7 * DAY, 14 * DAY]


# --- warnings -----------------------------------------------------------------------------------------


def shown(workspace):
    return entries.between(
        workspace=workspace,
        since=timezone.now() - 2 * DAY,
        until=timezone.now() + 10 * DAY,
        connections=entries.connections_of(workspace),
    )


def test_two_posts_close_together_on_one_channel_get_a_warning(draft, more, workspace):
    at = timezone.now() + DAY
    Publication.objects.update(scheduled_at=at)
    more(scheduled_at=at + timedelta(minutes=9))
    more(scheduled_at=at + timedelta(hours=2))

    marked = warnings.marked(shown(workspace), overlap=timedelta(minutes=30))

    assert [entry.warnings for entry in marked] == [
        ("9 min before “Three minute espresso” on the same channel.",),
        ("9 min after “Three minute espresso” on the same channel.",),
        (),
    ]


def test_a_published_post_gets_no_warning_and_the_one_after_it_does(draft, more, workspace):
    at = timezone.now() + timedelta(minutes=5)
    Publication.objects.update(scheduled_at=at, published_at=at, status="published")
    more(scheduled_at=at + timedelta(minutes=9))

    sent, planned = warnings.marked(shown(workspace), overlap=timedelta(minutes=30))

    assert (sent.warnings, len(planned.warnings)) == ((), 1)


def test_a_day_over_the_platforms_limit_gets_a_warning(draft, more, workspace):
    noon_pacific = (timezone.now() + DAY).astimezone(ZoneInfo("America/Los_Angeles")).replace(hour=12)
    row = more(scheduled_at=noon_pacific)[0]
    copies = []
    for n in range(100):
        copy = Publication.objects.get(pk=row.pk)
        copy.pk, copy.scheduled_at = f"pub_{n:03}", noon_pacific + timedelta(seconds=n)
        copies.append(copy)
    Publication.objects.bulk_create(copies)

    found = warnings.days_over_cap(shown(workspace))

    assert [(over.day, over.planned) for over in found] == [(noon_pacific.date(), 101)]
    assert found[0].text.startswith("101 posts to YouTube on ")
    assert any("YouTube accepts" in text for text in warnings.of_time(publication=draft, at=noon_pacific))


# --- a change of the time zone ------------------------------------------------------------------------


@pytest.fixture
def in_tokyo(workspace, draft, user):
    """A publication planned for 09:00 in Tokyo, in three days."""
    zone_of(workspace, "Asia/Tokyo")
    local = (timezone.now().astimezone(ZoneInfo("Asia/Tokyo")) + 3 * DAY).replace(
        hour=9, minute=0, second=0, microsecond=0
    )
    return scheduling.schedule(publication=draft, at=local, actor=user)


@pytest.mark.parametrize(("keeps", "hour"), [(True, 9), (False, 5)])
def test_planned_posts_keep_their_local_time_or_their_moment(in_tokyo, workspace, user, keeps, hour):
    said = workspaces.rename(
        workspace=workspace, actor=user, name="N", time_zone="Asia/Kathmandu", keep_wall_times=keeps
    )

    in_tokyo.refresh_from_db()
    local = in_tokyo.scheduled_at.astimezone(ZoneInfo("Asia/Kathmandu"))
    assert (local.hour, in_tokyo.starts_at) == (hour, in_tokyo.scheduled_at)
    assert said == (["1 planned post keeps its local time."] if keeps else [])


def test_a_post_whose_new_time_has_passed_keeps_its_moment(draft, workspace, user):
    at = timezone.now() + timedelta(hours=2)
    scheduling.schedule(publication=draft, at=at, actor=user)

    outcome = zone_changes.keep_wall_times(workspace=workspace, before="UTC", after="Asia/Kathmandu")

    draft.refresh_from_db()
    assert (draft.scheduled_at, outcome) == (at, zone_changes.Outcome(moved=0, kept=1))


# --- rules and feeds ----------------------------------------------------------------------------------


def test_rules_have_defaults_and_can_be_changed(workspace, user):
    assert rules.of(workspace).when_late == LateRule.POST

    rules.change(workspace=workspace, actor=user, when_late=LateRule.ASK, late_limit_h=4, overlap_min=10)

    assert (rules.of(workspace).when_late, rules.of(workspace).overlap_min) == (LateRule.ASK, 10)


def test_a_feed_is_a_valid_calendar_of_what_is_planned(in_tokyo, workspace, user):
    Publication.objects.update(title="Ümlaut; comma, " + "long " * 30)

    parsed = Calendar.from_ical(feeds.content(feed=feeds.renew(workspace=workspace, user=user)))

    event: Any = parsed.walk("VEVENT")[0]
    assert event["uid"] == f"{in_tokyo.pk}@ettametta"
    assert event["dtstart"].dt == in_tokyo.scheduled_at
    assert str(event["summary"]).startswith("Ümlaut; comma, long")
    assert (str(parsed["version"]), event["status"]) == ("2.0", "CONFIRMED")


def test_a_feed_has_lines_of_at_most_75_bytes_with_crlf(in_tokyo, workspace, user):
    Publication.objects.update(title="Ümlaut " * 28)

    content = feeds.content(feed=feeds.renew(workspace=workspace, user=user))

    assert content.endswith(b"END:VCALENDAR\r\n")
    assert all(len(line) <= 75 and b"\n" not in line for line in content.split(b"\r\n"))


@pytest.fixture
def busy(draft, more):
    """Posts at these days from now; the first is the draft's."""
    now = timezone.now()

    def at(*days):
        rows = [draft, *more(len(days) - 1)]
        for row, day in zip(rows, days, strict=True):
            Publication.objects.filter(pk=row.pk).update(scheduled_at=now + day * DAY)
        return [row.pk for row in rows]

    return at


@pytest.mark.usefixtures("in_tokyo")
def test_a_name_adds_no_line_to_a_feed(workspace, user):
    Workspace.objects.update(name="W\r\nBEGIN:VEVENT\rX-EVIL:1")
    Publication.objects.update(title="T\r\nEND:VEVENT\rATTENDEE:x\x0b\x85\u2028Y")
    Connection.objects.update(channel_title="C\r\nSUMMARY:hacked\rX:1")
    workspace.refresh_from_db()

    content = feeds.content(feed=feeds.renew(workspace=workspace, user=user)).decode()

    unfolded = content.replace("\r\n ", "").splitlines()
    assert len([line for line in unfolded if line.startswith(("BEGIN:VEVENT", "SUMMARY"))]) == 2
    assert not [line for line in unfolded if line.startswith(("X-EVIL", "ATTENDEE", "X:1"))]


def read_feed(workspace, user):
    parsed = Calendar.from_ical(feeds.content(feed=feeds.renew(workspace=workspace, user=user)))
    return [str(event["uid"]).removesuffix("@ettametta") for event in parsed.walk("VEVENT")]


def test_a_feed_has_the_last_thirty_days_and_everything_ahead(busy, workspace, user):
    _, *wanted = busy(-31, -29, 1, 366)

    assert read_feed(workspace, user) == wanted


def test_a_full_feed_has_what_is_next_and_then_what_was_last(busy, workspace, user, monkeypatch):
    monkeypatch.setattr(entries, "MOST", 3)
    busy_ids = busy(-5, -1, 1, 2)
    assert read_feed(workspace, user) == busy_ids[1:]
    monkeypatch.setattr(entries, "MOST", 1)

    assert read_feed(workspace, user) == [busy_ids[2]]
