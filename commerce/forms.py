"""Forms of commerce."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db.models import QuerySet
from django.http import QueryDict

from commerce.merch.drafts import Content
from commerce.models import Offer, Product, Store, Variant
from commerce.offers import codes
from commerce.platforms import Words
from foundation import money
from foundation.versions import VersionField
from synthesis.models import Scene, Video

_NO_CODE = "Leave it empty for no code."


class ConnectForm(forms.Form):
    """The address of the shop to connect."""

    address = forms.CharField(max_length=255, label="Shop address")

    def __init__(self, *args: object, words: Words, is_live: bool, **kwargs: object) -> None:
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
        if words.sandbox_shops and not is_live:
            field.help_text = f"This is the sandbox. It has the shops {' and '.join(words.sandbox_shops)}."


class SceneField(forms.ModelChoiceField[Scene]):
    """A scene of a video; empty for the whole video."""

    def label_from_instance(self, obj: Any) -> str:
        """The number of the scene and its first words."""
        return scene_label(obj)


def scene_label(scene: Scene) -> str:
    """Return the number of the scene and its first words."""
    words = " ".join((scene.headline or scene.narration or scene.visual_prompt).split())
    return f"Scene {scene.position}: {words[:60]}" if words else f"Scene {scene.position}"


class PercentField(forms.IntegerField):
    """Per cent off; empty for no discount."""

    def __init__(self, *, label: str, help_text: str) -> None:
        super().__init__(
            label=label, help_text=help_text, min_value=1, max_value=100, required=False,
            widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        )  # fmt: skip


class DiscountsForm(forms.Form):
    """The discounts of an offer."""

    post_discount_percent = PercentField(
        label="Discount in posts, %",
        help_text=f"Each post gets a code of its own, so that its orders are counted for it. {_NO_CODE}",
    )
    scene_discount_percent = PercentField(
        label="Discount for the code in the video, %",
        help_text=f"One code to say or to show, for all posts of the video. {_NO_CODE}",
    )
    scene_code = forms.CharField(
        label="Code in the video",
        max_length=24,
        required=False,
        help_text="Letters A to Z and digits. Leave it empty, and a code that is easy to say is chosen.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )

    def clean_scene_code(self) -> str:
        """The code in upper case."""
        typed: str = self.cleaned_data["scene_code"]
        code = codes.read_discount_code(typed)
        if typed and not code:
            raise ValidationError(
                "Use 3 to 24 letters from A to Z and digits, without spaces.", code="invalid"
            )
        return code


class OfferForm(DiscountsForm):
    """A product for a video or for one of its scenes. The picker has the choices of ``product``."""

    product = forms.ModelChoiceField(
        Product.objects.none(), widget=forms.HiddenInput, error_messages={"required": "Choose a product."}
    )
    scene = SceneField(Scene.objects.none(), label="Where", empty_label="The whole video", required=False)

    field_order = ("product", "scene")

    def __init__(self, *args: Any, video: Video, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        products: Any = self.fields["product"]
        products.queryset = Product.objects.for_workspace(video.workspace).select_related("store")
        scenes: Any = self.fields["scene"]
        scenes.queryset = video.scenes.order_by("position")


class OfferChangeForm(DiscountsForm):
    """The variant and the discounts of an offer."""

    version = VersionField()
    variant = forms.ModelChoiceField(
        Variant.objects.none(),
        label="Variant",
        empty_label="Any",
        required=False,
        help_text="The one that the product's page shows first.",
    )
    to_checkout = forms.BooleanField(
        label="Links open the checkout",
        required=False,
        help_text="With this variant in the cart. Customers skip the product's page, and their orders are "
        "credited for certain.",
    )

    field_order = ("version", "variant", "to_checkout")

    def __init__(self, *args: Any, offer: Offer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        variants: Any = self.fields["variant"]
        variants.queryset = offer.product.variants.order_by("position", "pk")


class MerchForm(forms.Form):
    """A product to create as a draft. The price is in the shop's currency."""

    store = forms.ModelChoiceField(queryset=Store.objects.none(), label="Shop", empty_label=None)
    at_s = forms.FloatField(min_value=0, required=False, label="Frame for the picture, in seconds")
    title = forms.CharField(max_length=255, label="Product title")
    description = forms.CharField(
        max_length=5000, required=False, widget=forms.Textarea(attrs={"rows": 4}), label="Description"
    )
    price = forms.DecimalField(min_value=0, max_value=Decimal(9999999), max_digits=10, label="Price")
    # Of a new draft: a form that is sent twice makes one.
    new_id = forms.RegexField(r"\Amch_[0-9a-hjkmnp-tv-z]{26}\Z", widget=forms.HiddenInput)

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        stores: QuerySet[Store],
        length_s: float,
        initial: Mapping[str, object],
    ) -> None:
        super().__init__(data, initial=dict(initial))
        cast(forms.ModelChoiceField[Store], self.fields["store"]).queryset = stores
        currencies = {store.currency for store in stores}
        if len(currencies) == 1:
            self.fields["price"].label = f"Price in {currencies.pop()}"
        else:
            self.fields["price"].help_text = "In the shop's currency."
        at_s = self.fields["at_s"]
        at_s.widget = forms.NumberInput(attrs={"step": 0.1, "data-cover-of": ".merch .player__video"})
        at_s.validators.append(MaxValueValidator(length_s))
        at_s.help_text = f"From 0 to {length_s:g}. Empty: the poster."

    def clean(self) -> dict[str, Any]:
        """Check that the price has no more decimal places than the currency."""
        cleaned = super().clean() or self.cleaned_data
        store, price = cleaned.get("store"), cleaned.get("price")
        if store and price is not None and _in_minor(price, store.currency) is None:
            most = money.places(store.currency)
            places = f"at most {most} decimal places" if most else "no decimal places"
            self.add_error("price", forms.ValidationError(f"{store.currency} has {places}.", code="places"))
        return cleaned

    def content(self) -> Content:
        """Return the fields in the form that ``merch.drafts`` accepts. The form must be valid."""
        cleaned = self.cleaned_data
        return Content(
            at_s=cleaned["at_s"],
            title=cleaned["title"],
            description=cleaned["description"].replace("\r\n", "\n"),
            price_minor=_in_minor(cleaned["price"], cleaned["store"].currency) or 0,
        )


def _in_minor(price: Decimal, currency: str) -> int | None:
    """The price in the currency's smallest unit; None if it has more decimal places than the currency."""
    minor = price.scaleb(money.places(currency))
    return int(minor) if minor == minor.to_integral_value() else None
