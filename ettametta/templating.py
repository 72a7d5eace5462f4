"""The template language of pages: Jinja2, with the product's filters, icons, charts and components.

Admin, mails and third-party pages are Django templates.
"""

import functools
import logging
import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any, TypeVar, cast

import jinja2
from django.conf import settings
from django.template import defaultfilters
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from jinja2 import meta
from markupsafe import Markup

from ettametta.components import charts, fields, forecast_charts, icons, quantities, retention, states
from foundation import ages

logger = logging.getLogger(__name__)

_Day = TypeVar("_Day", date | None, datetime | None)
# Between 1 and 5 KB each.
_MOST_KEPT = 1024
_INDENT = re.compile(r"[ \t]*\n[ \t]*")


class PageLoader(jinja2.FileSystemLoader):
    """Loads page templates without their indentation, which is a sixth of the response."""

    def get_source(
        self, environment: jinja2.Environment, template: str
    ) -> tuple[str, str, Callable[[], bool]]:
        """Return the source. Raises TemplateNotFound for Django templates: admin pages and mails."""
        if template.startswith("admin/") or not template.endswith(".html"):
            raise jinja2.TemplateNotFound(template)
        source, path, is_current = super().get_source(environment, template)
        return (source if "<pre" in source else _INDENT.sub("\n", source)), path, is_current


class PageEnvironment(jinja2.Environment):
    """Jinja2, where a dict's items take precedence over its methods.

    A missing item of a dict is None, and so is any attribute of None.
    """

    def getattr(self, obj: Any, attribute: str) -> Any:
        """Evaluate ``obj.attribute`` in a template."""
        if obj is None:
            return None
        if isinstance(obj, Mapping) and (attribute in obj or not hasattr(obj, attribute)):
            return obj.get(attribute)
        return super().getattr(obj, attribute)


def environment(**options: Any) -> PageEnvironment:
    """Return the environment for settings.TEMPLATES.

    An undefined name raises in development and tests, and is logged in production.
    """
    folders = options.pop("loader").searchpath
    options["undefined"] = (
        jinja2.StrictUndefined
        if settings.STRICT_TEMPLATES
        else jinja2.make_logging_undefined(logger, base=jinja2.ChainableUndefined)
    )
    made = PageEnvironment(
        loader=PageLoader(folders),
        finalize=_not_a_method if settings.STRICT_TEMPLATES else None,
        **options,
    )
    made.globals |= {
        "component": functools.partial(_component, made),
        "kept_component": functools.partial(_kept_component, made),
        "url_of": url_of,
        "icon_of": icons.icon,
        "static": static,
        **{name: functools.partial(_chart, made, *chart) for name, chart in _CHARTS.items()},
    }
    made.filters |= _FILTERS
    return made


def _not_a_method(value: Any) -> Any:
    """Raise TypeError for a method that a template shows without a call. Django's language would call it."""
    if callable(value) and not isinstance(value, jinja2.Undefined):
        raise TypeError(f"a template shows {value!r} instead of what it returns")
    return value


def url_of(name: str, *args: Any, **kwargs: Any) -> str:
    """Return the URL of a view."""
    return reverse(name, args=args or None, kwargs=kwargs or None)


def _component(made: PageEnvironment, name: str, /, **values: Any) -> Markup:
    """Render a component with these values only. Values that it takes and that are missing are None.

    Raises TypeError for a value that it does not take.
    """
    template = made.get_template(name)
    ground, takes = _ground_of(made, template)
    unknown = values.keys() - takes
    if unknown:
        raise TypeError(f"{name} does not take {', '.join(sorted(unknown))}")
    # As Template.render does, without building the same globals again: a page has hundreds of components.
    context = made.context_class(made, ground | values, name, template.blocks)
    return Markup("".join(template.root_render_func(context)))  # noqa: S704 - escaped inside


@functools.lru_cache(maxsize=1024)
def _ground_of(made: PageEnvironment, template: jinja2.Template) -> tuple[dict[str, Any], frozenset[str]]:
    """A component's initial context, and the names that it uses without setting them."""
    source, _, _ = cast(PageLoader, made.loader).get_source(made, str(template.name))
    takes = frozenset(meta.find_undeclared_variables(made.parse(source)) - made.globals.keys())
    return {**template.globals, **dict.fromkeys(takes)}, takes


def _kept_component(made: PageEnvironment, name: str, /, **values: Any) -> Markup:
    """Render a component once for equal values, which must be hashable.

    The result depends only on them and the current time zone, so that a cached one is never stale and never
    contains another person's data. It must not show a form's token, or an age such as "two minutes ago".
    """
    return _kept(made, name, timezone.get_current_timezone_name(), **values)


# Typed: 1 and True, or a text and the same text as Markup, are equal and look different.
@functools.lru_cache(maxsize=_MOST_KEPT, typed=True)
def _kept(made: PageEnvironment, name: str, _time_zone: str, /, **values: Any) -> Markup:
    return _component(made, name, **values)


def _chart(
    made: PageEnvironment, name: str, draw: Callable[..., dict[str, Any]], *args: Any, **options: Any
) -> Markup:
    return _component(made, name, **draw(*args, **options))


def _date(value: date | None, layout: str | None = None) -> str:
    return str(defaultfilters.date(_here(value), layout))


def _time(value: datetime | None, layout: str | None = None) -> str:
    return str(defaultfilters.time(_here(value), layout))


def _here(value: _Day) -> _Day:
    """Convert an instant to the reader's time zone. A calendar day is the same everywhere."""
    return timezone.localtime(value) if isinstance(value, datetime) else value


_CHARTS: Mapping[str, tuple[str, Callable[..., dict[str, Any]]]] = {
    "sparkline": ("components/_sparkline.html", charts.sparkline),
    "band_plot": ("components/_band_plot.html", charts.band_plot),
    "specimen_plot": ("components/_band_plot.html", charts.specimen_plot),
    "line_chart": ("components/_chart.html", charts.line_chart),
    "retention_chart": ("components/_retention.html", retention.retention_chart),
    "calibration_plot": ("components/_calibration_plot.html", forecast_charts.calibration_plot),
    "interval_plot": ("components/_interval_plot.html", forecast_charts.interval_plot),
}
_FILTERS: Mapping[str, Callable[..., Any]] = {
    **{
        each.__name__: each
        for each in (
            ages.ago, ages.ahead, quantities.duration, quantities.spell_duration,
            quantities.spell_range, quantities.compact_number, quantities.multiple, quantities.percent,
            quantities.money, quantities.file_size, quantities.initials, quantities.share_of,
            quantities.in_currency, quantities.charge, charts.ages_in_hours, fields.kind, fields.control,
            fields.options, states.appearance,
        )
    },
    "date": _date,
    "time": _time,
    "capfirst": defaultfilters.capfirst,
    "default_if_none": defaultfilters.default_if_none,
    "floatformat": defaultfilters.floatformat,
    "linebreaksbr": defaultfilters.linebreaksbr,
    "pluralize": defaultfilters.pluralize,
    "truncatechars": defaultfilters.truncatechars,
    "urlencode": defaultfilters.urlencode,
    "yesno": defaultfilters.yesno,
}  # fmt: skip
