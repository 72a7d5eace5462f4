"""Figures of a finished film, measured on its frames."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import av
import numpy as np
import pysubs2
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter

from synthesis.assembly import ffmpeg, transitions
from synthesis.assembly.captions import grounds
from synthesis.assembly.composition import segments
from synthesis.assembly.storyboard import FPS, HEIGHT_PX, WIDTH_PX, Shot

# Movement and edges are measured at this width.
REDUCED_WIDTH_PX = 270
STILL_CHANGE = 0.05
EDGE_CHANGE = 24
FULL_AT_FRAME = 30
# The area in which captions are looked for.
TOP_PX, BOTTOM_PX = 1100, 1620
# The ground of a letter is what surrounds it between these distances, without its soft edge.
RING_PX = (2, 5)
MARGIN_PX = 8
# Legible: the letters stand out from all of their ground but this share.
SPOTS_SHARE = 0.15
LEAST_PIXELS = 60
LETTER_LEVEL = 220
# When a word is looked at after it becomes the one that is heard.
LATER_S = 0.05
SHEET_COLUMNS, SHEET_WIDTH_PX = 9, 200
SHEET_HEIGHT_PX = SHEET_WIDTH_PX * HEIGHT_PX // WIDTH_PX

Pixels: TypeAlias = NDArray[np.uint8]


@dataclass(frozen=True, slots=True, kw_only=True)
class Movement:
    """``frozen_share``: frames equal to those before them. ``first_frame_fill``: edges of frame 0 relative to
    those of the frame a second later.
    """

    frozen_share: float
    first_frame_fill: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Legibility:
    """The contrast of one word with its ground at a time of the film, as WCAG 2 defines it."""

    text: str
    at_s: float
    contrast: float


def movement(film: Path) -> Movement:
    """How much of the film stands still, and how complete its first frame is."""
    height_px = round(REDUCED_WIDTH_PX * HEIGHT_PX / WIDTH_PX)
    edges: dict[int, float] = {}
    previous: NDArray[np.int16] | None = None
    frozen = count = 0
    for number, frame in _frames(film):
        small = frame.reformat(width=REDUCED_WIDTH_PX, height=height_px, format="gray")
        gray = small.to_ndarray().astype(np.int16)
        if number in {0, FULL_AT_FRAME}:
            edges[number] = float((np.abs(np.diff(gray, axis=1)) > EDGE_CHANGE).mean())
        if previous is not None:
            frozen += bool(np.abs(gray - previous).mean() < STILL_CHANGE)
        previous = gray
        count = number + 1
    return Movement(
        frozen_share=frozen / count, first_frame_fill=edges[0] / max(edges.get(FULL_AT_FRAME, 0), 1e-6)
    )


def sheet(film: Path, destination: Path) -> None:
    """Save a contact sheet: the first frame, and one each second."""
    shots = [
        (number / FPS, Image.fromarray(_rgb(frame.reformat(width=SHEET_WIDTH_PX, height=SHEET_HEIGHT_PX))))
        for number, frame in _frames(film)
        if number % FPS == 0 or number == FPS // 2
    ]
    width, height = shots[0][1].size
    rows = -(-len(shots) // SHEET_COLUMNS)
    page = Image.new("RGB", (SHEET_COLUMNS * (width + 4), rows * (height + 18)), "white")
    pen = ImageDraw.Draw(page)
    for place, (at_s, picture) in enumerate(shots):
        x, y = place % SHEET_COLUMNS * (width + 4), place // SHEET_COLUMNS * (height + 18)
        page.paste(picture, (x, y + 16))
        pen.text((x + 2, y + 2), f"{at_s:.2f} s", fill="black")
    page.save(destination)


def _rgb(frame: av.VideoFrame) -> Pixels:
    return frame.to_ndarray(format="rgb24").astype(np.uint8, copy=False)


def _frames(film: Path) -> Iterator[tuple[int, av.VideoFrame]]:
    with av.open(str(film)) as container:
        yield from enumerate(container.decode(video=0))


# --- captions ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Looked:
    """A word, the frame of its shot at which it is looked at, and the event of the ASS file that draws it."""

    text: str
    frame: int
    event: pysubs2.SSAEvent


def legibility(film: Path, *, shots: dict[str, Shot], captions: dict[str, Path | None]) -> list[Legibility]:
    """The contrast of each word while it is heard, and of words beside it, with what surrounds their letters:
    the plate, the outline, or the scene.

    ``captions`` are the ASS files of the shots.
    """
    wanted: dict[int, list[tuple[str, Pixels]]] = {}
    for key, path in captions.items():
        if path is None:
            continue
        starts_at = shots[key].starts_at_frame
        # A transition covers the first frames of a shot.
        opening = shots[key].opening
        first = transitions.FRAMES.get(opening.kind, 0) if opening else 0
        looked = [each for each in _looked_at(path) if first <= each.frame < shots[key].frames]
        for each, mask in zip(looked, _masks(path, looked), strict=True):
            wanted.setdefault(starts_at + each.frame, []).append((each.text, mask))
    found: list[Legibility] = []
    for number, frame in _frames(film):
        if number in wanted:
            pixels = _rgb(frame)[TOP_PX:BOTTOM_PX]
            found += _of_frame(pixels, wanted[number], at_s=number / FPS)
    return found


def _of_frame(pixels: Pixels, words: list[tuple[str, Pixels]], *, at_s: float) -> list[Legibility]:
    seen = ((text, _contrast(pixels, mask)) for text, mask in words)
    return [Legibility(text=text, at_s=at_s, contrast=value) for text, value in seen if value]


def _contrast(pixels: Pixels, mask: Pixels) -> float:
    """The contrast of the letters in the mask with the ring around them; 0 if there is nothing to measure."""
    letters = Image.fromarray(mask).point([255 * (level >= LETTER_LEVEL) for level in range(256)])
    box = letters.getbbox()
    if box is None:
        return 0.0
    left, top = max(0, box[0] - MARGIN_PX), max(0, box[1] - MARGIN_PX)
    right, bottom = box[2] + MARGIN_PX, box[3] + MARGIN_PX
    part = grounds.luminances(pixels[top:bottom, left:right])
    letters = letters.crop((left, top, left + part.shape[1], top + part.shape[0]))
    inner, outer = (np.asarray(letters.filter(ImageFilter.MaxFilter(2 * px + 1))) > 0 for px in RING_PX)
    inside, around = part[np.asarray(letters) > 0], part[outer & ~inner]
    if min(inside.size, around.size) < LEAST_PIXELS:
        return 0.0
    letter = float(np.median(inside))
    if letter > float(np.median(around)):
        return (letter + 0.05) / (float(np.quantile(around, 1 - SPOTS_SHARE)) + 0.05)
    return (float(np.quantile(around, SPOTS_SHARE)) + 0.05) / (letter + 0.05)


def _looked_at(path: Path) -> Iterator[_Looked]:
    """Each word when it is heard, and when it is first shown unless it is faint until then."""
    for event in pysubs2.load(str(path)).events:
        if not event.layer:
            continue
        heard = re.search(r"\\t\((\d+),", event.text)
        active_s = (event.start + (int(heard[1]) if heard else 0)) / 1000 + LATER_S
        times_s = [active_s] if r"\1a" in event.text else [active_s, event.start / 1000 + LATER_S]
        text = re.sub(r"\{[^}]*\}", "", event.text)
        for frame in dict.fromkeys(round(at_s * FPS) for at_s in times_s):
            yield _Looked(text, frame, event)


def _masks(path: Path, looked: list[_Looked]) -> Iterator[Pixels]:
    """For each word, its letters alone in the caption area: white on black."""
    script = pysubs2.load(str(path))
    for style in script.styles.values():
        style.primarycolor, style.outline, style.shadow = pysubs2.Color(255, 255, 255), 0.0, 0.0
    script.events = [
        pysubs2.SSAEvent(
            start=1000 * number, end=1000 * (number + 1), style=each.event.style, text=_plain(each)
        )
        for number, each in enumerate(looked)
    ]
    if not looked:
        return
    folder = path.parent
    masks, raw = folder / "masks.ass", folder / "masks.gray"
    script.save(str(masks))
    typefaces = segments.link_fonts(path, workdir=folder)
    ffmpeg.run(
        [
            *("-f", "lavfi", "-i", f"color=c=black:s={WIDTH_PX}x{HEIGHT_PX}:r=1:d={len(looked)}"),
            "-vf",
            f"format=rgb24,ass=f={masks.name}:fontsdir={typefaces},"
            f"crop={WIDTH_PX}:{BOTTOM_PX - TOP_PX}:0:{TOP_PX},format=gray",
            *("-f", "rawvideo", raw.name),
        ],
        cwd=folder,
        timeout_s=300,
        should_stop=lambda: False,
    )
    drawn = np.fromfile(raw, np.uint8).reshape(len(looked), BOTTOM_PX - TOP_PX, WIDTH_PX)
    raw.unlink()
    masks.unlink()
    yield from drawn


def _plain(looked: _Looked) -> str:
    """The word without changes of colour, shadow and size."""
    text = re.sub(r"\\t\([^)]*\)", "", looked.event.text)
    return re.sub(r"\\(?:[1-4]?[ac]&H[0-9A-Fa-f]+&|[xy]?shad[\d.]+|bord[\d.]+|blur[\d.]+)", "", text)
