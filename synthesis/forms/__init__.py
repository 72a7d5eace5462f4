"""Forms of the studio."""

from collections.abc import Sequence
from typing import Any

from django import forms

from accounts.models import User, Workspace
from foundation.media import headers
from foundation.versions import VersionField
from synthesis.choices import ScriptKind, ScriptLength, Tone
from synthesis.content import TITLE_LENGTH, ScriptOptions
from synthesis.errors import UploadUnusableError
from synthesis.library import assets
from synthesis.models import Asset
from synthesis.models.assets import LICENCE_LENGTH
from synthesis.models.assets import TITLE_LENGTH as ASSET_TITLE_LENGTH
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


def offer(form: forms.Form, name: str, choices: Sequence[tuple[str, Any]]) -> None:
    """Set the choices of a field, which may be grouped."""
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
