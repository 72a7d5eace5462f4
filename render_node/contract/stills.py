"""Stills: single pictures of drawn scenes."""

from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from render_node.contract.motion import MotionSpec
from render_node.contract.texts import printable


class StillRequest(BaseModel):
    """A picture of a drawn scene at one moment, as a JPEG.

    The same scene with the same seed looks as in its video.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    motion: MotionSpec
    prompt: Annotated[str, Field(max_length=4000), AfterValidator(printable)] = ""
    width: int = Field(default=540, ge=96, le=1080)
    height: int = Field(default=960, ge=96, le=1920)
    at_s: float = Field(default=2.0, ge=0, le=600, description="When everything has arrived by default.")
    duration_s: float = Field(default=5.0, gt=0, le=600)
    seed: int = Field(default=0, ge=0, lt=2**32)
