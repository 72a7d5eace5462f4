"""The Piper voices that can be downloaded, for languages without a natural voice in a package.

A voice is in the list if its licence may allow commercial use; its model card decides when it is downloaded.
"""

from dataclasses import dataclass

REVISION = "c10ece1aade47bb51c153c893d14e5bf8e5b7117"
SOURCE = "huggingface.co/rhasspy/piper-voices"
# Never offered, whatever their model cards say.
EXCLUDED = {
    "en_US-joe-medium": "its training began with recordings for research only",
    "ar_JO-kareem-medium": "its recordings have no licence",
    "vi_VN-vivos-x_low": "it is for non-commercial use only",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A voice that can be downloaded. ``gender`` is ``female``, ``male`` or empty."""

    name: str
    gender: str
    size_mb: int

    @property
    def language(self) -> str:
        """The BCP 47 tag, such as de-DE."""
        return self.name.partition("-")[0].replace("_", "-")

    @property
    def speaker(self) -> str:
        """The name of the speaker, as the source spells it."""
        return self.name.split("-")[1]

    @property
    def quality(self) -> str:
        """Piper's size of the model: x_low to high."""
        return self.name.split("-")[2]

    @property
    def folder(self) -> str:
        """The path of its files at the source."""
        code = self.name.partition("-")[0]
        return f"{code.partition('_')[0]}/{code}/{self.speaker}/{self.quality}"

    @property
    def title(self) -> str:
        """The name that people see."""
        return self.speaker.replace("_", " ").title()


# By language, best first. Of a speaker with several models, the first that is free is downloaded.
LISTED = {
    "de": (
        Listed(name="de_DE-thorsten-high", gender="male", size_mb=114),
        Listed(name="de_DE-thorsten-medium", gender="male", size_mb=63),
    ),
    "nl": (Listed(name="nl_BE-nathalie-medium", gender="female", size_mb=63),),
    "pl": (
        Listed(name="pl_PL-gosia-medium", gender="female", size_mb=63),
        Listed(name="pl_PL-darkman-medium", gender="male", size_mb=63),
    ),
    "ru": (
        Listed(name="ru_RU-irina-medium", gender="female", size_mb=63),
        Listed(name="ru_RU-dmitri-medium", gender="male", size_mb=63),
        Listed(name="ru_RU-denis-medium", gender="male", size_mb=63),
    ),
    "sv": (Listed(name="sv_SE-nst-medium", gender="male", size_mb=63),),
    "tr": (
        Listed(name="tr_TR-fahrettin-medium", gender="male", size_mb=63),
        Listed(name="tr_TR-dfki-medium", gender="male", size_mb=63),
    ),
    "uk": (Listed(name="uk_UA-ukrainian_tts-medium", gender="", size_mb=77),),
    "vi": (Listed(name="vi_VN-vais1000-medium", gender="female", size_mb=63),),
}
