"""Images in a prompt to OpenAI's stand-in: the frames of a video that a model is to look at."""

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from starlette.requests import Request

from sandbox import context
from sandbox.writing import footage
from sandbox.writing.brief import Brief
from sandbox.writing.footage import Footage

_TOKENS = {"low": 85}
_USUAL_TOKENS = 765
_FRAME_AT = re.compile(r"Frame at (\d+(?:\.\d+)?) s")
_DATA = re.compile(r"data:image/(?:jpeg|png|webp|gif);base64,[A-Za-z0-9+/]+={0,2}")


class BadImageError(Exception):
    """An image that is neither a data URL nor a link."""


def footage_of(request: Request, messages: Sequence[Mapping[str, Any]], brief: Brief) -> Footage | None:
    """Return what the model sees in the images; None without any. Raises BadImageError."""
    addresses = [address for address, _ in _images(messages)]
    if not addresses:
        return None
    if any(not _DATA.fullmatch(each) and not each.startswith("https://") for each in addresses):
        raise BadImageError()
    seed = hashlib.sha256("".join(addresses).encode()).hexdigest()
    at_s = [float(seconds) for seconds in _FRAME_AT.findall(brief.material)]
    length_s = brief.facts.get("duration_s") or max(at_s, default=30.0) or 30.0
    run = context.of(request).watches.next_run(seed)
    return footage.of_file(seed=seed, watched_s=float(length_s), has_sound=False, run=run)


def tokens(messages: Sequence[Mapping[str, Any]]) -> int:
    """Return the tokens of all images."""
    return sum(_TOKENS.get(detail, _USUAL_TOKENS) for _, detail in _images(messages))


def _images(messages: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, str]]:
    """The address and the detail of each image, as responses and chat completions write them."""
    for message in messages:
        content = message.get("content")
        for part in content if isinstance(content, list) else []:
            image = part.get("image_url")
            if isinstance(image, dict):
                yield str(image.get("url", "")), str(image.get("detail", "auto"))
            elif image:
                yield str(image), str(part.get("detail", "auto"))
