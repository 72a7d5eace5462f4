"""Recordings of people, for tests: spoken by a voice and saved as a phone would save them."""

import subprocess
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import imageio_ffmpeg
from django.core.files.uploadedfile import SimpleUploadedFile

from synthesis.assembly import narration

WORDS = "Sour means it ran too fast."


def take(folder, *, text=WORDS, language="en", extension="m4a", filters="volume=0.1,adelay=700"):
    """The path of a recording of the text: quiet, and with silence at its start."""
    path = folder / f"take.{extension}"
    path.write_bytes(_recorded(text=text, language=language, extension=extension, filters=filters))
    return path


@cache
def _recorded(*, text, language, extension, filters):
    line = narration.Line(key="", text=text, language=language, voice="espeak:male")
    with TemporaryDirectory() as folder:
        spoken = narration.speak(line=line, recordings=Path(folder), should_stop=lambda: False)
        path = Path(folder) / f"take.{extension}"
        command = [imageio_ffmpeg.get_ffmpeg_exe(), "-loglevel", "error", "-y", "-i", str(spoken.audio)]
        command += ["-af", filters, "-ar", "44100", "-ac", "2", str(path)]
        subprocess.run(command, check=True, timeout=60)  # noqa: S603 - our own arguments
        return path.read_bytes()


def upload(folder, name="My voice.m4a", **options):
    """The recording as an uploaded file."""
    return SimpleUploadedFile(name, take(folder, **options).read_bytes())
