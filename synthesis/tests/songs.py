"""Music of people, for tests: a made-up tune, saved as a person would have it."""

import subprocess
from functools import cache

import imageio_ffmpeg
from django.core.files.uploadedfile import SimpleUploadedFile


@cache
def song(folder, *, seconds=8.0, extension="mp3", filters="volume=0.3"):
    """The path of a tune of two notes that beat against each other."""
    path = folder / f"song-{seconds:g}.{extension}"
    source = f"aevalsrc=sin(330*2*PI*t)*(0.6+0.4*sin(3*t))|sin(440*2*PI*t):d={seconds}:s=44100"
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-loglevel", "error", "-y", "-f", "lavfi", "-i", source]
    command += ["-af", filters, str(path)]
    subprocess.run(command, check=True, timeout=60)  # noqa: S603 - our own arguments
    return path


def upload(folder, name="My song.mp3", **options):
    """The tune as an uploaded file."""
    return SimpleUploadedFile(name, song(folder, **options).read_bytes())
