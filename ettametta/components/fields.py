"""Form controls with the design system's classes."""

from django.forms import BoundField, Widget, widgets
from django.utils.safestring import SafeString

_KINDS: tuple[tuple[type[Widget], str], ...] = (
    (widgets.CheckboxSelectMultiple, "choices"),
    (widgets.RadioSelect, "choices"),
    (widgets.CheckboxInput, "checkbox"),
    (widgets.SelectMultiple, "list"),
    (widgets.Select, "select"),
    (widgets.Textarea, "text"),
    (widgets.ClearableFileInput, "file"),
    (widgets.FileInput, "file"),
)

_CLASSES = {
    "checkbox": "choice__box",
    "choices": "choice__box",
    "select": "input input--select",
    "text": "input input--text",
    "file": "input input--file",
    "range": "input input--range",
}


_WRITTEN = frozenset(("text", "search"))


def kind(field: BoundField) -> str:
    """Return the control for a bound field: input, text, select, list, file, range, checkbox or choices."""
    widget = field.field.widget
    if getattr(widget, "input_type", None) == "range":
        return "range"
    return next((name for family, name in _KINDS if isinstance(widget, family)), "input")


def control(field: BoundField, extra_class: str = "") -> SafeString:
    """Render the control of a bound field, linked to its hint and its error."""
    own = field.field.widget.attrs.get("class", "")
    classes = [_CLASSES.get(kind(field), "input"), own, extra_class]
    attributes: dict[str, str | bool] = {"class": " ".join(filter(None, classes))}
    # A placeholder equal to the label adds nothing, and looks like typed text.
    placeholder = str(field.field.widget.attrs.get("placeholder", ""))
    if placeholder and placeholder.lower().startswith(str(field.label).lower()):
        attributes["placeholder"] = False
    if kind(field) == "text" or getattr(field.field.widget, "input_type", "") in _WRITTEN:
        # Hebrew and Arabic are read and punctuated from the right.
        attributes["dir"] = "auto"
    described_by = [
        f"{field.auto_id}-{part}"
        for part, present in (("hint", field.help_text), ("error", field.errors))
        if present
    ]
    if described_by:
        attributes["aria-describedby"] = " ".join(described_by)
    if field.errors:
        attributes["aria-invalid"] = "true"
    return field.as_widget(attrs=attributes)


def options(field: BoundField) -> list[dict[str, object]]:
    """Return the options of a group of checkboxes or radio buttons, each with its tag and text."""
    found: list[dict[str, object]] = []
    for option in field:
        option.data["attrs"]["class"] = _CLASSES["choices"]
        found.append({"tag": option.tag(), "label": option.choice_label, "id": option.id_for_label})
    return found
