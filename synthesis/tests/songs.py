"""Music of people, for tests: a made-up tune, saved as a person would have it."""

import subprocess
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import imageio_ffmpeg
from django.core.files.uploadedfile import SimpleUploadedFile

RATE = 44_100
# A longer tune repeats these seconds, since ffmpeg computes each sample.
BAR_S = 8


def song(folder, *, seconds=8.0, extension="mp3", filters="volume=0.3"):
    """The path of a tune of two notes that beat against each other."""
    path = folder / f"song-{seconds:g}.{extension}"
    path.write_bytes(_tune(seconds=seconds, extension=extension, filters=filters))
    return path


@cache
def _tune(*, seconds, extension, filters):
    notes = f"aevalsrc=sin(330*2*PI*t)*(0.6+0.4*sin(3*t))|sin(440*2*PI*t):d={min(seconds, BAR_S)}:s={RATE}"
    source = f"{notes},aloop=loop=-1:size={BAR_S * RATE},atrim=end={seconds}"
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"song.{extension}"
        command = [imageio_ffmpeg.get_ffmpeg_exe(), "-loglevel", "error", "-y", "-f", "lavfi", "-i", source]
        command += ["-af", filters, str(path)]
        subprocess.run(command, check=True, timeout=60)  # noqa: S603 - our own arguments
        return path.read_bytes()


def upload(folder, name="My song.mp3", **options):
    """The tune as an uploaded file."""
    return SimpleUploadedFile(name, song(folder, **options).read_bytes())
