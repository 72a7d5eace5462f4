"""What a page of discovery can do, a program can do too."""

import re
from pathlib import Path

import pytest
import yaml
from django.conf import settings

from discovery import forms, urls

# What each page does, and where the API does the same; a page without an operation says why.
OPERATIONS = {
    "candidates": ["get candidates/"],
    "candidate": ["get candidates/{}/", "get candidates/{}/snapshots/"],
    "candidate-decision": [
        "post candidates/{}/save/", "post candidates/{}/dismiss/", "post candidates/{}/reopen/",
    ],
    "candidate-idea": ["post ideas/"],
    "niche-new": ["post niches/"],
    "niche": ["get niches/{}/", "patch niches/{}/", "get watchlists/{}/"],
    "niche-progress": ["get niches/{}/"],
    "niche-restart": ["post niches/{}/restart/"],
    "niche-scan": ["post niches/{}/scan/"],
    "niche-delete": ["delete niches/{}/"],
    "niche-channels": ["post channels/"],
    "niche-channel-remove": ["delete watchlists/{}/channels/{}/"],
    "ideas": ["get ideas/"],
    "idea-new": ["post ideas/"],
    "idea": ["get ideas/{}/", "patch ideas/{}/"],
    "idea-move": ["post ideas/{}/move/"],
    "idea-delete": ["delete ideas/{}/"],
}  # fmt: skip
PAGES_ALONE = {
    "samples": "follows several niches at once, each of which post niches/ follows",
    "picture": "a copy of the candidate's thumbnail_url for browsers",
}
# The parameters of GET /candidates/ that do what the page's filters do.
FILTERS = {
    "niche": "niche", "horizon": "published_after", "format": "format", "min_score": "min_score",
    "min_n": "min_n", "sort": "order", "show": "decision", "q": "q",
}  # fmt: skip


@pytest.fixture(scope="module")
def described():
    found = yaml.safe_load((Path(settings.BASE_DIR) / "docs/openapi.yaml").read_text(encoding="utf-8"))
    return {
        f"{method} {re.sub(r'{[^}]*}', '{}', path.removeprefix('/api/v1/'))}": operation
        for path, methods in found["paths"].items()
        for method, operation in methods.items()
    }


def test_every_page_is_listed_here():
    assert {pattern.name for pattern in urls.urlpatterns} == OPERATIONS.keys() | PAGES_ALONE.keys()


@pytest.mark.parametrize("page", OPERATIONS)
def test_what_a_page_does_a_program_does_too(page, described):
    assert set(OPERATIONS[page]) - described.keys() == set()


def test_what_the_list_of_candidates_can_be_filtered_by_is_the_same(described):
    parameters = {each["name"] for each in described["get candidates/"]["parameters"]}

    assert forms.CandidateFilterForm.base_fields.keys() == FILTERS.keys()
    assert set(FILTERS.values()) - parameters == set()
