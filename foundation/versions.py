"""Entity tags of rows that several people may change: who writes says which version they read."""

import re

from foundation.errors import InvalidError, StaleError

HEADER = "If-Match"


class VersionMissingError(InvalidError):
    """The change does not say which version it was made for."""

    status = 428
    code = "version_missing"
    title = "Which version?"

    def __init__(self) -> None:
        super().__init__(f"Send {HEADER} with the ETag that you read, so that nobody's change is lost.")


def etag(version: int) -> str:
    """The entity tag of a version."""
    return f'"v{version}"'


def read(header: str | None) -> int:
    """The version that an If-Match header names. Raises VersionMissingError and StaleError."""
    if not header:
        raise VersionMissingError()
    found = re.fullmatch(r'"v(\d{1,9})"', header.strip())
    if found is None:
        raise StaleError(f"{header[:40]} is not an ETag of this resource. Read it again.")
    return int(found.group(1))
