"""From a candidate through its analysis to an idea, with real workers."""

import pytest
from django.test import Client

from discovery import niches
from discovery.models import Analysis, Candidate
from discovery.tests.analysing import on_plan
from tests import waiting

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

FOUND_WITHIN_S = 90
ENDS_WITHIN_S = 240


@pytest.fixture
def candidate(sandbox_url, celery_worker, workspace):
    """The first video of a watched niche."""
    on_plan(workspace, "creator")
    suggestion = niches.SUGGESTIONS[0]
    niches.create(workspace=workspace, name=suggestion.name, keywords=suggestion.keywords, language="en")
    rows = Candidate.objects.for_workspace(workspace)
    waiting.until(rows.exists, within_s=FOUND_WITHIN_S, what="a video was found")
    return rows.earliest("pk")


def test_a_video_is_measured_watched_and_made_an_idea(maker, candidate):
    person = Client()
    person.force_login(maker)

    address = person.post(f"/discover/candidates/{candidate.pk}/analysis/")["Location"]
    waiting.until(
        lambda: Analysis.objects.get().is_finished, within_s=ENDS_WITHIN_S, what="the analysis has ended"
    )
    page = person.get(address).content.decode()
    analysis = Analysis.objects.get()
    finding = analysis.findings.in_order().first()
    assert finding is not None
    idea = person.post(f"/findings/{finding.pk}/idea/")["Location"]

    assert (analysis.status, analysis.failure) == ("succeeded", "")
    assert analysis.measured is not None
    assert analysis.measured["cuts"] is not None
    assert "Cuts per minute" in page
    assert finding.span in person.get(idea).content.decode()
