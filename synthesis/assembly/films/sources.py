"""Opens files from outside."""

from typing import TypedDict

import av
from av.container import InputContainer


class Source(TypedDict):
    """A file, its FFmpeg demuxer, and FFmpeg's options for opening it."""

    path: str
    demuxer: str
    options: dict[str, str]


def open_source(source: Source) -> InputContainer:
    """Open a file of a known kind. Raises av.FFmpegError."""
    return av.open(
        source["path"],
        format=source["demuxer"],
        options=source["options"],
        # Titles of foreign files come in any encoding.
        metadata_errors="replace",
    )
