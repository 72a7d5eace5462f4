"""The languages a video can be in: BCP 47 tags, in one spelling."""

import re

from django.conf.locale import LANG_INFO

from synthesis.assembly import fonts, narration
from synthesis.errors import LanguageNotSpokenError, LanguageNotWrittenError, SceneFieldError

_TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z]{4})?(-[A-Za-z]{2})?")

# The languages offered on pages. Any other language with a voice works too; narration refuses the rest.
OFFERED = {
    "en": "English",
    "en-GB": "English (UK)",
    "de": "German",
    "es": "Spanish",
    "fr": "French",
    "it": "Italian",
    "pt-BR": "Portuguese (Brazil)",
    "nl": "Dutch",
    "pl": "Polish",
    "tr": "Turkish",
    "ar": "Arabic",
    "ja": "Japanese",
    "hi": "Hindi",
    "sv": "Swedish",
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
