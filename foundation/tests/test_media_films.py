"""Videos from cameras and phones: cut off, turned, interlaced, HDR, tiny or with frames at any time."""

import io
import subprocess

import imageio_ffmpeg
import pytest
from PIL import Image

from foundation import media
from foundation.tests.test_media import film, picture, png

TEN_SECONDS = ("-frames:v", "300", "-g", "30")


def refusal_of(path):
    with pytest.raises(media.MediaRefusedError) as refusal:
        media.inspect(path)
    return refusal.value


def cut(path, share):
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * share)])
    return path


def converted(source, result, *arguments, before=()):
    """A copy of a video, with ffmpeg's options for the input and the output."""
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-loglevel", "error", "-y", *before, "-i", str(source)]
    subprocess.run([*command, *arguments, str(result)], check=True, timeout=60)  # noqa: S603 - our own arguments
    return result


TRUNCATED = {
    "index at the end": ("film.mp4", "mpeg4", ()),
    "index at the beginning": ("film.mp4", "mpeg4", ("-movflags", "+faststart")),
    "in fragments": ("film.mp4", "mpeg4", ("-movflags", "+frag_keyframe+empty_moov")),
    "QuickTime": ("film.mov", "mjpeg", ("-movflags", "+faststart")),
    "WebM": ("film.webm", "libvpx", ()),
}


@pytest.mark.parametrize("name", TRUNCATED)
@pytest.mark.parametrize("share", [0.5, 0.66, 0.99])
def test_a_film_whose_end_is_missing_is_refused(tmp_path, name, share):
    file_name, codec, options = TRUNCATED[name]
    path = film(tmp_path / file_name, *TEN_SECONDS, *options, codec=codec)
    assert media.inspect(path).duration_s == pytest.approx(10, abs=0.1)

    refusal = refusal_of(cut(path, share))

    assert refusal.reason == "truncated"
    assert "its end is missing" in refusal.message


def test_a_film_whose_index_names_frames_beyond_its_end_is_refused(tmp_path):
    path = film(tmp_path / "film.mp4", *TEN_SECONDS, "-movflags", "+faststart")
    content = path.read_bytes()
    # A box of length 0 lasts until the end of the file, wherever that is.
    start = content.index(b"mdat") - 4
    path.write_bytes(content[:start] + bytes(4) + content[start + 4 : len(content) * 2 // 3])

    assert refusal_of(path).reason == "truncated"


def test_a_film_whose_last_frames_are_damaged_is_refused(tmp_path):
    path = film(tmp_path / "film.mp4", *TEN_SECONDS, "-preset", "ultrafast", codec="libx264")
    content = path.read_bytes()
    start, end = content.index(b"mdat") + 4, content.index(b"moov") - 4
    middle = (start + end) // 2
    path.write_bytes(content[:middle] + b"\xff" * (end - middle) + content[end:])

    assert refusal_of(path).reason in {"unreadable", "truncated"}


def test_what_a_camera_appends_to_a_film_does_not_matter(tmp_path):
    path = film(tmp_path / "film.mp4")
    path.write_bytes(path.read_bytes() + b"\0\0\x10\0camd" + bytes(20))

    assert media.inspect(path).width_px == 64


def test_a_recording_of_unknown_length_is_no_truncated_one(tmp_path):
    path = film(tmp_path / "live.webm", "-live", "1", codec="libvpx")

    assert media.inspect(path).width_px == 64


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_a_picture_whose_last_third_is_missing_is_refused(file, kind):
    noise = Image.effect_noise((200, 200), 90)
    held = io.BytesIO()
    noise.save(held, kind)

    assert refusal_of(file(held.getvalue()[: len(held.getvalue()) * 2 // 3])).reason == "unreadable"


@pytest.mark.parametrize(("degrees", "turned"), [(90, True), (180, False), (270, True)])
def test_a_turned_film_says_so(tmp_path, degrees, turned):
    turn = ("-display_rotation", str(degrees))
    path = converted(film(tmp_path / "up.mp4"), tmp_path / "turned.mp4", "-c", "copy", before=turn)

    facts = media.inspect(path)

    assert (facts.width_px, facts.height_px) == (64, 96)
    assert (facts.rotation % 180 != 0) == turned


def test_a_picture_has_the_size_that_people_see(file):
    sideways = Image.new("RGB", (400, 200), "teal")
    exif = sideways.getexif()
    exif[0x0112] = 6
    held = io.BytesIO()
    sideways.save(held, "JPEG", exif=exif)

    facts = media.inspect(file(held.getvalue()))

    assert (facts.width_px, facts.height_px) == (200, 400)


@pytest.mark.parametrize(
    "damaged", [b"MM\0*\0\0\0\x08\xff\xff" + b"\xff" * 40, b"II*\0\xff\xff\xff\xff", b"?"]
)
def test_damaged_exif_data_is_no_reason_to_refuse_a_picture(file, damaged):
    assert media.inspect(file(picture("JPEG", exif=b"Exif\0\0" + damaged))).width_px == 90


def test_interlaced_film_says_so(tmp_path):
    path = film(
        tmp_path / "film.mp4",
        *("-vf", "interlace", "-flags", "+ilme+ildct"),
        source="testsrc=s=64x96:r=50",
        codec="libx264",
    )

    assert media.inspect(path).is_interlaced


@pytest.mark.parametrize(("transfer", "number"), [("arib-std-b67", 18), ("smpte2084", 16)])
def test_a_film_says_how_its_colours_are_encoded(tmp_path, transfer, number):
    tags = f"format=yuv420p10le,setparams=color_primaries=bt2020:color_trc={transfer}:colorspace=bt2020nc"
    path = film(tmp_path / "film.mov", "-vf", tags, "-tag:v", "hvc1", codec="libx265")

    facts = media.inspect(path)

    assert (facts.colour_transfer, facts.colour_primaries, facts.colour_matrix) == (number, 9, 9)


def test_frames_at_irregular_times_are_no_reason_to_refuse_a_film(tmp_path):
    irregular = "select='lt(n,30)+not(mod(n,3))',settb=1/600"
    path = film(tmp_path / "film.mp4", "-vf", irregular, "-fps_mode", "vfr", "-frames:v", "60")

    assert media.inspect(path).duration_s == pytest.approx(4, abs=0.2)


def test_a_film_of_few_pixels_is_refused(tmp_path):
    refusal = refusal_of(film(tmp_path / "film.mkv", source="testsrc=s=64x2:r=30"))

    assert (refusal.reason, "16 pixels" in refusal.message) == ("too_small", True)


@pytest.mark.parametrize("size", [(1, 1), (20_000, 2), (15, 600)])
def test_a_picture_of_few_pixels_is_refused(file, size):
    refusal = refusal_of(file(png(*size)))

    assert (refusal.reason, f"{size[0]} × {size[1]}" in refusal.message) == ("too_small", True)


def test_a_sound_in_a_films_container_is_no_film(tmp_path):
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-loglevel", "error", "-f", "lavfi", "-i", "sine=d=1"]
    path = tmp_path / "sound.mp4"
    subprocess.run([*command, "-c:a", "aac", str(path)], check=True, timeout=60)  # noqa: S603 - our own arguments

    refusal = refusal_of(path)

    assert (refusal.reason, "sound only" in refusal.message) == ("no_picture", True)


def test_a_film_without_sound_is_accepted(tmp_path):
    assert media.inspect(film(tmp_path / "silent.mp4")).kind.mime_type == "video/mp4"


@pytest.mark.parametrize(("start", "word"), [(b"GIF89a", "GIF"), (b"\0\0\0\x18ftypheic", "HEIC")])
def test_a_refusal_names_a_kind_that_is_common_but_not_used(file, start, word):
    assert word in refusal_of(file(start + bytes(64))).message
