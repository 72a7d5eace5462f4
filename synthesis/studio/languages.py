"""The languages a video can be in: BCP 47 tags, in one spelling."""

import re
import tomllib
from functools import cache
from pathlib import Path

from django.conf.locale import LANG_INFO

from synthesis.assembly import fonts, narration
from synthesis.assembly.speech.piper import catalogue
from synthesis.errors import LanguageNotSpokenError, LanguageNotWrittenError, SceneFieldError

_TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z]{4})?(-[A-Za-z]{2})?")

_SAMPLES = Path(__file__).with_name("samples.toml")

# The languages offered on pages: those with natural voices first, the others by name. Any other language with
# a voice works too; narration refuses the rest.
OFFERED = {
    "en": "English",
    "en-GB": "English (UK)",
    "es": "Spanish",
    "fr": "French",
    "it": "Italian",
    "pt-BR": "Portuguese (Brazil)",
    "zh": "Chinese",
    "ja": "Japanese",
    "hi": "Hindi",
    "ar": "Arabic",
    "bg": "Bulgarian",
    "cs": "Czech",
    "da": "Danish",
    "nl": "Dutch",
    "fi": "Finnish",
    "de": "German",
    "el": "Greek",
    "he": "Hebrew",
    "hu": "Hungarian",
    "id": "Indonesian",
    "ko": "Korean",
    "no": "Norwegian",
    "pl": "Polish",
    "ro": "Romanian",
    "ru": "Russian",
    "sk": "Slovak",
    "sv": "Swedish",
    "tr": "Turkish",
    "uk": "Ukrainian",
    "vi": "Vietnamese",
}


def normalise(tag: str) -> str:
    """The tag in its usual spelling: ``pt-br`` becomes ``pt-BR``. Raises SceneFieldError."""
    if not _TAG.fullmatch(tag.strip()):
        raise SceneFieldError(field="language", detail="Use a language tag, such as en, de or pt-BR.")
    first, *rest = tag.strip().split("-")
    return "-".join([first.lower(), *(part.title() if len(part) == 4 else part.upper() for part in rest)])


def name_of(tag: str) -> str:
    """The language's English name, or the tag if the name is not known."""
    known = OFFERED.get(tag) or LANG_INFO.get(tag.lower(), {}).get("name")
    return str(known or tag)


def choices() -> list[tuple[str, str]]:
    """The offered languages with their titles, those with natural voices first."""
    basic = {tag for tag in OFFERED if is_basic(language=tag)}
    titles = [(tag, f"{name} (basic voice)" if tag in basic else name) for tag, name in OFFERED.items()]
    return sorted(titles, key=lambda choice: choice[0] in basic)


def is_basic(*, language: str) -> bool:
    """True if this installation speaks the language only with basic voices, or online for a charge."""
    return not narration.has_natural_voice(language=language)


def has_downloads(*, language: str) -> bool:
    """True if ``make voices`` can download natural voices for the language."""
    return language.split("-")[0] in catalogue.LISTED


def sample_of(tag: str) -> str:
    """A sentence in the language, to hear a voice; the language's own name if there is none."""
    known = _samples()
    own_name = LANG_INFO.get(tag.lower(), {}).get("name_local")
    return known.get(tag.split("-")[0]) or str(own_name or known["en"])


@cache
def _samples() -> dict[str, str]:
    return tomllib.loads(_SAMPLES.read_text(encoding="utf-8"))


def is_english(tag: str) -> bool:
    """True for English of any region."""
    return tag.lower().split("-")[0] == "en"


def require_voice(*, language: str) -> None:
    """Raise LanguageNotSpokenError for a language without a voice on this machine."""
    if not narration.voices(language=language):
        offered = [f"{name} ({tag})" for tag, name in OFFERED.items()]
        raise LanguageNotSpokenError(language=language, offered=offered)


def require_face(*, language: str) -> None:
    """Raise LanguageNotWrittenError for a language that captions cannot show."""
    if not fonts.covers_language(language):
        offered = [f"{name} ({tag})" for tag, name in OFFERED.items()]
        raise LanguageNotWrittenError(language=language, offered=offered)
