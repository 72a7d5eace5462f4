"""Videos with known content, for the tests of measuring."""

import subprocess
from fractions import Fraction

import av
import imageio_ffmpeg
import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from discovery.measuring import children

SIZE = (180, 320)
RATE = 48_000
FONT = children.ROOT / "synthesis/assembly/fonts/Rubik-Black.ttf"


def write(path, frames, *, fps=30, sound=None, times=None, size=SIZE, **options):
    """Encode frames (arrays or pictures of one size), and sound: float, (samples,) or (samples, 2)."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream(
            "libx264", rate=fps, options={"crf": "20", "preset": "veryfast"} | options
        )
        stream.width, stream.height = size
        stream.pix_fmt = "yuv420p"
        stream.codec_context.time_base = Fraction(1, 1000) if times else Fraction(1, fps)
        heard = None if sound is None else _sound_stream(container)
        for number, frame in enumerate(frames):
            encoded = av.VideoFrame.from_ndarray(np.asarray(frame, np.uint8), format="rgb24")
            encoded.pts = round(times[number] * 1000) if times else number
            encoded.time_base = stream.codec_context.time_base
            container.mux(stream.encode(encoded))
        container.mux(stream.encode())
        if heard is not None:
            _write_sound(container, heard, np.asarray(sound))
    return path


def _sound_stream(container):
    return container.add_stream("pcm_s16le", rate=RATE, layout="stereo")


def _write_sound(container, stream, samples):
    both = samples if samples.ndim == 2 else np.stack([samples, samples], axis=1)
    for start in range(0, len(both), 4800):
        values = np.round(both[start : start + 4800].reshape(1, -1) * 32767).astype(np.int16)
        frame = av.AudioFrame.from_ndarray(values, format="s16", layout="stereo")
        frame.sample_rate, frame.pts, frame.time_base = RATE, start, Fraction(1, RATE)
        container.mux(stream.encode(frame))
    container.mux(stream.encode())


def converted(source, result, *arguments, before=()):
    """A copy of a video, with ffmpeg's options for the input and the output."""
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-loglevel", "error", "-y", *before, "-i", str(source)]
    subprocess.run([*command, *arguments, str(result)], check=True, timeout=60)  # noqa: S603 - our own arguments
    return result


def generated(path, *arguments):
    """A video that ffmpeg draws."""
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-loglevel", "error", "-y", *arguments, str(path)]
    subprocess.run(command, check=True, timeout=60)  # noqa: S603 - our own arguments
    return path


def shot(seed, length, *, size=SIZE):
    """A textured picture that moves slowly, ``length`` frames of it."""
    random = np.random.default_rng(seed)
    small = random.integers(0, 256, (9, 7, 3), dtype=np.uint8)
    large = Image.fromarray(small).resize((size[0] + 40, size[1] + 40), Image.Resampling.BICUBIC)
    pixels = np.asarray(large)
    for at in range(length):
        offset = at * 20 // max(length, 40)
        yield pixels[offset : offset + size[1], offset : offset + size[0]]


def joined(*lengths):
    """The frames of several shots, of so many frames each."""
    return [frame for seed, length in enumerate(lengths) for frame in shot(seed, length)]


def plain(colour, *, size=SIZE):
    return Image.new("RGB", size, colour)


def with_text(lines, *, size=(540, 960), font_px=60, ground="#203040", ink="white"):
    """A picture with lines of text, and the share of it that their boxes cover."""
    picture = Image.new("RGB", size, ground)
    pen, font = ImageDraw.Draw(picture), ImageFont.truetype(str(FONT), font_px)
    covered = 0.0
    for place, line in enumerate(lines):
        left, top, right, bottom = pen.textbbox((0, 0), line, font=font)
        pen.text((40 - left, 120 + place * font_px * 2 - top), line, font=font, fill=ink)
        covered += (right - left) * (bottom - top)
    return picture, covered / (size[0] * size[1])


def face(side: int, *, skin: str = "#e0ac8c", ground: str = "#788ca0") -> Image.Image:
    """A drawn face."""
    picture = Image.new("RGB", (side, side), ground)
    pen = ImageDraw.Draw(picture)

    def ellipse(x: float, y: float, width: float, height: float, colour: str) -> None:
        pen.ellipse([value * side for value in (x - width, y - height, x + width, y + height)], fill=colour)

    ellipse(0.5, 0.45, 0.33, 0.42, "#3c281e")
    ellipse(0.5, 0.52, 0.27, 0.36, skin)
    for x in (0.39, 0.61):
        ellipse(x, 0.465, 0.05, 0.025, "#f5f0eb")
        ellipse(x, 0.465, 0.024, 0.025, "#32231e")
        brow = [value * side for value in (x - 0.07, 0.39, x + 0.07, 0.46)]
        pen.arc(brow, 200, 340, fill="#462d23", width=max(1, side // 50))
    pen.polygon(
        [(0.5 * side, 0.48 * side), (0.455 * side, 0.61 * side), (0.545 * side, 0.61 * side)], "#d49c7c"
    )
    for x in (0.47, 0.53):
        ellipse(x, 0.61, 0.02, 0.012, "#965a4b")
    ellipse(0.5, 0.71, 0.09, 0.03, "#be5a5a")
    return picture.filter(ImageFilter.GaussianBlur(side / 125))


def tone(seconds, *, level_db, frequency=997):
    """A sine whose peak is at this level, float, (samples,)."""
    return 10 ** (level_db / 20) * np.sin(2 * np.pi * frequency * np.arange(int(seconds * RATE)) / RATE)
