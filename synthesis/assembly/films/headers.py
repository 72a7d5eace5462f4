"""The encoder's headers of segments."""

from collections.abc import Sequence

import av


def carry_out(*, segments: Sequence[str]) -> list[str]:
    """The headers of each segment, in hexadecimal digits."""
    return [_headers(segment) for segment in segments]


def _headers(segment: str) -> str:
    with av.open(segment, format="mov") as container:
        return bytes(container.streams.video[0].codec_context.extradata or b"").hex()
