"""What ElevenLabs' models can do: languages, lengths, and whether they accept a language."""

from dataclasses import dataclass

_MULTILINGUAL = frozenset({
    "ar", "bg", "cs", "da", "de", "el", "en", "es", "fi", "fil", "fr", "hi", "hr", "id", "it", "ja",
    "ko", "ms", "nl", "pl", "pt", "ro", "ru", "sk", "sv", "ta", "tr", "uk", "zh",
})  # fmt: skip
_FLASH = _MULTILINGUAL | {"hu", "no", "vi"}
_NEWEST = _FLASH | {
    "af", "as", "az", "be", "bn", "bs", "ca", "ceb", "cy", "et", "fa", "ga", "gl", "gu", "ha", "he",
    "hy", "is", "jv", "ka", "kk", "kn", "ky", "lb", "ln", "lt", "lv", "mk", "ml", "mr", "ne", "ny",
    "pa", "ps", "sd", "sl", "so", "sr", "sw", "te", "th", "ur",
}  # fmt: skip
# Other names of the same languages: old ones, and those of Norwegian.
_SAME = {"nb": "no", "nn": "no", "tl": "fil", "iw": "he", "in": "id"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """The capabilities of one family of models."""

    languages: frozenset[str]
    most_characters: int
    accepts_language: bool

    def language(self, tag: str) -> str:
        """ElevenLabs' code for a BCP 47 tag; empty for a language that the model does not speak."""
        primary = tag.lower().replace("_", "-").split("-")[0]
        code = _SAME.get(primary, primary)
        return code if code in self.languages else ""


_MODELS = {
    "eleven_multilingual_v2": Model(languages=_MULTILINGUAL, most_characters=10_000, accepts_language=False),
    "eleven_flash_v2_5": Model(languages=_FLASH, most_characters=40_000, accepts_language=True),
    "eleven_turbo_v2_5": Model(languages=_FLASH, most_characters=40_000, accepts_language=True),
}
_OTHER = Model(languages=_NEWEST, most_characters=5_000, accepts_language=True)


def named(name: str) -> Model:
    """The model's capabilities; for an unknown name, those of the newest models."""
    return _MODELS.get(name, _OTHER)
