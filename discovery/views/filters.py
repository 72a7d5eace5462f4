"""The filters above the Discover list, drawn once for equal choices: their form is slow to draw."""

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString

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
    """Exactly what the filters show. ``typed`` are the form's values by name, as they came."""

    typed: tuple[tuple[str, str], ...]
    niche_id: str | None
    niches: tuple[FilterLink, ...]
    horizons: tuple[FilterLink, ...]


def typed_in(parameters: Mapping[str, Any]) -> dict[str, str]:
    """The form's values in an address's parameters."""
    return {name: parameters.get(name, "") for name in CandidateFilterForm.base_fields}


@functools.lru_cache(maxsize=_MOST_KEPT)
def html_of(filters: Filters) -> SafeString:
    """The filters. The template gets nothing else, so an entry is never out of date."""
    form = CandidateFilterForm(dict(filters.typed))
    return pages.part(_TEMPLATE, form=form, filters=filters)
