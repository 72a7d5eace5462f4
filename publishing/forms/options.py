"""A platform's options as fields of a form."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django import forms
from django.forms.boundfield import BoundField

from publishing import platforms
from publishing.forms.content import TextField
from publishing.models import Connection
from publishing.platforms import Account, Field, Input, Kind, Options, Platform, Section, Terms

# A longer choice is a list to select from.
_MOST_CARDS = 6
_ANSWERS = {"yes": True, "no": False}


class _ListField(forms.CharField):
    """Short texts separated by commas, without duplicates, each cut to ``item_characters``."""

    def __init__(self, *, most: int | None, item_characters: int | None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._most = most
        self._item_characters = item_characters

    def clean(self, value: Any) -> list[str]:
        """Return the texts."""
        texts = (text.strip().lstrip("#") for text in super().clean(value).split(",") if text.strip(" #"))
        found = list(dict.fromkeys(text[: self._item_characters] for text in texts))
        if self._most is not None and len(found) > self._most:
            raise forms.ValidationError(f"Enter at most {self._most}.", code="max_items")
        return found


@dataclass(frozen=True, slots=True)
class Card:
    """One option value, shown as a card. ``not_with`` is the name of the field that excludes it."""

    value: str
    title: str
    text: str
    is_chosen: bool
    not_with: str


@dataclass(frozen=True, slots=True)
class Option:
    """One platform option in the composer. Without cards it is an ordinary field.

    ``parts`` are options that apply only while this one, a switch, is on. ``extends_terms`` is True if the
    longer ``terms`` of another option apply while it is on.
    """

    bound: BoundField
    cards: tuple[Card, ...]
    terms: Terms | None
    extends_terms: bool
    parts: tuple["Option", ...]


class OptionsForm(forms.Form):
    """The base of forms with a platform's options. A subclass calls ``offer_options`` when it is made.

    Options may be left empty. The platform's rules decide which ones are required for publishing.
    """

    _options_type: type[Options]
    _inputs: tuple[Input, ...] = ()

    def offer_options(
        self, *, platform: Platform, account: Account, connection: Connection, before: Options | None
    ) -> None:
        """Add the options that the account has, as fields. ``before`` are those that were chosen before."""
        self._options_type = platform.options_type
        self._inputs = _inputs_for(platform, account=account, connection=connection, before=before)
        fields = {field.name: field for field in platforms.fields_of(self._options_type)}
        for each in self._inputs:
            self.fields[each.name] = _control(each, fields[each.name])
            if each.is_fixed:
                # Nothing but the default is possible, whatever was chosen before.
                self.initial.pop(each.name, None)

    def text_options(self) -> list[Option]:
        """The platform's options about the text."""
        return self._shown(Section.TEXT)

    def audience_options(self) -> list[Option]:
        """The platform's options about the audience."""
        return self._shown(Section.AUDIENCE)

    def label_options(self) -> list[Option]:
        """The platform's options about labels."""
        return self._shown(Section.LABELS)

    def extras_options(self) -> list[Option]:
        """The playlists and the first comment; none without the permission."""
        return self._shown(Section.EXTRAS)

    def options(self) -> Options:
        """Return the options as typed. One that is not valid, or does not apply, has its default."""
        kinds = {field.name: field.kind for field in platforms.fields_of(self._options_type)}
        given = {
            name: _meant(kind, self.cleaned_data[name])
            for name, kind in kinds.items()
            if name in self.cleaned_data
        }
        for each in self._inputs:
            if each.switch and not given.get(each.switch):
                given.pop(each.name, None)
        empty = self._options_type.model_validate({}).model_dump()
        return self._options_type.model_validate({**empty, **given})

    def places(self) -> dict[str, str]:
        """The id on the page of each field, by the name that rules use."""
        return {name: _id_of(self[name]) for name in self.fields}

    def _shown(self, section: Section) -> list[Option]:
        return [self._option(each) for each in self._inputs if each.section is section and not each.switch]

    def _option(self, each: Input) -> Option:
        bound = self[each.name]
        chosen = str(bound.value() or "")
        cards = tuple(
            Card(
                value=one.value,
                title=one.label,
                text=one.text,
                is_chosen=one.value == chosen,
                not_with=self.add_prefix(one.not_with) if one.not_with else "",
            )
            for one in each.values
        )
        return Option(
            bound=bound,
            cards=cards if len(cards) <= _MOST_CARDS and each.section is not Section.EXTRAS else (),
            terms=each.terms,
            extends_terms=any(each.name == other.terms.extended_by for other in self._inputs if other.terms),
            parts=tuple(self._option(other) for other in self._inputs if other.switch == each.name),
        )


def _id_of(bound: BoundField) -> str:
    """The id of a field's control; of the first one, if it has several."""
    return bound.id_for_label or f"{bound.auto_id}_0"


def _inputs_for(
    platform: Platform, *, account: Account, connection: Connection, before: Options | None
) -> tuple[Input, ...]:
    """Return the inputs of a form. Extras are among them if they are permitted, or were chosen before.

    What was chosen before and is no longer there stays available, so that saving does not drop it.
    """
    found = tuple(platform.inputs(account=account, playlists=connection.playlists))
    had_some = before is not None and bool(platform.extras_of(options=before))
    if not connection.may_add_extras and not had_some:
        return tuple(each for each in found if each.section is not Section.EXTRAS)
    return tuple(_with_chosen(each, before) for each in found)


def _with_chosen(each: Input, before: Options | None) -> Input:
    chosen = getattr(before, each.name, ()) if each.section is Section.EXTRAS else ()
    known = {one.value for one in each.values}
    gone = [value for value in chosen if value not in known] if isinstance(chosen, tuple) else []
    values = (*each.values, *(platforms.OptionValue(value, platforms.GONE_VALUE) for value in gone))
    return replace(each, values=values)


def typed(options: Options) -> dict[str, object]:
    """Convert options to the form's values."""
    return {
        field.name: _as_typed(field.kind, getattr(options, field.name))
        for field in platforms.fields_of(type(options))
    }


def _as_typed(kind: Kind, value: object) -> object:
    if isinstance(value, list | tuple):
        return list(value) if kind is Kind.SEVERAL else ", ".join(value)
    if kind is Kind.YES_NO and value is not None:
        return "yes" if value else "no"
    return "" if value is None else value


def _meant(kind: Kind, typed: object) -> object:
    """Convert a form value to the document's value. None if nothing is selected."""
    if kind is Kind.YES_NO:
        return _ANSWERS.get(str(typed))
    return typed or None if kind is Kind.CHOICE else typed


def _control(each: Input, field: Field) -> forms.Field:
    """The form field of an option, with the limits of the options document."""
    if field.kind is Kind.LIST:
        control: forms.Field = _ListField(
            most=field.max_items, item_characters=field.max_characters, max_length=each.max_characters
        )
    elif field.kind is Kind.SWITCH:
        control = forms.BooleanField()
    elif field.kind is Kind.TEXT:
        control = TextField(rows=3, max_length=field.max_characters or 0)
    elif field.kind is Kind.SEVERAL:
        several = [(one.value, one.label) for one in each.values]
        control = forms.MultipleChoiceField(choices=several, widget=forms.CheckboxSelectMultiple)
    elif field.kind is Kind.NUMBER:
        control = forms.IntegerField(min_value=field.least, max_value=field.most)
    else:
        control = _choice(each.values)
    control.required = False
    control.label = each.label
    control.help_text = each.hint
    control.disabled = each.is_fixed
    return control


def _choice(values: Sequence[platforms.OptionValue]) -> forms.Field:
    choices = [(one.value, one.label) for one in values]
    is_short = len(choices) <= _MOST_CARDS
    return forms.ChoiceField(choices=choices, widget=forms.RadioSelect if is_short else forms.Select)
