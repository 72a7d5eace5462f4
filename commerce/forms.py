"""Forms of commerce."""

from django import forms

from commerce.platforms import Words


class ConnectForm(forms.Form):
    """The address of the shop to connect."""

    address = forms.CharField(max_length=255, label="Shop address")

    def __init__(self, *args: object, words: Words, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        field = self.fields["address"]
        field.widget.attrs |= {
            "placeholder": words.address_hint,
            "autocomplete": "off",
            "autocapitalize": "none",
            "spellcheck": "false",
            "inputmode": "url",
        }
        field.help_text = f"Its permanent address at {words.name}, such as {words.address_hint}."
