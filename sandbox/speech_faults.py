"""Recordings as a speech API would send them, or spoiled by a fault rule."""

import base64

import numpy as np
from numpy.typing import NDArray
from starlette.requests import Request

from sandbox import spoken
from sandbox.faults import IN_SOUND, PRESCRIBED

_PAGE = b"<!doctype html><title>Proxy</title><p>A proxy error simulated by the sandbox.</p>"


def encoded(request: Request, samples: NDArray[np.float64], *, is_mp3: bool) -> str:
    """The recording in base64: an MP3 or WAV file, or what the request's fault rule makes of it."""
    rule = request.scope.get(PRESCRIBED)
    kind = rule.kind if rule is not None and rule.kind in IN_SOUND else ""
    if kind == "silent_audio":
        samples = np.zeros_like(samples)
    content = _PAGE if kind == "wrong_audio" else (spoken.mp3 if is_mp3 else spoken.wav)(samples)
    text = base64.b64encode(content).decode()
    # Not a multiple of four characters, so that decoding notices.
    return text[: len(text) // 8 * 4 + 1] if kind == "truncated_audio" else text
