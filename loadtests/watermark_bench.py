"""Whether an imperceptible watermark survives what platforms do: ``python -m loadtests.watermark_bench``.

Marks frames of a drawn scene and of a photograph with each library, encodes them as the assembly does, and
then as a platform does: H.264 at crf 28, a resize to 720x1280 and back, and both. Prints bit errors, the
visible difference and the cost. docs/marks.md has the results and the decision. The libraries are not among
the product's packages:

    pip install --no-deps --require-hashes --target var/watermarks -r loadtests/watermarks.txt
"""

import argparse
import multiprocessing
import resource
import sys
import time
import warnings
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from loadtests.costs import MIB, say
from render_node.contract import CompleteRequest, MotionSpec
from render_node.engines.base import YuvPicture
from render_node.engines.motion import compositor, content, scenes
from synthesis.assembly.composition.segments import CRF, PRESET
from synthesis.assembly.storyboard import FPS, HEIGHT_PX, WIDTH_PX

PACKAGES = Path("var/watermarks")
BITS = np.random.default_rng(20261202).integers(0, 2, 32).astype(np.uint8)
# Of the film's frames, one in this many is marked and read.
EVERY = 5
FRAMES_OF_30_S = 30 * FPS
# What assembling 30 s of drawn scenes costs (docs/performance.md), and the share that a mark may add.
ASSEMBLY_CPU_S, MOST_SHARE = 17.4, 0.25
# Bit errors of the vote that an error-correcting code can repair, and the least visible quality.
MOST_ERRORS, LEAST_PSNR_DB = 0.05, 38.0

Frame = NDArray[np.uint8]
Frames = Sequence[Frame]


@dataclass(frozen=True, slots=True)
class Scheme:
    """A library's way to mark a picture (uint8, RGB) with ``BITS``, and to read them."""

    name: str
    embed: Callable[[Frame], Frame]
    extract: Callable[[Frame], Frame]


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """A scheme on one film. Bit errors are per attack: of single frames, and of the vote of all frames."""

    scheme: str
    film: str
    psnr_db: float
    ssim: float
    embed_cpu_s: float
    extract_cpu_s: float
    memory_bytes: int
    errors: dict[str, tuple[float, float]]

    @property
    def holds(self) -> bool:
        """True if every vote can be repaired, and nothing is seen."""
        return self.psnr_db >= LEAST_PSNR_DB and all(vote <= MOST_ERRORS for _, vote in self.errors.values())

    @property
    def most_frames(self) -> int:
        """How many frames of 30 s can be marked at the acceptable cost."""
        return int(ASSEMBLY_CPU_S * MOST_SHARE / self.embed_cpu_s)


def main(arguments: list[str] | None = None) -> int:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--frames", type=int, default=45, help="of each film")
    options.add_argument("--schemes", nargs="+", default=list(SCHEMES), choices=list(SCHEMES))
    chosen = options.parse_args(arguments)
    if not PACKAGES.exists():
        raise SystemExit(__doc__)
    results = []
    for scheme in chosen.schemes:
        for film in FILMS:
            # In a process of its own, for its peak of memory.
            with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("fork")) as pool:
                results.append(pool.submit(_measured, scheme, film, chosen.frames).result())
            _print(results[-1])
    for scheme in chosen.schemes:
        own = [result for result in results if result.scheme == scheme]
        frames = min(result.most_frames for result in own)
        verdict = "survives" if all(result.holds for result in own) else "does not survive, or is visible"
        say(f"{scheme}: {verdict}; {frames} of {FRAMES_OF_30_S} frames at {MOST_SHARE:.0%} more assembly CPU")
    return 0


def _print(result: Result) -> None:
    errors = (f"{attack} {single:.0%} ({vote:.0%})" for attack, (single, vote) in result.errors.items())
    say(f"{result.scheme}, {result.film}: bit errors of a frame (of the vote): {'; '.join(errors)}.")
    say(f"  PSNR {result.psnr_db:.1f} dB, SSIM {result.ssim:.4f}, {result.memory_bytes / MIB:.0f} MiB")
    say(f"  CPU of a frame: {result.embed_cpu_s:.2f} s to mark, {result.extract_cpu_s:.2f} s to read")


def _measured(name: str, film: str, count: int) -> Result:
    warnings.simplefilter("ignore")
    sys.path.append(str(PACKAGES.resolve()))
    scheme, frames = SCHEMES[name](), FILMS[film](count)
    marked, embed_cpu_s = _timed(lambda: [scheme.embed(frame) for frame in frames[::EVERY]])
    film_frames = [marked[place // EVERY] if place % EVERY == 0 else f for place, f in enumerate(frames)]
    first = encoded(film_frames, crf=CRF, preset=PRESET)
    bits, cpu_s = _timed(lambda: [scheme.extract(each) for each in marked])
    read, extract_cpu_s = {"before encoding": errors_of(bits)}, cpu_s / len(marked)
    for attack, damage in ATTACKS.items():
        read[attack] = errors_of([scheme.extract(each) for each in damage(first)[::EVERY]])
    differences = [visible(before, after) for before, after in zip(frames[::EVERY], marked, strict=True)]
    psnr_db, ssim = np.mean(differences, axis=0)
    return Result(
        scheme=name,
        film=film,
        psnr_db=float(psnr_db),
        ssim=float(ssim),
        embed_cpu_s=embed_cpu_s / len(marked),
        extract_cpu_s=extract_cpu_s,
        memory_bytes=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
        errors=read,
    )


def _timed(work: Callable[[], list[Frame]]) -> tuple[list[Frame], float]:
    began = time.process_time()
    return work(), time.process_time() - began


def errors_of(read: list[Frame]) -> tuple[float, float]:
    """The mean share of wrong bits of single frames, and that of their vote."""
    bits = np.array([np.asarray(each, dtype=float)[: len(BITS)] for each in read])
    single = float(np.mean((bits > 0.5) != BITS))
    return single, float(np.mean((bits.mean(axis=0) > 0.5) != BITS))


def visible(before: Frame, after: Frame) -> tuple[float, float]:
    """PSNR in decibels, and SSIM of the grey pictures with a Gaussian window (Wang et al., 2004)."""
    error = float(np.mean(np.square(before.astype(float) - after)))
    one, other = (np.asarray(Image.fromarray(each).convert("L"), dtype=float) for each in (before, after))
    mean, mean_other = _blurred(one), _blurred(other)
    spread, spread_other = _blurred(one * one) - mean**2, _blurred(other * other) - mean_other**2
    shared = _blurred(one * other) - mean * mean_other
    first, second = (0.01 * 255) ** 2, (0.03 * 255) ** 2
    likeness = (2 * mean * mean_other + first) * (2 * shared + second)
    likeness /= (mean**2 + mean_other**2 + first) * (spread + spread_other + second)
    return 10 * np.log10(255**2 / max(error, 1e-9)), float(likeness.mean())


def _blurred(values: NDArray[np.float64]) -> NDArray[np.float64]:
    import cv2  # type: ignore[import-not-found]

    found: NDArray[np.float64] = cv2.GaussianBlur(values, (11, 11), 1.5)
    return found


# --- films and attacks --------------------------------------------------------------------------------------


def drawn(count: int) -> Frames:
    """A drawn scene, as the render node makes it."""
    motion = MotionSpec(headline="Grind one step finer", kicker="Espresso")
    request = CompleteRequest(
        prompt="x", size=f"{WIDTH_PX}x{HEIGHT_PX}", num_frames=120, fps=FPS, motion=motion
    )
    spec = content.complete(motion, prompt=request.prompt, seed=1)
    stage = scenes.build(request, seed=1, spec=spec)
    times = [number / FPS for number in range(count)]
    pictures = compositor.frames(stage.layers, width=WIDTH_PX, height=HEIGHT_PX, times=times)
    return [_rgb(each) for each in pictures]


def _rgb(picture: YuvPicture) -> Frame:
    planes = np.concatenate([plane.ravel() for plane in (picture.y, picture.u, picture.v)])
    shaped = planes.reshape(HEIGHT_PX * 3 // 2, WIDTH_PX)
    return _values(av.VideoFrame.from_ndarray(shaped, format="yuv420p"))


def _values(frame: av.VideoFrame) -> Frame:
    return np.asarray(frame.to_ndarray(format="rgb24"), dtype=np.uint8)


def photographed(count: int) -> Frames:
    """A photograph of a person with film grain, over which the camera moves."""
    picture = Image.open(PACKAGES / "skimage" / "data" / "astronaut.png").convert("RGB")
    large = picture.resize((2200, 2200), Image.Resampling.LANCZOS)
    chance = np.random.default_rng(7)
    return [_grainy(large.crop((2 * n, n, 2 * n + WIDTH_PX, n + HEIGHT_PX)), chance) for n in range(count)]


def _grainy(picture: Image.Image, chance: np.random.Generator) -> Frame:
    values = np.asarray(picture).astype(float)
    return np.clip(values + chance.normal(0, 3, values.shape[:2])[..., None], 0, 255).astype(np.uint8)


def encoded(frames: Frames, *, crf: int, preset: str) -> list[Frame]:
    """The frames after H.264."""
    held = BytesIO()
    with av.open(held, "w", format="mp4") as container:
        stream = container.add_stream("libx264", rate=FPS, options={"crf": str(crf), "preset": preset})
        stream.height, stream.width, stream.pix_fmt = *frames[0].shape[:2], "yuv420p"
        for frame in frames:
            container.mux(stream.encode(av.VideoFrame.from_ndarray(frame, format="rgb24")))
        container.mux(stream.encode())
    held.seek(0)
    return list(_decoded(held))


def _decoded(held: BytesIO) -> Iterator[Frame]:
    with av.open(held, "r") as container:
        for frame in container.decode(video=0):
            yield _values(frame)


def _resized(frames: Frames, size: tuple[int, int]) -> list[Frame]:
    return [np.asarray(Image.fromarray(each).resize(size, Image.Resampling.BICUBIC)) for each in frames]


def _back(frames: Frames) -> list[Frame]:
    return _resized(frames, (WIDTH_PX, HEIGHT_PX))


SMALL = (720, 1280)
FILMS: dict[str, Callable[[int], Frames]] = {"drawn scene": drawn, "photograph": photographed}
ATTACKS: dict[str, Callable[[Frames], Frames]] = {
    "as assembled": lambda frames: frames,
    "crf 28": lambda frames: encoded(frames, crf=28, preset="medium"),
    "720p and back": lambda frames: _back(_resized(frames, SMALL)),
    "720p at crf 28 and back": lambda frames: _back(
        encoded(_resized(frames, SMALL), crf=28, preset="medium")
    ),
}

# --- libraries ----------------------------------------------------------------------------------------------


def _imwatermark(method: str) -> Scheme:
    from imwatermark import WatermarkDecoder, WatermarkEncoder  # type: ignore[import-not-found]

    encoder, decoder = WatermarkEncoder(), WatermarkDecoder("bits", len(BITS))
    encoder.set_watermark("bits", BITS.tolist())
    if method == "rivaGan":
        WatermarkEncoder.loadModel()
    return Scheme(
        method,
        lambda frame: encoder.encode(frame[..., ::-1].copy(), method)[..., ::-1],
        lambda frame: decoder.decode(frame[..., ::-1].copy(), method),
    )


def _blind() -> Scheme:
    # The library sets the start method when it is imported, which fails if one is set.
    multiprocessing.set_start_method(None, force=True)
    from blind_watermark import WaterMark  # type: ignore[import-not-found]
    from blind_watermark.blind_watermark import bw_notes  # type: ignore[import-not-found]

    bw_notes.close()

    def embed(frame: Frame) -> Frame:
        mark = WaterMark(processes=1)
        mark.read_img(img=frame[..., ::-1].copy())
        mark.read_wm(BITS.astype(bool), mode="bit")
        return np.asarray(np.clip(np.round(mark.embed()), 0, 255)[..., ::-1], dtype=np.uint8)

    def extract(frame: Frame) -> Frame:
        mark = WaterMark(processes=1)
        found: Frame = mark.extract(embed_img=frame[..., ::-1].copy(), wm_shape=len(BITS), mode="bit")
        return found

    return Scheme("blind-watermark", embed, extract)


SCHEMES: dict[str, Callable[[], Scheme]] = {
    "invisible-watermark dwtDct": lambda: _imwatermark("dwtDct"),
    "invisible-watermark dwtDctSvd": lambda: _imwatermark("dwtDctSvd"),
    "invisible-watermark rivaGan": lambda: _imwatermark("rivaGan"),
    "blind-watermark": _blind,
}

if __name__ == "__main__":
    raise SystemExit(main())
