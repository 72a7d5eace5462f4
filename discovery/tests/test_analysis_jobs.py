"""Analyses in the tray of running jobs, in the frame of every page, and on Home."""

import pytest
from django.test import Client

from discovery import analyses
from discovery.models import AnalysisStage, AnalysisStatus
from discovery.tests.analysing import candidate_of, go_live

pytestmark = pytest.mark.usefixtures("closed_circuits")


@pytest.fixture
def queued(creator, channel, settings, sandbox_url):
    go_live(settings, sandbox_url)
    return analyses.of_candidate(candidate=candidate_of(channel), user=None)


def tray(member):
    return member.get("/jobs/", HTTP_HX_REQUEST="true")


def text(response):
    return response.content.decode()


def test_the_tray_lists_a_queued_analysis(member, queued):
    answer = tray(member)

    assert answer.status_code == 200
    assert f'href="/analyses/{queued.pk}/"' in text(answer)
    assert "Waiting for a worker" in text(answer)


def test_the_tray_shows_the_stage_of_a_running_analysis(member, queued):
    queued.move_to(AnalysisStatus.RUNNING, stage=AnalysisStage.WATCHING)

    assert "Watching" in text(tray(member))
    assert "Watching" in text(member.get("/jobs/"))


def test_home_shows_a_running_analysis(member, queued):
    assert f'href="/analyses/{queued.pk}/"' in text(member.get("/"))


def test_the_frame_counts_an_analysis_at_once(member, creator, channel, settings, sandbox_url):
    go_live(settings, sandbox_url)
    member.get("/ideas/")

    analyses.of_candidate(candidate=candidate_of(channel), user=None)

    assert "running: </span>1</span>" in text(member.get("/ideas/"))


@pytest.mark.django_db(transaction=True)
def test_an_analysis_that_ended_leaves_the_tray_and_the_frame_at_once(member, queued):
    counted = "running: </span>1</span>" in text(member.get("/ideas/"))

    analyses.fail(analysis_id=queued.pk, failure="It is gone.", code="gone")

    assert counted
    assert "running: </span>" not in text(member.get("/ideas/"))
    assert tray(member).status_code == 286


def test_another_workspace_does_not_see_the_analysis(queued, stranger_workspace):
    stranger = Client()
    stranger.force_login(stranger_workspace.memberships.get().user)

    assert "Nothing is running" in text(stranger.get("/jobs/"))
