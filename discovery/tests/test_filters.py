"""The filters of the list of candidates, the same for pages and the API."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
import yaml
from django.conf import settings

from discovery import forms
from discovery.models import Niche, Outcome
from discovery.tests import factories
from discovery.tests.factories import NOW

# A field of the page's filters, and the equivalent parameter of GET /candidates/.
FILTERS = {
    "niche": "niche", "horizon": "published_after", "format": "format", "language": "language",
    "region": "region", "min_score": "min_score", "min_n": "min_n",
    "sort": "order", "show": "decision", "q": "q",
}  # fmt: skip


def test_each_filter_of_the_page_is_a_parameter_of_the_list():
    found = yaml.load((Path(settings.BASE_DIR) / "docs/openapi.yaml").read_bytes(), Loader=yaml.CSafeLoader)
    parameters = {each["name"] for each in found["paths"]["/api/v1/candidates/"]["get"]["parameters"]}

    assert forms.CandidateFilterForm.base_fields.keys() == FILTERS.keys()
    assert set(FILTERS.values()) - parameters == set()


@pytest.fixture
def polyglot(niche):
    """Candidates of two channels in two countries, in German and in British English."""
    Niche.objects.update(outcome=Outcome.SUCCEEDED)
    german = factories.watched_channel(niche=niche, letter="g", region="DE", collected_at=NOW)
    british = factories.watched_channel(niche=niche, letter="b", region="GB", collected_at=NOW)
    factories.candidate(channel=german, title="Sauerteig ansetzen", language="de")
    factories.candidate(channel=british, title="Feed the starter", language="en-GB")


def choices(page, field):
    select = page.partition(f'<select name="{field}"')[2].partition("</select>")[0]
    return re.findall(r'<option value="(\w*)"', select)


def test_languages_and_regions_to_choose_are_those_of_the_candidates(member, polyglot):
    page = member.get("/discover/").content.decode()

    assert choices(page, "language") == ["", "en", "de"]
    assert choices(page, "region") == ["", "DE", "GB"]
    assert ">German</option>" in page
    assert ">United Kingdom</option>" in page


@pytest.mark.parametrize("query", ["language=en", "region=GB", "language=en&region=GB&format=short"])
def test_a_list_in_one_language_or_region_leaves_out_the_others(member, polyglot, query):
    page = member.get(f"/discover/?{query}").content.decode()

    assert "Feed the starter" in page
    assert "Sauerteig ansetzen" not in page


def test_a_chosen_language_without_candidates_stays_chosen(member, polyglot):
    page = member.get("/discover/?language=ja").content.decode()

    assert '<option value="ja" selected>Japanese</option>' in page
    assert "No videos match these filters" in page


def test_a_language_is_not_the_beginning_of_another_ones_code(member, niche):
    Niche.objects.update(outcome=Outcome.SUCCEEDED)
    channel = factories.watched_channel(niche=niche, collected_at=NOW)
    factories.candidate(channel=channel, number=1, title="Kahvin paahto", language="fi")
    factories.candidate(channel=channel, number=2, title="Kapeng barako", language="fil")
    factories.candidate(channel=channel, number=3, title="Pullaa", language="FI-fi")

    page = member.get("/discover/?language=fi").content.decode()

    assert "Kahvin paahto" in page
    assert "Pullaa" in page
    assert "Kapeng barako" not in page


@pytest.mark.parametrize(
    ("query", "is_open"), [("", False), ("sort=views", False), ("region=GB", True), ("min_n=10", True)]
)
def test_filters_out_of_sight_are_open_while_one_of_them_is_set(member, polyglot, query, is_open):
    page = member.get(f"/discover/?{query}").content.decode()

    opening = page.partition('<details class="more-filters"')[2].partition(">")[0]
    assert ("open" in opening) is is_open


def test_videos_of_any_age_are_listed_on_request(member, niche):
    Niche.objects.update(outcome=Outcome.SUCCEEDED)
    channel = factories.watched_channel(niche=niche, collected_at=NOW)
    factories.candidate(channel=channel, title="Half a year old", published_at=NOW - timedelta(days=180))

    assert "Half a year old" not in member.get("/discover/?horizon=30d").content.decode()
    assert "Half a year old" in member.get("/discover/?horizon=all").content.decode()


@pytest.mark.parametrize(("language", "region"), [("ru", "KZ"), ("zh-Hant", "TW"), ("uk", "UA")])
def test_a_niche_can_be_in_languages_and_regions_of_the_whole_world(language, region):
    fields = {"name": "велосипед", "keywords": "велосипед", "language": language, "region": region}

    assert forms.NicheForm(fields).is_valid()
