"""Forms of the studio."""

from collections.abc import Sequence
from typing import Any

from django import forms

from accounts.models import User, Workspace
from foundation.media import headers
from foundation.versions import VersionField
from synthesis.content import (
    LISTS,
    MINIMUM_S,
    TEXTS,
    TITLE_LENGTH,
    Layout,
    Origin,
    SceneFields,
    ScriptKind,
    ScriptLength,
    ScriptOptions,
    Tone,
    Transition,
)
from synthesis.errors import UploadUnusableError
from synthesis.library import assets
from synthesis.models import Asset, Scene
from synthesis.models.assets import LICENCE_LENGTH
from synthesis.models.assets import TITLE_LENGTH as ASSET_TITLE_LENGTH
from synthesis.rendering import engines
from synthesis.rendering.engines import Offer
from synthesis.studio import languages, scripts


class _DefaultedField(forms.TypedChoiceField):
    """A choice whose initial value applies if the field is not sent."""

    def clean(self, value: Any) -> Any:
        """The chosen value, or the initial one."""
        return super().clean(value or self.initial)


_ANY_KIND = "any"


class ScriptOptionsForm(forms.Form):
    """What a written script should be like."""

    kind = _DefaultedField(
        choices=[(_ANY_KIND, "Best for the topic"), *ScriptKind.choices], label="Form", initial=_ANY_KIND
    )
    tone = _DefaultedField(choices=Tone.choices, label="Tone", initial=Tone.PLAIN)
    target_s = _DefaultedField(
        coerce=int, choices=ScriptLength.choices, label="Length", initial=ScriptLength.SHORT
    )

    def options(self) -> ScriptOptions:
        """The chosen options."""
        given = self.cleaned_data
        chosen = ScriptOptions(tone=Tone(given["tone"]), target_s=given["target_s"])
        if given["kind"] == _ANY_KIND:
            return chosen
        return chosen.model_copy(update={"kind": ScriptKind(given["kind"])})


def initial_of_options(options: ScriptOptions) -> dict[str, Any]:
    """The form's initial values for options."""
    return {**dict(options), "kind": options.kind or _ANY_KIND}


class RewriteForm(ScriptOptionsForm):
    """What a script should be like, and what it should be about."""

    field_order = ("topic", "kind", "tone", "target_s")

    topic = forms.CharField(
        required=False,
        max_length=TITLE_LENGTH,
        label="Topic",
        help_text="If empty, the script is about the title or the idea.",
    )

    def options(self) -> ScriptOptions:
        """The chosen options and the topic."""
        return super().options().model_copy(update={"topic": self.cleaned_data["topic"]})


class NewVideoForm(ScriptOptionsForm):
    """A new video: a title, and optionally a pasted script."""

    field_order = ("title", "language", "kind", "tone", "target_s", "script")

    title = forms.CharField(
        max_length=TITLE_LENGTH,
        label="What is it about?",
        help_text="One sentence is enough.",
    )
    language = forms.ChoiceField(choices=languages.choices, label="Language", initial="en")
    script = forms.CharField(
        required=False,
        strip=False,
        max_length=scripts.SCRIPT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 8, "dir": "auto"}),
        label="Your own script",
        help_text="Leave empty to have one written.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if any(scripts.no_writer(language=language) for language in languages.OFFERED):
            language, script = self.fields["language"], self.fields["script"]
            language.help_text = (
                "This installation writes scripts in English only. For other languages, use your own."
            )
            script.help_text = "For English, leave empty to have one written."

    def clean(self) -> dict[str, Any]:
        """Require a pasted script if no writer can write the language."""
        given = super().clean() or {}
        if "script" in given and not given["script"].strip():
            refusal = scripts.no_writer(language=given.get("language", "en"))
            if refusal is not None:
                self.add_error("script", refusal.message)
        return given


class ScriptForm(forms.Form):
    """A pasted script."""

    script = forms.CharField(
        strip=False,
        max_length=scripts.SCRIPT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 12, "dir": "auto"}),
        label="Script",
        help_text="The script is split into scenes between sentences.",
    )


class TitleForm(forms.Form):
    """The title of the video."""

    title = forms.CharField(max_length=TITLE_LENGTH, label="Title")
    version = VersionField()


class _PictureSelect(forms.Select):
    """A select that also shows options that cannot be chosen here, so that users know of them."""

    unavailable: frozenset[str] = frozenset()

    def create_option(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(*args, **kwargs)
        if str(option["value"]) in self.unavailable:
            option["attrs"]["disabled"] = True
        return option


# The texts of a scene that users edit; the writer sets the accents.
_TYPED = (TEXTS.keys() | LISTS.keys()) - {"engine", "accent_words"}
# A longer text gets a field of several lines.
_ONE_LINE = 300


def _field_of(name: str) -> forms.CharField:
    """The form field of a text or a list of texts, with the label, help and limits of its document."""
    field = SceneFields.model_fields[name]
    texts = LISTS.get(name)
    length = (texts.max_items * (texts.max_length + 2)) if texts else TEXTS[name].max_length
    rows = {"rows": 3 if name == "visual_prompt" else 4, "dir": "auto"}
    return forms.CharField(
        required=False,
        max_length=length,
        label=field.title or name,
        help_text=field.description or "",
        widget=forms.Textarea(attrs=rows) if length > _ONE_LINE else forms.TextInput,
    )


class SceneForm(forms.Form):
    """The content of one scene.

    ``visual`` is "motion" for motion graphics, "generated" for a generated picture, the id of an upload, or
    the scene's present origin. ``offers`` are the engines that can generate now, and ``paid_left_s`` the
    seconds of paid video that are left this month; None is no limit.
    """

    visual = forms.ChoiceField(label="Picture", widget=_PictureSelect)
    engine = forms.ChoiceField(required=False, label=SceneFields.model_fields["engine"].title or "")
    start_picture = forms.ChoiceField(
        required=False,
        label="Picture to start from",
        help_text="A picture from your library. The video starts with it.",
    )
    layout = forms.ChoiceField(choices=Layout.choices, label="Layout")
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
        offers: Sequence[Offer] = (),
        paid_left_s: int | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
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
        self._offer_engines(offers, paid_left_s)
        pictures = [asset for asset in uploads if asset.mime_type.startswith("image/")]
        offer(
            self,
            "start_picture",
            [("", "None, text only"), *((asset.pk, str(asset)) for asset in pictures)],
        )

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
        if self._scene.origin != Origin.GENERATED and isinstance(visual.widget, _PictureSelect):
            visual.widget.unavailable = frozenset({str(Origin.GENERATED)})

    def changes(self) -> dict[str, Any]:
        """The fields as arguments of ``scenes.edit``."""
        cleaned = {
            name: value
            for name, value in self.cleaned_data.items()
            if name not in {"version", "visual", "engine", "start_picture"}
        }
        for name in LISTS.keys() & cleaned.keys():
            cleaned[name] = [line.strip() for line in cleaned[name].splitlines() if line.strip()]
        return {**cleaned, **self._picture(self.cleaned_data["visual"])}

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
        **{name: getattr(scene, name) for name in (*TEXTS, "layout", "transition", "version")},
        **{name: "\n".join(getattr(scene, name)) for name in LISTS},
        "minimum_s": f"{scene.minimum_s:g}",
        "visual": scene.asset_id if scene.origin == Origin.UPLOADED else scene.origin,
        "start_picture": scene.asset_id if scene.origin == Origin.GENERATED else "",
    }


def offer(form: forms.Form, name: str, choices: list[tuple[str, str]]) -> None:
    """Set the choices of a field."""
    field = form.fields[name]
    if isinstance(field, forms.ChoiceField):
        field.choices = choices


class UploadForm(forms.Form):
    """An uploaded file."""

    file = forms.FileField(
        label="Video or picture",
        help_text=f"MP4, MOV, WebM, JPEG, PNG or WebP, up to {assets.MAX_UPLOAD_BYTES // 1024**2} MB. A "
        f"picture has {headers.MAX_PIXELS // 1_000_000} megapixels at most.",
        widget=forms.FileInput(attrs={"accept": ",".join(sorted(kind.mime_type for kind in assets.UPLOADS))}),
    )
    title = forms.CharField(required=False, max_length=ASSET_TITLE_LENGTH, label="Title")
    licence = forms.CharField(
        required=False,
        max_length=LICENCE_LENGTH,
        label="Licence",
        help_text="The rights holder, and the permitted use.",
    )

    def store(self, *, workspace: Workspace, user: User) -> Asset | None:
        """Store the file in the library. None if it is unusable, with the reason at its field."""
        try:
            return assets.store_upload(workspace=workspace, user=user, **self.cleaned_data)
        except UploadUnusableError as refusal:
            self.add_error("file", refusal.message)
            return None
