"""How controls of forms are rendered: Django's own by Jinja2, those of the admin by Django templates."""

from typing import Any

from django.forms.renderers import DjangoTemplates, Jinja2
from django.template import TemplateDoesNotExist


class FormRenderer(Jinja2):
    """Django's own controls by Jinja2; a control without such a template, as the admin's, as before."""

    def __init__(self) -> None:
        self._fallback = DjangoTemplates()

    def get_template(self, template_name: str) -> Any:
        """The control's template."""
        try:
            return super().get_template(template_name)
        except TemplateDoesNotExist:
            return self._fallback.get_template(template_name)
