"""The best frame of a finished video, as a poster and as a thumbnail."""

from collections.abc import Iterator

import av
import numpy as np
from PIL import Image

from synthesis.assembly.storyboard import FPS, HEIGHT_PX, WIDTH_PX

CANDIDATES = 14
# Excludes the start, where animations still run, and the end, where the video fades.
FROM_SHARE, TO_SHARE = 0.06, 0.94
SMALL_WIDTH_PX = 360
JUDGED_SIZE = (135, 240)
QUALITY = 88


def carry_out(*, video: str, poster: str, small: str) -> int:
    """Write both JPEG files and return the number of the frame."""
    frame, image = _best(video)
    _save(image, poster)
    reduced = image.resize((SMALL_WIDTH_PX, SMALL_WIDTH_PX * HEIGHT_PX // WIDTH_PX), Image.Resampling.LANCZOS)
    _save(reduced, small)
    return frame


def _save(image: Image.Image, path: str) -> None:
    image.save(path, "JPEG", quality=QUALITY, optimize=True, progressive=True)


def _best(video: str) -> tuple[int, Image.Image]:
    best: tuple[float, int, Image.Image] | None = None
    for number, image in _candidates(video):
        merit = _merit(image)
        if best is None or merit > best[0]:
            best = (merit, number, image)
    if best is None:
        return 0, Image.new("RGB", (WIDTH_PX, HEIGHT_PX))
    return best[1], best[2]


def _candidates(video: str) -> Iterator[tuple[int, Image.Image]]:
    with av.open(video, format="mov") as container:
        stream = container.streams.video[0]
        stream.thread_type = "AUTO"
        total = stream.frames
        if stream.time_base is None:
            return
        for share in np.linspace(FROM_SHARE, TO_SHARE, CANDIDATES):
            # A seek lands on the key frame before the position; key frames are half a second apart, which is
            # close enough.
            container.seek(int(share * total / FPS / stream.time_base), stream=stream)
            frame = next(container.decode(stream), None)
            if frame is not None and frame.pts is not None:
                yield (
                    round(frame.pts * stream.time_base * FPS),
                    Image.fromarray(frame.to_ndarray(format="rgb24")),
                )


def _merit(image: Image.Image) -> float:
    """Score a frame: high if sharp and colourful, low if too dark or overexposed, 0 for a single colour."""
    pixels = np.asarray(image.resize(JUDGED_SIZE), np.float64) / 255
    grey = pixels.mean(axis=2)
    # Interfaces cover the edges, so only the middle counts.
    middle = grey[24:200, 12:123]
    sharpness = np.abs(np.diff(middle, axis=0)).mean() + np.abs(np.diff(middle, axis=1)).mean()
    red_green = pixels[..., 0] - pixels[..., 1]
    yellow_blue = (pixels[..., 0] + pixels[..., 1]) / 2 - pixels[..., 2]
    colourfulness = red_green.std() + yellow_blue.std()
    exposure = 1 - abs(float(grey.mean()) - 0.48)
    return float((min(float(sharpness), 0.25) * 4 + grey.std() + 0.6 * colourfulness) * exposure)
