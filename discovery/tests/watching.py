"""Watchers on the sandbox, videos of its world, and an answer of a model as the tests want it."""

import json
import time

import av
import numpy as np
import requests

from discovery.adapters.vision import Frame, Subject, Untrusted
from discovery.adapters.vision.gemini import Gemini
from discovery.adapters.vision.openai import OpenAI
from discovery.adapters.vision.prices import Prices
from sandbox.world import channels, videos

PRICES = Prices(input_microusd=750_000, output_microusd=3_750_000)
KEY = "test-key-that-must-not-leak-4711"
SHORT_S = 30
PATHS = {"gemini": ":generateContent", "openai": "/responses"}


def gemini(base_url, **fields):
    return Gemini(**_fields(base_url, **{"model": "gemini-3.8-flash", "longest_s": 1800.0, **fields}))


def openai(base_url, **fields):
    return OpenAI(**_fields(f"{base_url}/openai/v1", **{"model": "gpt-5.4-mini", **fields}))


MAKERS = {"gemini": gemini, "openai": openai}


def _fields(base_url, **fields):
    usual: dict[str, object] = {
        "api_key": KEY,
        "base_url": base_url,
        "prices": PRICES,
        "livemode": False,
        "timeout_s": 10.0,
    }
    return {**usual, **fields}


def public_video(number=0, *, is_short=True):
    """A video of the sandbox's world; a Short of at most SHORT_S, whichever are the newest now."""
    now = time.time()
    found = (
        video
        for channel in channels.every()
        for video in videos.published_by(channel, until=now)
        if video.is_public(now) and video.is_short == is_short and channel.language == "en"
        if video.duration_s <= SHORT_S or not is_short
    )
    return next(video for place, video in enumerate(found) if place == number)


def subject_of(video, **fields):
    texts = Untrusted(title=video.title, description=video.description)
    usual = {"duration_s": video.duration_s, "texts": texts, "language": "en"}
    return Subject(**{**usual, "url": f"https://www.youtube.com/watch?v={video.id}", **fields})


def frames_in(folder, *at_ms):
    """Frames that the sandbox's models look at: the smallest files that begin as a JPEG."""
    frames = []
    for at in at_ms:
        path = folder / f"{at}.jpg"
        path.write_bytes(b"\xff\xd8\xff\xe0" + b"\x00" * 60 + b"\xff\xd9")
        frames.append(Frame(path=path, at_ms=at))
    return tuple(frames)


def film(path, *, seconds=3):
    """A small video file without sound."""
    with av.open(str(path), "w") as container:
        pictures = container.add_stream("libx264", rate=10)
        pictures.width = pictures.height = 64
        pictures.pix_fmt = "yuv420p"
        for place in range(10 * seconds):
            image = np.full((64, 64, 3), 20 * (place % 10), dtype=np.uint8)
            container.mux(pictures.encode(av.VideoFrame.from_ndarray(image, format="rgb24")))
        container.mux(pictures.encode())
    return path


def item(**fields):
    """One finding as a model writes it."""
    return {
        "kind": "hook",
        "start_s": 0.0,
        "end_s": 2.0,
        "statement": "The video opens on the finished result before it explains anything at all.",
        "evidence": "A close shot of the cup.",
        "confidence": 0.8,
        **fields,
    }


def answered(vendor, text, *, finish="STOP"):
    """A fault rule with which the vendor returns this text."""
    body: dict[str, object]
    if vendor == "gemini":
        content = {"role": "model", "parts": [{"text": text}]}
        body = {
            "candidates": [{"content": content, "finishReason": finish, "index": 0}],
            "usageMetadata": {"promptTokenCount": 4000, "candidatesTokenCount": 400},
            "modelVersion": "gemini-3.8-flash",
        }
    else:
        content = {"type": "output_text", "text": text, "annotations": []}
        message = {"type": "message", "id": "m", "role": "assistant", "status": "completed"}
        body = {
            "id": "resp_1",
            "object": "response",
            "created_at": 1_764_547_200,
            "status": "completed",
            "model": "gpt-5.4-mini",
            "output": [{**message, "content": [content]}],
            "usage": {"input_tokens": 4000, "output_tokens": 400, "total_tokens": 4400},
        }
    return {"match": {"path": PATHS[vendor]}, "kind": "answer", "body": body}


def findings(*items):
    return json.dumps({"findings": list(items)}, ensure_ascii=False)


def put_faults(sandbox_url, *rules):
    requests.put(f"{sandbox_url}/_sandbox/faults", json=list(rules), timeout=10).raise_for_status()


def requests_to(sandbox_url, path=""):
    """What the sandbox was asked, oldest first."""
    answer = requests.get(f"{sandbox_url}/_sandbox/requests", params={"path": path}, timeout=10)
    return answer.json()["requests"]


def prompts(sandbox_url, vendor="gemini"):
    """The bodies of the requests to the vendor's model, oldest first."""
    return [entry["prompt"] for entry in requests_to(sandbox_url, PATHS[vendor])]


def move_clock(sandbox_url, seconds):
    requests.put(f"{sandbox_url}/_sandbox/clock", json={"offset_s": seconds}, timeout=10).raise_for_status()
