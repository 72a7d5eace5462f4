"""The product's own words for objects, from the files in ``terms``. Only the lexicon is made from them."""

import tomllib
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict

_FOLDER = Path(__file__).with_name("terms")


def _lines(value: object) -> object:
    return (value,) if isinstance(value, str) else value


Lines = Annotated[tuple[str, ...], BeforeValidator(_lines)]


class Terms(BaseModel):
    """The terms of a language by object, separated by commas, and the senses of ambiguous words.

    ``nothing`` are phrases that picture nothing, such as "piece of cake". ``names`` are words that are also
    proper names, with the object of the name, or an empty text.

    A line of a sense is an object, or several with "|", and after a colon words of its topic; see
    ``en_senses.toml``.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    things: dict[str, str] = {}
    actions: dict[str, str] = {}
    ideas: dict[str, str] = {}
    faces: dict[str, str] = {}
    senses: dict[str, Lines] = {}
    nothing: str = ""
    names: dict[str, str] = {}


def of(tag: str) -> Terms:
    """The terms of a language of the index. Some languages have none."""
    files = [_FOLDER / f"{tag}.toml", _FOLDER / f"{tag}_senses.toml"]
    parts = [tomllib.loads(file.read_text(encoding="utf-8")) for file in files if file.exists()]
    return Terms.model_validate({name: value for part in parts for name, value in part.items()})
