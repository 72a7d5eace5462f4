"""Parts of pages that are drawn once for equal content."""

import functools
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString

register = template.Library()

# Between 1 and 5 KB each.
_MOST_KEPT = 1024


@register.simple_tag
def drawn(name: str, **values: Any) -> SafeString:
    """The template with these values and nothing else, as ``{% include … only %}`` draws it.

    Values have to be hashable. They and the present time zone are all that the template can show, so that
    a part that is kept is never out of date or somebody else's. Neither a form's token nor an age such as
    "two minutes ago" may be shown in it.
    """
    return _drawn(name, timezone.get_current_timezone_name(), **values)


@functools.lru_cache(maxsize=_MOST_KEPT)
def _drawn(name: str, _time_zone: str, /, **values: Any) -> SafeString:
    return render_to_string(name, values)
