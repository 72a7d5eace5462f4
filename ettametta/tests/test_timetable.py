"""The timetable in the database."""

import pytest
from django_celery_beat.models import IntervalSchedule, PeriodicTask

from ettametta.celery import app
from ettametta.timetable import Timetable

NAME = "discovery: collect due niches"


@pytest.fixture
def started(transactional_db):
    """Beat has started once."""
    Timetable(app=app).setup_schedule()


def test_a_start_stores_the_timetable(started):
    stored = set(PeriodicTask.objects.values_list("name", flat=True))

    assert set(app.conf.beat_schedule) <= stored


def test_another_start_keeps_what_an_operator_changed(started):
    rare, _ = IntervalSchedule.objects.get_or_create(every=600, period=IntervalSchedule.SECONDS)
    PeriodicTask.objects.filter(name=NAME).update(interval=rare, enabled=False)

    Timetable(app=app).setup_schedule()

    row = PeriodicTask.objects.get(name=NAME)
    assert (row.interval, row.enabled) == (rare, False)
