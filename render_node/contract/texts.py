"""Types of texts in requests."""

import re
from typing import Annotated

from pydantic import AfterValidator, Field

# No keyboard produces control characters, and NUL ends strings in many libraries.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def printable(text: str) -> str:
    """The text. Raises ValueError if it contains control characters."""
    if _CONTROL.search(text):
        raise ValueError("must not contain control characters")
    return text


ShortText = Annotated[str, Field(max_length=160), AfterValidator(printable)]
LongText = Annotated[str, Field(max_length=600), AfterValidator(printable)]
