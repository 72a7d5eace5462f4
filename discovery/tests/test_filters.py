"""Pages and the API have the same filters for candidates."""

from pathlib import Path

import yaml
from django.conf import settings

from discovery import forms

# A field of the page's filters, and the equivalent parameter of GET /candidates/.
FILTERS = {
    "niche": "niche", "horizon": "published_after", "format": "format", "min_score": "min_score",
    "min_n": "min_n", "sort": "order", "show": "decision", "q": "q",
}  # fmt: skip


def test_each_filter_of_the_page_is_a_parameter_of_the_list():
    found = yaml.safe_load((Path(settings.BASE_DIR) / "docs/openapi.yaml").read_text(encoding="utf-8"))
    parameters = {each["name"] for each in found["paths"]["/api/v1/candidates/"]["get"]["parameters"]}

    assert forms.CandidateFilterForm.base_fields.keys() == FILTERS.keys()
    assert set(FILTERS.values()) - parameters == set()
