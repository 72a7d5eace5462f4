"""Recordings from outside: known by their bytes, decoded whole in a limited process, and refused in words."""

import os
import subprocess

import imageio_ffmpeg
import pytest

from foundation import media

TONE = ("-f", "lavfi", "-i", "sine=f=220:d=1.5")
PICTURES = ("-f", "lavfi", "-i", "testsrc=d=1:s=64x96:r=10")


def make(path, *arguments):
    """A file that ffmpeg writes with these arguments."""
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-loglevel", "error", "-y", *arguments, str(path)]
    subprocess.run(command, check=True, timeout=60)  # noqa: S603 - our own arguments
    return path


FORMATS = {
    "wav": ("audio/wav", ()),
    "mp3": ("audio/mpeg", ()),
    "m4a": ("audio/mp4", ("-c:a", "aac")),
    "aac": ("audio/aac", ("-c:a", "aac")),
    "ogg": ("audio/ogg", ("-c:a", "libvorbis")),
    "opus": ("audio/ogg", ("-c:a", "libopus")),
    "weba": ("audio/webm", ("-c:a", "libopus", "-f", "webm")),
    "flac": ("audio/flac", ()),
}


@pytest.mark.parametrize("extension", FORMATS)
def test_a_recording_is_known_by_its_bytes_and_measured(tmp_path, extension):
    mime_type, codec = FORMATS[extension]
    path = make(tmp_path / f"take.{extension}", *TONE, *codec).rename(tmp_path / "holiday.png")

    found = media.inspect_sound(path)

    assert found.kind.mime_type == mime_type
    assert found.duration_s == pytest.approx(1.5, abs=0.08)
    assert 0.05 < found.level < found.peak < 0.3


@pytest.mark.parametrize("level", [0.1, 0.123, 0.3])
@pytest.mark.parametrize("duration_s", [1, 3, 5])
def test_a_sound_that_is_equally_loud_throughout_is_not_silent(tmp_path, level, duration_s):
    steady = ("-f", "lavfi", "-i", f"aevalsrc={level}:s=16000:d={duration_s}", "-c:a", "pcm_f32le")

    found = media.inspect_sound(make(tmp_path / "take.wav", *steady))

    assert found.level == pytest.approx(level, rel=0.01)


def test_an_mp3_without_tags_is_known(tmp_path):
    bare = ("-id3v2_version", "0", "-write_xing", "0", "-ar", "22050")

    found = media.inspect_sound(make(tmp_path / "take.mp3", *TONE, *bare))

    assert found.kind.mime_type == "audio/mpeg"


def test_cover_art_does_not_make_a_recording_a_video(tmp_path):
    cover = make(tmp_path / "cover.png", *PICTURES, "-frames:v", "1")
    maps = ("-map", "0", "-map", "1", "-c:v", "copy", "-disposition:v", "attached_pic")

    found = media.inspect_sound(make(tmp_path / "take.mp3", *TONE, "-i", str(cover), *maps))

    assert found.duration_s == pytest.approx(1.5, abs=0.08)


REFUSED = {
    "empty": (lambda folder: make_bytes(folder, b""), "is empty"),
    "text": (lambda folder: make_bytes(folder, b"not a recording"), "cannot be opened as a recording"),
    "playlist": (lambda folder: make_bytes(folder, b"#EXTM3U\nhttp://127.0.0.1/"), "cannot be opened"),
    "picture": (lambda folder: make(folder / "a.png", *PICTURES, "-frames:v", "1"), "cannot be opened"),
    "noise": (lambda folder: make_bytes(folder, b"ID3" + os.urandom(40_000)), "damaged"),
    "cut off": (
        lambda folder: make_bytes(folder, make(folder / "a.m4a", *TONE, "-c:a", "aac").read_bytes()[:4000]),
        "damaged",
    ),
    "a moment": (lambda folder: make(folder / "a.wav", *TONE, "-t", "0.05"), "damaged"),
    "silence": (
        lambda folder: make(folder / "a.wav", "-f", "lavfi", "-i", "anullsrc=d=2", "-t", "2"),
        "is silent",
    ),
    "film with sound": (
        lambda folder: make(folder / "a.mp4", *PICTURES, *TONE, "-c:v", "mpeg4"),
        "is a video. Save only its sound",
    ),
    "film without sound": (lambda folder: make(folder / "a.mp4", *PICTURES, "-c:v", "mpeg4"), "no sound"),
    # numpy warns about it on standard error.
    "not a number": (
        lambda folder: make(
            folder / "a.wav", "-f", "lavfi", "-i", "aevalsrc=0/0:s=16000:d=1", "-c:a", "pcm_f32le"
        ),
        "is silent",
    ),
    "long": (
        lambda folder: make(
            folder / "a.mp3", "-f", "lavfi", "-i", "sine=f=220:d=200", "-ar", "16000", "-b:a", "16k"
        ),
        "longer than 180 seconds",
    ),
    "long, without a length": (
        lambda folder: make(
            folder / "a.aac", "-f", "lavfi", "-i", "sine=f=220:d=200", "-ar", "16000", "-c:a", "aac"
        ),
        "longer than 180 seconds",
    ),
}


def make_bytes(folder, content):
    path = folder / "take.mp3"
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_usable_recording_is_refused_in_words(tmp_path, name):
    write, words = REFUSED[name]
    path = write(tmp_path)

    with pytest.raises(media.MediaRefusedError) as refusal:
        media.inspect_sound(path)

    assert words in refusal.value.message
