"""The form to check a file."""

from typing import Any

from django import forms

from foundation import storage
from foundation.media import MediaRefusedError
from synthesis.library import assets, signatures
from synthesis.library.signatures import Found

_MOST_MB = assets.MAX_UPLOAD_BYTES // 1024**2


class FileCheckForm(forms.Form):
    """A file whose credentials are read."""

    file = forms.FileField(
        label="Video or picture",
        help_text=f"MP4, MOV, JPEG, PNG or WebP, up to {_MOST_MB} MB. The file is not kept.",
        widget=forms.FileInput(attrs={"accept": ",".join(sorted(kind.mime_type for kind in assets.UPLOADS))}),
    )

    def clean_file(self) -> Any:
        """The file, unless it is too large."""
        file = self.cleaned_data["file"]
        if file.size > assets.MAX_UPLOAD_BYTES:
            raise forms.ValidationError(f"This file is larger than {_MOST_MB} MB.")
        return file

    def check(self) -> Found | None:
        """What the file's credentials say. None if it is of another kind, with the reason at its field."""
        with storage.guarded("temporary files"), assets.on_disk(self.cleaned_data["file"]) as path:
            try:
                return signatures.check(path=path)
            except MediaRefusedError as refusal:
                self.add_error("file", refusal.message)
                return None
