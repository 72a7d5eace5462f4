"""The index of objects by language: their names and keywords, packed by ``packing``."""

import gzip
import json
from functools import cache
from pathlib import Path

# Of each object the name in the language, and then the keywords.
Entries = dict[str, list[str]]

DEFAULT = "en"

_FOLDER = Path(__file__).with_name("cldr")
# Tags whose texts are in the script of another index than that of their language.
_OTHERS = {"zh-TW": "zh-Hant", "zh-HK": "zh-Hant", "zh-MO": "zh-Hant", "nb": "no", "nn": "no"}


def file_of(language: str) -> Path:
    """Where the index of a language is stored."""
    return _FOLDER / f"{language}.json.gz"


@cache
def tag_of(language: str) -> str:
    """The language of the index for a tag: that of its script or language. Empty if there is none."""
    primary, _, rest = language.partition("-")
    script = f"{primary}-{rest.partition('-')[0]}"
    tags = (_OTHERS.get(language, ""), language, script, _OTHERS.get(primary, ""), primary)
    return next((tag for tag in tags if tag and file_of(tag).exists()), "")


@cache
def entries(tag: str) -> Entries:
    """The entries of a language that has an index."""
    content: Entries = json.loads(gzip.decompress(file_of(tag).read_bytes()))
    return content


@cache
def names() -> frozenset[str]:
    """The names of all objects. Every one has an English name."""
    return frozenset(entries(DEFAULT))
