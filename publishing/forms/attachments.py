"""What apps above attach to a post, as fields: the shared choice, and where each channel shows the lines."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms

from publishing.attachments import Item, Offering
from publishing.models import Choice, Connection, Placement

# On the page while the choices are: without it, nothing was chosen or unchosen.
SHOWN = "offers_shown"
_GONE = "removed from the video"


@dataclass(frozen=True, slots=True)
class Offered:
    """One item as the page shows it, with the ids of its two checkboxes."""

    item: Item
    is_chosen: bool
    with_code: bool

    @property
    def id(self) -> str:
        """The id of its checkbox."""
        return f"id_offers_{self.item.key}"

    @property
    def hint(self) -> str:
        """What is shown below its name."""
        parts = (self.item.detail, _GONE if self.item.is_gone else "", self.item.refusal)
        return " · ".join(each for each in parts if each)

    @property
    def is_refused(self) -> bool:
        """True if it can't be chosen now."""
        return bool(self.item.refusal) and not self.is_chosen

    @property
    def code_id(self) -> str:
        """The id of the checkbox for its code."""
        return f"id_offer_codes_{self.item.key}"


class ChoicesForm(forms.Form):
    """The base of forms that choose what is attached. A subclass calls ``offer_items`` when it is made."""

    offering: Offering | None = None

    def offer_items(self, *, offering: Offering | None, chosen: Sequence[Choice]) -> None:
        """Add the fields, if there is something to choose."""
        self.offering = offering
        if offering is None or not offering.items:
            return
        self.initial["offers"] = [each.key for each in chosen]
        self.initial["offer_codes"] = [each.key for each in chosen if each.with_code]
        self.fields["offers"] = forms.MultipleChoiceField(
            choices=[(each.key, each.label) for each in offering.items],
            required=False,
            label=offering.title,
        )
        self.fields["offer_codes"] = forms.MultipleChoiceField(
            choices=[(each.key, each.code_label) for each in offering.items if each.code_label],
            required=False,
            label="Codes",
        )

    def offered(self) -> list[Offered]:
        """The items, with what is chosen or typed."""
        if self.offering is None or not self.offering.items:
            return []
        keys, codes = self._keys("offers"), self._keys("offer_codes")
        return [
            Offered(item=each, is_chosen=each.key in keys, with_code=each.key in codes)
            for each in self.offering.items
        ]

    def choices(self) -> list[Choice] | None:
        """Return what is chosen, as far as it is valid; None if the page did not show the choices."""
        if SHOWN not in self.data or "offers" not in self.fields:
            return None
        codes = self._keys("offer_codes")
        keys = {each.key: each for each in self.offering.items} if self.offering else {}
        return [
            Choice(key=key, with_code=key in codes and bool(keys[key].code_label))
            for key in keys
            if key in self._keys("offers")
        ]

    def _keys(self, name: str) -> set[str]:
        is_typed = self.is_bound and SHOWN in self.data
        found: Any = self[name].value() if is_typed else self.initial.get(name, [])
        return {str(each) for each in found or ()}


class PlacementField(forms.ChoiceField):
    """Where a channel shows the lines: in the text, in the first comment, or nowhere."""

    def __init__(self, *, connection: Connection, placement: Placement, title: str) -> None:
        words = connection.words
        choices = [(Placement.TEXT, f"In the {words.text_label.lower()}, below your text")]
        may_comment = connection.may_add_extras or placement is Placement.COMMENT
        if connection.extras and may_comment:
            choices.append((Placement.COMMENT, "In the first comment"))
        choices.append((Placement.NONE, "Not in the post: copy the links from its page"))
        hints = [words.links_note]
        if connection.extras and not may_comment:
            hints.append("For the first comment, allow comments below.")
        super().__init__(
            choices=[(each.value, label) for each, label in choices],
            initial=placement.value,
            label=f"{title}: where the links go",
            help_text=" ".join(each for each in hints if each),
        )

    def clean(self, value: Any) -> str:
        """Return the placement. A page that did not show the field changes nothing."""
        return str(super().clean(value) if value else "")
