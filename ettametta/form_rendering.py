"""Rendering of form controls: Django's own with Jinja2, those of the admin with Django templates."""

from typing import Any

from django.forms.renderers import DjangoTemplates, Jinja2
from django.template import TemplateDoesNotExist


class FormRenderer(Jinja2):
    """Uses Jinja2 for controls that have such a template, and Django templates for all others."""

    def __init__(self) -> None:
        self._fallback = DjangoTemplates()

    def get_template(self, template_name: str) -> Any:
        """Return the control's template."""
        try:
            return super().get_template(template_name)
        except TemplateDoesNotExist:
            return self._fallback.get_template(template_name)
