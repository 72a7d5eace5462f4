"""``python -m render_node try``: render sample prompts on a running node, onto one contact sheet with times.

Shows an operator at a glance whether a GPU and a checkpoint work. The node's base packages suffice.
"""

import argparse
import base64
import http.client
import io
import itertools
import json
import os
import sys
import time
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import av
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from render_node.contract import Model, ModelList, Preset, Video, VideoStatus

_PROMPTS = Path(__file__).with_name("prompts.toml")
_FONT = Path(__file__).with_name("engines") / "fonts" / "Inter-SemiBold.ttf"
_POLL_EVERY_S = 0.25
_FRAMES_SHOWN = 4
_CELL_PX = 200
_TEXT_PX = 420
_MARGIN_PX = 16
# A frame of one brightness is a defect, and so is a clip whose frames hardly differ.
_FLAT_BELOW = 2.0
_STILL_BELOW = 0.25
_NOISE_BELOW = 0.55


@dataclass(frozen=True)
class Prompt:
    """A sample prompt: kind of scene and text."""

    kind: str
    text: str


@dataclass(frozen=True)
class Trial:
    """The result of one prompt. Times are seconds; ``frames`` are uint8, (height, width, 3)."""

    prompt: Prompt
    video: Video
    waited_s: float
    drawn_s: float
    frames: tuple[NDArray[np.uint8], ...] = ()
    remark: str = ""

    @property
    def passed(self) -> bool:
        return self.video.status is VideoStatus.COMPLETED and not self.remark


class NodeRefusedError(Exception):
    """An unexpected response of the node, with the node's message."""


class Node:
    """A running node, over HTTP."""

    def __init__(self, url: str, *, token: str) -> None:
        self._address = urlsplit(url)
        self._token = token

    def model(self, name: str) -> Model:
        offered = ModelList.model_validate_json(self._call("GET", "/v1/models")).data
        found = next((model for model in offered if model.id == name), None)
        if found is None:
            names = ", ".join(model.id for model in offered)
            raise NodeRefusedError(f"This node has no model {name}. Available models: {names}.")
        return found

    def submit(self, request: dict[str, Any]) -> Video:
        return Video.model_validate_json(self._call("POST", "/v1/videos", json.dumps(request).encode()))

    def video(self, video_id: str) -> Video:
        return Video.model_validate_json(self._call("GET", f"/v1/videos/{video_id}"))

    def content(self, video_id: str) -> bytes:
        return self._call("GET", f"/v1/videos/{video_id}/content")

    def _call(self, method: str, path: str, body: bytes | None = None) -> bytes:
        host, port = self._address.hostname or "", self._address.port
        connection = (
            http.client.HTTPSConnection(host, port, timeout=60)
            if self._address.scheme == "https"
            else http.client.HTTPConnection(host, port, timeout=60)
        )
        headers = {"Authorization": f"Bearer {self._token}", "Content-Type": "application/json"}
        try:
            connection.request(method, self._address.path.rstrip("/") + path, body=body, headers=headers)
            response = connection.getresponse()
            answer = response.read()
        except (OSError, http.client.HTTPException) as error:
            raise NodeRefusedError(f"No node responds at {self._address.geturl()}: {error}.") from error
        finally:
            connection.close()
        if response.status != 200:
            raise NodeRefusedError(_sentence(answer) or f"The node responded with {response.status}.")
        return answer


def _sentence(answer: bytes) -> str:
    try:
        return str(json.loads(answer).get("detail", ""))
    except (ValueError, AttributeError):
        return ""


def prompts() -> list[Prompt]:
    """The sample prompts that come with the node."""
    found = tomllib.loads(_PROMPTS.read_text(encoding="utf-8"))
    return [Prompt(kind=entry["kind"], text=entry["text"]) for entry in found["prompt"]]


def run(node: Node, *, chosen: Sequence[Prompt], request: dict[str, Any]) -> Iterator[Trial]:
    """Render each prompt, one after the other, so that no job waits for another."""
    for prompt in chosen:
        submitted_at = time.monotonic()
        video = node.submit(request | {"prompt": prompt.text})
        started_at = None
        while not video.status.is_final:
            time.sleep(_POLL_EVERY_S)
            video = node.video(video.id)
            if started_at is None and video.status is not VideoStatus.QUEUED:
                started_at = time.monotonic()
        ended_at = time.monotonic()
        # A video that completed before it was seen running hardly waited.
        begun_at = started_at or submitted_at
        trial = Trial(
            prompt=prompt, video=video, waited_s=begun_at - submitted_at, drawn_s=ended_at - begun_at
        )
        yield _judged(trial, node) if video.status is VideoStatus.COMPLETED else trial


def start_picture(*, width: int, height: int) -> str:
    """A plain picture of hills at dusk, as a data URL, for models that require a start picture."""
    down = np.linspace(0, 1, height)[:, None, None]
    sky = (1 - down) * np.array([32, 58, 120.0]) + down * np.array([250, 170, 110.0])
    picture = Image.fromarray(np.broadcast_to(sky, (height, width, 3)).astype(np.uint8))
    draw = ImageDraw.Draw(picture)
    radius = min(width, height) // 9
    draw.ellipse(
        [width * 2 // 3 - radius, height // 2 - radius, width * 2 // 3 + radius, height // 2 + radius],
        fill=(255, 236, 190),
    )
    for layer, colour in enumerate([(70, 84, 120), (48, 60, 90), (28, 36, 58)]):
        across = np.linspace(0, 2 * np.pi, 60)
        ridge = height * (0.62 + 0.11 * layer) + height * 0.05 * np.sin(across * (1.5 + layer) + layer * 2)
        line = [(x * width / 59, y) for x, y in enumerate(ridge)]
        draw.polygon([*line, (width, height), (0, height)], fill=colour)
    file = io.BytesIO()
    picture.save(file, "PNG")
    return "data:image/png;base64," + base64.b64encode(file.getvalue()).decode()


def _judged(trial: Trial, node: Node) -> Trial:
    """The trial with frames from its file, and with a remark on an obvious defect."""
    frames = _frames(node.content(trial.video.id))
    small = [np.asarray(Image.fromarray(frame).convert("L").resize((32, 32)), np.float32) for frame in frames]
    remark = ""
    if all(float(picture.std()) < _FLAT_BELOW for picture in small):
        remark = "flat: a single colour"
    elif all(neighbour_correlation(frame) < _NOISE_BELOW for frame in frames):
        remark = "noise: neighbouring pixels are unrelated"
    elif max(float(np.abs(a - b).mean()) for a, b in itertools.pairwise(small)) < _STILL_BELOW:
        remark = "still: no motion"
    return replace(trial, frames=tuple(frames), remark=remark)


def neighbour_correlation(frame: NDArray[np.uint8]) -> float:
    """Correlation of a pixel's brightness with the pixel two away: 0 in noise, nearly 1 in photographs."""
    light = np.asarray(Image.fromarray(frame).convert("L"), np.float32)
    light -= light.mean()
    return float((light[:, :-2] * light[:, 2:]).mean() / max(float(light.var()), 1e-6))


def _frames(content: bytes) -> list[NDArray[np.uint8]]:
    """A few frames spread over the file, including the first and the last."""
    with av.open(io.BytesIO(content), "r") as container:
        every = [frame.to_ndarray(format="rgb24") for frame in container.decode(video=0)]
    places = np.linspace(0, len(every) - 1, _FRAMES_SHOWN).round().astype(int)
    return [np.asarray(every[place], np.uint8) for place in places]


def sheet(trials: Sequence[Trial], *, title: str) -> Image.Image:
    """The contact sheet: one row per prompt, with its kind, words, times, verdict and frames."""
    heights = [_row_height(trial) for trial in trials]
    width = _MARGIN_PX * 2 + _TEXT_PX + (_CELL_PX + _MARGIN_PX) * _FRAMES_SHOWN
    picture = Image.new("RGB", (width, 64 + sum(heights) + _MARGIN_PX), "white")
    draw = ImageDraw.Draw(picture)
    draw.text((_MARGIN_PX, 20), title, fill="black", font=_font(22))
    top = 64
    for trial, height in zip(trials, heights, strict=True):
        _draw_words(draw, trial, top)
        for column, frame in enumerate(trial.frames):
            cell = Image.fromarray(frame)
            cell.thumbnail((_CELL_PX, _CELL_PX * 2))
            picture.paste(cell, (_MARGIN_PX * 2 + _TEXT_PX + column * (_CELL_PX + _MARGIN_PX), top))
        top += height
    return picture


def _row_height(trial: Trial) -> int:
    if not trial.frames:
        return 130
    height, width = trial.frames[0].shape[:2]
    scale = min(_CELL_PX / width, _CELL_PX * 2 / height, 1.0)
    return max(130, int(height * scale) + _MARGIN_PX)


def _draw_words(draw: ImageDraw.ImageDraw, trial: Trial, top: int) -> None:
    verdict = "passed" if trial.passed else trial.remark or trial.video.status.value
    colour = "#176b3a" if trial.passed else "#b3261e"
    draw.text((_MARGIN_PX, top), f"{trial.prompt.kind}: {verdict}", fill=colour, font=_font(17))
    error = f" {trial.video.error.message}" if trial.video.error else ""
    facts = f"rendered in {trial.drawn_s:.1f} s, queued for {trial.waited_s:.1f} s.{error}"
    for number, line in enumerate([*_wrapped(trial.prompt.text), "", *_wrapped(facts)][:7]):
        draw.text((_MARGIN_PX, top + 24 + number * 15), line, fill="#444444", font=_font(12))


def _wrapped(text: str) -> list[str]:
    lines = [""]
    for word in text.split():
        if _font(12).getlength(f"{lines[-1]} {word}") > _TEXT_PX:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


def _font(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(_FONT), size)


def _arguments(words: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m render_node try", description=__doc__)
    parser.add_argument("engine", metavar="model", help="the model to try, as GET /v1/models names it")
    parser.add_argument("--preset", choices=[preset.value for preset in Preset], default="draft")
    parser.add_argument("--size", help="width x height; default: that of the model")
    parser.add_argument("--frames", type=int, help="number of frames; default: four seconds")
    parser.add_argument("--steps", type=int, help="default: those of the preset")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", nargs="+", metavar="KIND", choices=[each.kind for each in prompts()])
    parser.add_argument("--url", default=f"http://127.0.0.1:{os.environ.get('RENDER_NODE_PORT') or 8100}")
    parser.add_argument("--to", type=Path, default=Path("try.png"), help="path of the contact sheet")
    return parser.parse_args(list(words))


def main(words: Sequence[str], *, token: str) -> int:
    """Render, print, write the sheet. Returns 0 if every prompt passed."""
    asked = _arguments(words)
    chosen = [each for each in prompts() if not asked.only or each.kind in asked.only]
    request = {
        "model": asked.engine,
        "preset": asked.preset,
        "size": asked.size,
        "num_frames": asked.frames,
        "steps": asked.steps,
        "seed": asked.seed,
    }
    trials: list[Trial] = []
    node = Node(asked.url, token=token)
    try:
        model = node.model(asked.engine)
        if not model.takes_text:
            width, height = (int(side) for side in (asked.size or model.default_size).split("x"))
            request["input_reference"] = start_picture(width=width, height=height)
        stated = {name: value for name, value in request.items() if value is not None}
        for trial in run(node, chosen=chosen, request=stated):
            trials.append(trial)
            verdict = "passed" if trial.passed else trial.remark or _failure(trial)
            sys.stdout.write(f"{trial.prompt.kind:<14}{trial.drawn_s:8.1f} s  {verdict}\n")
            sys.stdout.flush()
    except NodeRefusedError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    title = f"{asked.engine}, {asked.preset}: {trials[0].video.size}, {trials[0].video.num_frames} frames"
    device = trials[0].video.recipe.node_class if trials[0].video.recipe else ""
    sheet(trials, title=f"{title} on {device}" if device else title).save(asked.to)
    passed = sum(trial.passed for trial in trials)
    sys.stdout.write(f"{passed} of {len(trials)} passed. Contact sheet: {asked.to}\n")
    return 0 if passed == len(trials) else 1


def _failure(trial: Trial) -> str:
    error = trial.video.error
    return f"{trial.video.status.value}: {error.message}" if error else trial.video.status.value
