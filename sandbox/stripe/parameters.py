"""Validates parameters by the SDK's own description of each operation.

Names, types and choices come from the typed dictionaries in ``stripe.params``, so that they match the pinned
version.
"""

import re
import sys
import types
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import (
    Any,
    Literal,
    NotRequired,
    Required,
    Union,
    get_args,
    get_origin,
    get_type_hints,
    is_typeddict,
)

import stripe
import typing_extensions

from sandbox.stripe import errors, forms

_WHOLE = re.compile(r"-?\d{1,15}")
_UNIONS = (Union, types.UnionType)
_WRAPPERS = (Required, NotRequired, typing_extensions.Required, typing_extensions.NotRequired)
_FAILED = object()


def read(name: str, given: dict[str, Any]) -> dict[str, Any]:
    """Return the typed parameters of ``stripe.params.<name>``. Raises StripeError for anything else."""
    return _dictionary(_described(name), given, "")


def refuse(given: dict[str, Any], *names: str) -> None:
    """Refuse what Stripe supports and the sandbox does not, instead of ignoring it silently."""
    for name in names:
        if given.get(name) not in (None, "", [], {}):
            raise errors.invalid(f"The sandbox does not support the parameter: {name}", param=name)


@cache
def _described(name: str) -> type:
    """The SDK loads these by name, which a type checker cannot follow."""
    found: Any = stripe.params
    for part in name.split("."):
        found = getattr(found, part)
    described: type = found
    return described


@cache
def _fields(described: type) -> dict[str, Any]:
    return {name: _bare(hint) for name, hint in _hints(described).items()}


@cache
def _required(described: type) -> frozenset[str]:
    return frozenset(
        name for name, hint in _hints(described).items() if get_origin(hint) not in _WRAPPERS[1::2]
    )


def _hints(described: type) -> dict[str, Any]:
    """Return all fields except the SDK's own options. One of these has a type for checkers only."""
    options = stripe.RequestOptions.__annotations__
    own = {name: hint for name, hint in described.__annotations__.items() if name not in options}
    namespace = vars(sys.modules[described.__module__])
    return get_type_hints(types.SimpleNamespace(__annotations__=own), namespace, include_extras=True)


def _bare(hint: Any) -> Any:
    while get_origin(hint) in _WRAPPERS:
        hint = get_args(hint)[0]
    return hint


def _dictionary(described: type, given: dict[str, Any], path: str) -> dict[str, Any]:
    fields = _fields(described)
    for name in given:
        if name not in fields:
            where = _join(path, name)
            raise errors.invalid(
                f"Received unknown parameter: {where}", param=where, code="parameter_unknown"
            )
    for name in _required(described):
        if name not in given:
            raise absent(_join(path, name))
    return {name: _value(fields[name], value, _join(path, name)) for name, value in given.items()}


def absent(name: str) -> errors.StripeError:
    return errors.invalid(f"Missing required param: {name}.", param=name, code="parameter_missing")


def _join(path: str, name: str) -> str:
    return f"{path}[{name}]" if path else name


def _value(hint: Any, value: Any, path: str) -> Any:
    choices = _choices(hint)
    if value == "":
        return ""
    if isinstance(value, dict):
        return _nested(choices, value, path)
    for choice in choices:
        if choice in _SCALARS or get_origin(choice) is Literal:
            read_as = _scalar(choice, value)
            if read_as is not _FAILED:
                return _only_chosen(choices, read_as, path)
    raise _misread(choices, value, path)


def _choices(hint: Any) -> list[Any]:
    """Return the alternatives, strings last, since any text is a valid string."""
    found = [_bare(choice) for choice in get_args(hint)] if get_origin(hint) in _UNIONS else [hint]
    return sorted(found, key=lambda choice: choice is str)


def _nested(choices: list[Any], value: dict[str, Any], path: str) -> Any:
    for choice in choices:
        if is_typeddict(choice) or typing_extensions.is_typeddict(choice):
            return _dictionary(choice, value, path)
        if get_origin(choice) is list:
            (inner,) = get_args(choice)
            entries = forms.items(value)
            return [_value(inner, entry, f"{path}[{place}]") for place, entry in enumerate(entries)]
        if get_origin(choice) is dict:
            inner = get_args(choice)[1]
            return {name: _value(inner, entry, f"{path}[{name}]") for name, entry in value.items()}
    raise errors.invalid(f"Invalid string: {value}", param=path)


def _only_chosen(choices: list[Any], value: Any, path: str) -> Any:
    """``Literal['a', 'b'] | str`` lists all values that Stripe accepts today. Ignore the open ``str``."""
    known = [text for choice in choices if get_origin(choice) is Literal for text in get_args(choice) if text]
    others = [choice for choice in choices if choice in _SCALARS and choice is not str]
    if not known or others or value in known:
        return value
    listed = f"{', '.join(known[:-1])}, or {known[-1]}" if len(known) > 1 else known[0]
    raise errors.invalid(f"Invalid {path}: must be one of {listed}", param=path)


def _scalar(choice: Any, text: str) -> Any:
    if choice is bool:
        return {"true": True, "false": False}.get(text, _FAILED)
    if choice is int:
        return int(text) if _WHOLE.fullmatch(text) else _FAILED
    if choice in (float, Decimal):
        return _number(choice, text)
    if choice is str:
        return text
    return text if text in get_args(choice) else _FAILED


def _number(choice: Any, text: str) -> Any:
    try:
        return choice(text)
    except (ValueError, InvalidOperation):
        return _FAILED


def _misread(choices: list[Any], value: str, path: str) -> errors.StripeError:
    if int in choices:
        return errors.invalid(f"Invalid integer: {value}", param=path, code="parameter_invalid_integer")
    if bool in choices:
        return errors.invalid(f"Invalid boolean: {value}", param=path)
    if float in choices or Decimal in choices:
        return errors.invalid(f"Invalid decimal: {value}", param=path)
    if any(get_origin(choice) is list for choice in choices):
        return errors.invalid("Invalid array", param=path)
    if any(get_origin(choice) is Literal for choice in choices):
        _only_chosen(choices, value, path)
    return errors.invalid("Invalid object", param=path)


_SCALARS = (bool, int, float, Decimal, str)
