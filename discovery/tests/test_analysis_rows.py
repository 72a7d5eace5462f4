"""What the database refuses to store of an analysis."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from discovery.models import Analysis, Finding
from discovery.models.analyses import clock

NOW = timezone.now()


def add(workspace, **fields):
    """An unfinished analysis."""
    return Analysis.objects.create(
        **{
            "workspace": workspace,
            "subject": "video:vid_1",
            "number": 1,
            "title": "A video",
            "estimate_microusd": 1,
            "budget_on": NOW.date(),
            "deadline_at": NOW + timedelta(minutes=30),
            **fields,
        }
    )


def add_finding(analysis, **fields):
    return Finding.objects.create(
        **{
            "workspace": analysis.workspace,
            "analysis": analysis,
            "position": 0,
            "kind": "hook",
            "starts_ms": 0,
            "ends_ms": 1800,
            "statement": "A question opens it.",
            "confidence": 0.7,
            **fields,
        }
    )


def refused(constraint, make):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        make()


def test_a_video_has_one_unfinished_run(workspace):
    add(workspace)

    refused("one_unfinished", lambda: add(workspace, number=2, status="running"))


def test_a_run_has_its_number_once(workspace):
    add(workspace, status="canceled", finished_at=NOW)

    refused("number_once", lambda: add(workspace))


@pytest.mark.parametrize(
    "fields",
    [
        {"status": "failed", "finished_at": NOW},
        {"status": "failed", "failure": "It broke."},
        {"status": "succeeded", "finished_at": NOW},
        {"status": "canceled"},
        {"status": "running", "finished_at": NOW},
    ],
)
def test_an_end_is_whole(workspace, fields):
    refused("end_is_whole", lambda: add(workspace, **fields))


def test_measurements_have_a_version(workspace):
    refused("measured_has_version", lambda: add(workspace, measured={"duration_s": 1}))


@pytest.mark.parametrize(
    ("constraint", "fields"),
    [
        ("ends_after", {"starts_ms": 2000, "ends_ms": 1000}),
        ("confidence_is", {"confidence": 1.2}),
        ("note_is_of", {"report_note": "Wrong."}),
    ],
)
def test_a_finding_is_whole(workspace, constraint, fields):
    analysis = add(workspace)

    refused(constraint, lambda: add_finding(analysis, **fields))


def test_a_time_is_shown_with_tenths_of_a_second():
    assert [clock(ms) for ms in (0, 1849, 59_999, 725_000)] == ["0:00.0", "0:01.8", "0:59.9", "12:05.0"]
