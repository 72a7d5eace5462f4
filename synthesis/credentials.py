"""Content credentials: what those of a file say, and what became of those of a finished video."""

from datetime import datetime
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

# The assertion that holds the digest of the recipe.
RECIPE = "org.ettametta.recipe"
_TERMS = "http://cv.iptc.org/newscodes/digitalsourcetype/"


class SourceType(StrEnum):
    """The terms of IPTC's vocabulary *Digital Source Type* for finished videos. See docs/marks.md."""

    TRAINED = "trainedAlgorithmicMedia"
    COMPOSITE_TRAINED = "compositeWithTrainedAlgorithmicMedia"
    ALGORITHMIC = "algorithmicMedia"
    COMPOSITE = "composite"

    @property
    def uri(self) -> str:
        """The term as manifests name it."""
        return _TERMS + self.value


# Terms for media that a model made wholly or partly.
WHOLLY_AI = frozenset({SourceType.TRAINED.value})
PARTLY_AI = frozenset({SourceType.COMPOSITE_TRAINED.value, "compositeSynthetic", "trainedAlgorithmicData"})
# Terms that leave open whether a part was generated.
PERHAPS_AI = frozenset({SourceType.COMPOSITE.value, "digitalArt", "empty"})


class AiUse(StrEnum):
    """What the credentials say about generated parts."""

    ALL = "all"
    PART = "part"
    NONE = "none"
    UNSAID = "unsaid"


class Trust(StrEnum):
    """Whose certificate signed: this installation's, one of the C2PA trust list, or another."""

    OWN = "own"
    LISTED = "listed"
    UNKNOWN = "unknown"


class Ingredient(BaseModel):
    """A file that went into another, with what its own credentials say."""

    model_config = ConfigDict(frozen=True)

    title: str = ""
    has_credentials: bool = False
    is_intact: bool = True
    signer: str = ""
    ai_use: AiUse = AiUse.UNSAID


class Report(BaseModel):
    """The credentials of a file.

    ``is_intact`` is False if the file or its credentials were changed after the signature. ``stamped_at`` is
    the time that a time-stamp authority confirmed, ``said_at`` the time that the signer stated.
    """

    model_config = ConfigDict(frozen=True)

    is_intact: bool
    trust: Trust
    is_development: bool = False
    signer: str = ""
    generator: str = ""
    said_at: datetime | None = None
    stamped_at: datetime | None = None
    is_stamp_trusted: bool = False
    ai_use: AiUse = AiUse.UNSAID
    source_type: str = ""
    recipe_sha256: str = ""
    ingredients: tuple[Ingredient, ...] = ()
    problems: tuple[str, ...] = ()

    @property
    def is_expired(self) -> bool:
        """True if the certificate has expired, and no time stamp shows that the signature is older."""
        return "signingCredential.expired" in self.problems


class Credentials(BaseModel):
    """What became of a finished video's signature; or the credentials of an upload that was converted.

    ``report`` is read from the signed file; without it, ``reason`` is a sentence that says why the file is
    unsigned. ``lost`` names the files whose own credentials could not be kept.
    """

    model_config = ConfigDict(frozen=True)

    report: Report | None = None
    reason: str = ""
    wants_time_stamp: bool = False
    lost: tuple[str, ...] = ()
    has_ai_ingredient: bool = False
    # Of the kept credentials of an upload that was converted.
    ingredient_id: str = ""
