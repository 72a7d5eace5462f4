"""The form of a scene."""

from collections.abc import Sequence
from typing import Any

from django import forms

from foundation.versions import VersionField
from synthesis.choices import Layout, Origin, Transition
from synthesis.content import LISTS, MINIMUM_S, TEXTS, SceneFields, Texts
from synthesis.forms import offer
from synthesis.models import Asset, Scene
from synthesis.rendering import engines
from synthesis.rendering.engines import Offer
from synthesis.studio import objects
from synthesis.studio.looks import SceneLook, needs

# The texts of a scene that users edit; the writer sets the accents.
_TYPED = (TEXTS.keys() | LISTS.keys()) - {"engine", "accent_words", "object_names"}
# A longer text gets a field of several lines.
_ONE_LINE = 300
_AUTOMATIC, _PICKED = "automatic", "picked"


class _Select(forms.Select):
    """A select that also shows options that cannot be chosen here, so that users know of them."""

    unavailable: frozenset[str] = frozenset()

    def create_option(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(*args, **kwargs)
        if str(option["value"]) in self.unavailable:
            option["attrs"]["disabled"] = True
        return option


class _ObjectNamesField(forms.MultipleChoiceField):
    """The names of pictured objects."""

    default_error_messages = {"invalid_choice": "No object is named “%(value)s”."}

    def valid_value(self, value: str) -> bool:
        """Whether there is such an object."""
        return value in objects.names()

    def validate(self, value: list[str]) -> None:
        """Also refuse too many objects."""
        super().validate(value)
        if len(value) > LISTS["object_names"].max_items:
            raise forms.ValidationError(f"Choose at most {LISTS['object_names'].max_items} objects.")


class _LinesField(forms.CharField):
    """A list of texts, one per line."""

    def __init__(self, *, limits: Texts, **kwargs: Any) -> None:
        super().__init__(max_length=limits.max_items * (limits.max_length + 2), **kwargs)
        self._limits = limits

    def validate(self, value: str) -> None:
        """Also refuse too many lines, and lines that are too long."""
        super().validate(value)
        lines, limits = _lines_of(value), self._limits
        if len(lines) > limits.max_items:
            raise forms.ValidationError(f"At most {limits.max_items} lines are allowed.")
        for line in lines:
            if len(line) > limits.max_length:
                raise forms.ValidationError(
                    f"“{line[:20]}…” has {len(line)} characters. The limit is {limits.max_length}."
                )


def _lines_of(text: str) -> list[str]:
    """The lines of a text that are not empty."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def _field_of(name: str) -> forms.CharField:
    """The form field of a text or a list of texts, with the label, help and limits of its document."""
    field = SceneFields.model_fields[name]
    words: dict[str, Any] = {
        "required": False,
        "label": field.title or name,
        "help_text": field.description or "",
    }
    area = forms.Textarea(attrs={"rows": 3 if name == "visual_prompt" else 4, "dir": "auto"})
    if name in LISTS:
        return _LinesField(limits=LISTS[name], widget=area, **words)
    length = TEXTS[name].max_length
    return forms.CharField(max_length=length, widget=area if length > _ONE_LINE else forms.TextInput, **words)


class SceneForm(forms.Form):
    """The content of one scene.

    ``visual`` is "motion" for motion graphics, "generated" for a generated picture, the id of an upload, or
    the scene's present origin. ``look`` is how the saved scene is drawn, for a form that is shown. ``offers``
    are the engines that can generate now, and ``paid_left_s`` the seconds of paid video that are left this
    month; None is no limit.
    """

    visual = forms.ChoiceField(label="Picture", widget=_Select)
    engine = forms.ChoiceField(required=False, label=SceneFields.model_fields["engine"].title or "")
    start_picture = forms.ChoiceField(
        required=False,
        label="Picture to start from",
        help_text="A picture from your library. The video starts with it.",
    )
    layout = forms.ChoiceField(label="Layout", required=False, widget=_Select)
    objects_by = forms.ChoiceField(
        choices=[(_AUTOMATIC, "Automatic"), (_PICKED, "Your choice")],
        label="Objects",
        required=False,
        widget=forms.RadioSelect,
    )
    object_names = _ObjectNamesField(
        required=False, label=SceneFields.model_fields["object_names"].title or ""
    )
    transition = forms.ChoiceField(choices=Transition.choices, label="Transition")
    minimum_s = forms.FloatField(
        min_value=MINIMUM_S.least,
        max_value=MINIMUM_S.most,
        label=SceneFields.model_fields["minimum_s"].title or "",
        help_text=SceneFields.model_fields["minimum_s"].description or "",
    )
    version = VersionField()

    def __init__(
        self,
        *args: Any,
        uploads: Sequence[Asset],
        scene: Scene,
        look: SceneLook | None = None,
        offers: Sequence[Offer] = (),
        paid_left_s: int | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        if look is not None and not scene.object_names:
            # A choice of one's own begins with the objects that are shown.
            self.initial["object_names"] = look.object_names[: LISTS["object_names"].max_items]
        self.fields |= {name: _field_of(name) for name in _TYPED}
        self._uploads = {asset.pk: asset for asset in uploads}
        self._scene = scene
        choices = [
            (str(Origin.MOTION), "Motion graphics"),
            (str(Origin.GENERATED), Origin.GENERATED.label),
        ]
        if scene.origin == Origin.STOCK:
            choices.append((str(scene.origin), scene.get_origin_display()))
        choices += [(asset.pk, str(asset)) for asset in uploads]
        offer(self, "visual", choices)
        self._offer_layouts(look)
        self._offer_engines(offers, paid_left_s)
        pictures = [asset for asset in uploads if asset.mime_type.startswith("image/")]
        offer(
            self,
            "start_picture",
            [("", "None, text only"), *((asset.pk, str(asset)) for asset in pictures)],
        )

    def _offer_layouts(self, look: SceneLook | None) -> None:
        if look is None:
            offer(self, "layout", [("", "Automatic"), *Layout.choices])
            return
        field = self.fields["layout"]
        fitting = {look.layout, look.automatic, *look.alternatives}
        others = [layout for layout in Layout if layout not in fitting]
        lacking = [(each.value, f"{each.label}: {needs.NEEDS[each]}") for each in others]
        offer(
            self,
            "layout",
            [
                ("", f"Automatic ({look.automatic.label})"),
                ("Fit this scene", [(each.value, each.label) for each in Layout if each in fitting]),
                ("Need something else", lacking),
            ],
        )
        field.help_text = look.reason
        if isinstance(field.widget, _Select):
            # A browser does not send a disabled option, so the present choice stays.
            field.widget.unavailable = frozenset(each.value for each in others) - {self._scene.layout}

    def _offer_engines(self, offers: Sequence[Offer], paid_left_s: int | None) -> None:
        engine = self._scene.engine
        choices = [("", "Best available"), *((each.id, _title(each, paid_left_s)) for each in offers)]
        if engine and engine not in dict(choices):
            choices.append((engine, f"{engine} (not available now)"))
        offer(self, "engine", choices)
        if offers:
            return
        visual = self.fields["visual"]
        visual.help_text = engines.NOTHING_OFFERED
        if self._scene.origin != Origin.GENERATED and isinstance(visual.widget, _Select):
            visual.widget.unavailable = frozenset({str(Origin.GENERATED)})

    def changes(self) -> dict[str, Any]:
        """The fields as arguments of ``scenes.edit``."""
        cleaned = {
            name: value
            for name, value in self.cleaned_data.items()
            if name not in {"version", "visual", "engine", "start_picture", "objects_by"}
        }
        for name in LISTS.keys() & cleaned.keys() & _TYPED:
            cleaned[name] = _lines_of(cleaned[name])
        if self.cleaned_data["objects_by"] == _AUTOMATIC:
            cleaned["object_names"] = []
        return {**cleaned, **self._picture(self.cleaned_data["visual"])}

    def picked(self) -> list[str]:
        """The names of the objects that are picked in the form, saved or not."""
        return [str(name) for name in self["object_names"].value() or ()]

    def _picture(self, visual: str) -> dict[str, Any]:
        if visual in self._uploads:
            return {"origin": Origin.UPLOADED, "asset": self._uploads[visual]}
        if visual == Origin.GENERATED:
            return self._generated()
        if visual == self._scene.origin:
            return {}
        return {"origin": Origin.MOTION, "asset": None}

    def _generated(self) -> dict[str, Any]:
        engine = self.cleaned_data["engine"]
        picture = self._uploads.get(self.cleaned_data["start_picture"])
        chosen = {"origin": Origin.GENERATED, "asset": picture}
        # An unavailable engine stays selected, because selecting it again would be refused.
        return chosen if engine == self._scene.engine else {**chosen, "engine": engine}


def _title(offer: Offer, paid_left_s: int | None) -> str:
    title = f"{offer.title}, up to {offer.longest_s:.0f} s"
    if not offer.is_paid:
        return title
    if paid_left_s is None:
        return f"{title}, paid"
    left = f"{paid_left_s} s left this month" if paid_left_s else "none left in your plan"
    return f"{title}, paid: {left}"


def initial_of_scene(scene: Scene) -> dict[str, Any]:
    """The form's initial values for a scene."""
    return {
        **{
            name: getattr(scene, name) for name in (*TEXTS, "layout", "object_names", "transition", "version")
        },
        **{name: "\n".join(getattr(scene, name)) for name in LISTS.keys() & _TYPED},
        "objects_by": _PICKED if scene.object_names else _AUTOMATIC,
        "minimum_s": f"{scene.minimum_s:g}",
        "visual": scene.asset_id if scene.origin == Origin.UPLOADED else scene.origin,
        "start_picture": scene.asset_id if scene.origin == Origin.GENERATED else "",
    }
