"""The filters above the Discover list, cached for equal values, because the form is slow to render."""

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString

from discovery.candidates import Localities
from discovery.forms import CandidateFilterForm
from foundation import pages

_TEMPLATE = "discovery/_candidate_filters.html"
# About 4 KB each.
_MOST_KEPT = 512


@dataclass(frozen=True, slots=True, kw_only=True)
class FilterLink:
    """One of several views of the list."""

    label: str
    url: str
    is_current: bool
    count: int | None = None
    icon: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """Everything the filters show. ``typed`` are the form's values by name, as received."""

    typed: tuple[tuple[str, str], ...]
    niche_id: str | None
    niches: tuple[FilterLink, ...]
    horizons: tuple[FilterLink, ...]
    found: Localities
    # Rows or cards, and the parameter of the current one.
    looks: tuple[FilterLink, ...]
    view: str
    # The person may add niches.
    may_add: bool


def typed_in(parameters: Mapping[str, Any]) -> dict[str, str]:
    """The form's values in a URL's parameters."""
    return {name: parameters.get(name, "") for name in CandidateFilterForm.base_fields}


@functools.lru_cache(maxsize=_MOST_KEPT)
def html_of(filters: Filters) -> SafeString:
    """Render the filters. The template gets nothing else, so a cached entry is never stale."""
    form = CandidateFilterForm(dict(filters.typed), found=filters.found)
    return pages.part(_TEMPLATE, form=form, filters=filters)
