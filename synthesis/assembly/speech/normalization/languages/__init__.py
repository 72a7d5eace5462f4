"""The languages, one table each. A new language is a new file here."""

from functools import cache, lru_cache
from importlib import import_module
from pkgutil import iter_modules

from synthesis.assembly.speech.normalization.language import Language
from synthesis.assembly.speech.normalization.languages.plain import PLAIN

# Other tags of a language that has a table.
ALIASES = {"cmn": "zh"}
SHARED = {"plain", "english_words"}


@lru_cache(maxsize=256)
def find(tag: str) -> Language:
    """The language of a BCP 47 tag, or one without words for a language that has no table."""
    primary, *others = tag.lower().replace("_", "-").split("-")
    primary = ALIASES.get(primary, primary)
    if primary not in _known():
        return PLAIN
    # Tables are imported when needed: a worker speaks few languages.
    regions: dict[str, Language] = import_module(f"{__name__}.{primary}").LANGUAGES
    return next((regions[other] for other in others if other in regions), regions[""])


@cache
def _known() -> frozenset[str]:
    return frozenset(module.name for module in iter_modules(__path__)) - SHARED
