"""The calendar's feed over HTTP: who can read it, and when it ends."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.utils import timezone
from icalendar import Calendar

from accounts.models import Membership
from publishing import scheduling
from publishing.calendar import feeds
from publishing.models import CalendarFeed

DAY = timedelta(days=1)


@pytest.fixture
def at():
    """Tomorrow at noon UTC."""
    return (timezone.now() + DAY).replace(hour=12, minute=0, second=0, microsecond=0)


@pytest.fixture
def scheduled(draft, at, user):
    return scheduling.schedule(publication=draft, at=at, actor=user)


def test_a_feed_is_read_without_sign_in_until_it_is_revoked(member, scheduled, workspace, user):
    member.post("/calendar/feed/")
    address = urlsplit(feeds.url_of(CalendarFeed.objects.get())).path
    program = Client()

    first = program.get(address)
    assert first["Content-Type"] == "text/calendar; charset=utf-8"
    assert first["Cache-Control"] == "private, no-cache"
    assert len(Calendar.from_ical(first.content).walk("VEVENT")) == 1
    assert program.get(address, headers={"If-None-Match": first["ETag"]}).status_code == 304
    assert program.get(address.replace("feeds/", "feeds/x")).status_code == 404

    member.post("/calendar/feed/")
    assert program.get(address).status_code == 404
    newer = urlsplit(feeds.url_of(CalendarFeed.objects.get())).path
    Membership.objects.all().delete()
    assert program.get(newer).status_code == 404


def test_a_revoked_feed_is_gone(member, workspace):
    member.post("/calendar/feed/")
    address = urlsplit(feeds.url_of(CalendarFeed.objects.get())).path

    member.post("/calendar/feed/revoke/")

    assert Client().get(address).status_code == 404
    assert "Create address" in member.get("/calendar/slots/").content.decode()


def test_a_feed_that_ended_with_a_membership_is_not_offered_again(member, workspace, user):
    member.post("/calendar/feed/")
    joined_again = timezone.now() + timedelta(seconds=1)
    Membership.objects.filter(workspace=workspace, user=user).update(created_at=joined_again)

    page = member.get("/calendar/slots/").content.decode()

    assert "Create address" in page
    assert "calendar.ics" not in page
