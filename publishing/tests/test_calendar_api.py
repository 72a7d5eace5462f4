"""REST endpoints of the calendar."""

from datetime import datetime, time, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts import api_keys
from publishing.calendar import slots
from publishing.models import Publication


@pytest.fixture
def program(workspace, user):
    _, secret = api_keys.issue(workspace=workspace, issued_by=user, name="k", scopes=api_keys.all_scopes())
    return Client(headers={"Authorization": f"Bearer {secret}"})


@pytest.fixture
def at():
    return (timezone.now() + timedelta(days=1)).replace(microsecond=0)


def post(program, path, **body):
    return program.post(f"/api/v1/{path}", body, content_type="application/json")


def test_a_publication_is_scheduled_listed_moved_and_unscheduled(program, draft, at):
    path = f"publications/{draft.pk}/"
    answer = post(program, f"{path}schedule/", scheduled_at=at.isoformat())
    assert (answer.status_code, answer.json()["status"], answer.json()["warnings"]) == (200, "scheduled", [])
    assert answer["ETag"] == f'"v{answer.json()["version"]}"'

    span = {"since": at.isoformat(), "until": (at + timedelta(hours=1)).isoformat()}
    assert [row["id"] for row in program.get("/api/v1/schedule/", span).json()["data"]] == [draft.pk]
    assert program.get("/api/v1/schedule/", {"until": at.isoformat()}).json()["data"] == []

    later = at + timedelta(hours=3)
    moved = post(program, f"{path}plan/", scheduled_at=later.isoformat()).json()
    assert datetime.fromisoformat(moved["scheduled_at"]) == later

    assert post(program, f"{path}unschedule/").json()["status"] == "draft"
    assert program.get("/api/v1/schedule/").json()["data"] == []


def test_a_passed_time_is_refused_with_its_field(program, draft):
    answer = post(program, f"publications/{draft.pk}/schedule/", scheduled_at="2020-01-01T00:00:00Z")

    assert (answer.status_code, answer.json()["code"]) == (422, "planned_time_invalid")
    assert answer.json()["errors"][0]["field"] == "scheduled_at"


def test_a_close_post_gives_a_warning(program, draft, at):
    copy = Publication.objects.get(pk=draft.pk)
    copy.pk, copy.scheduled_at = "pub_copy", at
    copy.save(force_insert=True)

    path = f"publications/{draft.pk}/plan/"
    answer = post(program, path, scheduled_at=(at + timedelta(minutes=4)).isoformat())

    assert answer.json()["warnings"] == ["4 min after “Three minute espresso” on the same channel."]


def test_slots_are_added_listed_and_removed_and_the_next_is_known(program, connection, draft):
    path = f"/api/v1/connections/{connection.pk}/next-slot/"
    assert program.get(path).json()["at"] is None

    slot = post(program, "slots/", connection=connection.pk, weekday="tuesday", time="09:00").json()
    assert (slot["weekday"], slot["time"]) == ("tuesday", "09:00")
    assert [row["id"] for row in program.get("/api/v1/slots/").json()["data"]] == [slot["id"]]

    queued = post(program, f"publications/{draft.pk}/queue/").json()
    assert datetime.fromisoformat(queued["scheduled_at"]).weekday() == 1
    after = datetime.fromisoformat(program.get(path).json()["at"])
    assert after - datetime.fromisoformat(queued["scheduled_at"]) == timedelta(days=7)

    assert program.delete(f"/api/v1/slots/{slot['id']}/").status_code == 204
    assert program.get(f"/api/v1/slots/{slot['id']}/").status_code == 404


def test_a_queue_without_slots_is_refused(program, draft):
    answer = post(program, f"publications/{draft.pk}/queue/")

    assert (answer.status_code, answer.json()["code"]) == (409, "no_free_slot")


def test_rules_are_read_and_changed_in_part(program, connection, user):
    slots.add(connection=connection, weekday=0, at=time(9), actor=user)
    path = "/api/v1/calendar-rules/"
    assert program.get(path).json()["late_limit_h"] == 2

    changed = program.patch(path, {"when_late": "ask"}, content_type="application/json").json()

    assert (changed["when_late"], changed["late_limit_h"], changed["overlap_min"]) == ("ask", 2, 30)
    assert program.patch(path, {"late_limit_h": 0}, content_type="application/json").status_code == 422
