"""The languages in which the provider understands a search."""

from synthesis.assembly.fonts import scripts

_LOCALES = (
    "en-US", "pt-BR", "es-ES", "ca-ES", "de-DE", "it-IT", "fr-FR", "sv-SE", "id-ID", "pl-PL", "ja-JP",
    "zh-TW", "zh-CN", "ko-KR", "th-TH", "nl-NL", "hu-HU", "vi-VN", "cs-CZ", "da-DK", "fi-FI", "uk-UA",
    "el-GR", "ro-RO", "nb-NO", "sk-SK", "tr-TR", "ru-RU",
)  # fmt: skip
ENGLISH = "en-US"
_OTHERS = {"no": "nb-NO", "nn": "nb-NO", "zh": "zh-CN", "cmn": "zh-CN", "yue": "zh-TW", "en": ENGLISH}


def of(language: str) -> str:
    """The locale of a language tag; empty if the provider has none for it."""
    parts = language.replace("_", "-").split("-")
    if {"tw", "hant", "hk"} & {part.lower() for part in parts}:
        return "zh-TW"
    primary = scripts.primary_of(language)
    return _OTHERS.get(primary) or next(
        (locale for locale in _LOCALES if scripts.primary_of(locale) == primary), ""
    )
