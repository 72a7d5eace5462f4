"""Files from outside: refused by their header, or decoded in a process with little memory and time."""

import io
import resource
import struct
import subprocess
import time
import zlib
from fractions import Fraction

import imageio_ffmpeg
import pytest
from PIL import Image

from foundation import media
from foundation.errors import UpstreamUnavailableError
from foundation.media import children, headers


def chunk(name, data):
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png(width, height, *, before=b"", rows=None):
    """A black PNG that contains only ``rows`` of its rows; ``before`` is inserted ahead of them."""
    packer = zlib.compressobj(1)
    row = b"\0" + bytes(width * 3)
    packed = b"".join(packer.compress(row) for _ in range(height if rows is None else rows)) + packer.flush()
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + before + chunk(b"IDAT", packed) + chunk(b"IEND", b"")
    )


def picture(kind, size=(90, 160), **options):
    held = io.BytesIO()
    Image.new("RGB", size, "teal").save(held, kind, **options)
    return held.getvalue()


def animated(kind):
    held = io.BytesIO()
    first, second = (Image.new("RGB", (90, 160), colour) for colour in ("teal", "red"))
    first.save(held, kind, save_all=True, append_images=[second])
    return held.getvalue()


def jpeg_header(width, height):
    return b"\xff\xd8\xff\xc0" + struct.pack(">HBHHB", 17, 8, height, width, 3) + bytes(9)


def webp_header(width, height):
    sizes = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    return b"RIFF\x1e\0\0\0WEBPVP8X\x0a\0\0\0" + bytes(4) + sizes + bytes(20)


def lossless_webp_header(width, height):
    return (
        b"RIFF\x1e\0\0\0WEBPVP8L\x0a\0\0\0\x2f"
        + struct.pack("<I", (height - 1) << 14 | (width - 1))
        + bytes(9)
    )


def film(path, *arguments, source="testsrc=s=64x96:r=30", codec="mpeg4"):
    """A video of five frames, or one made with ``arguments``."""
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-loglevel", "error", "-y", "-f", "lavfi", "-i", source]
    command += ["-c:v", codec, "-frames:v", "5", *arguments, str(path)]
    subprocess.run(command, check=True, timeout=60)  # noqa: S603 - our own arguments
    return path


@pytest.fixture
def films(tmp_path):
    return tmp_path


def children_s():
    """CPU seconds that this process's ended children used."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_a_picture_is_known_by_its_bytes(file, kind):
    facts = media.inspect(file(picture(kind)))

    assert (facts.width_px, facts.height_px) == (90, 160)
    assert facts.kind.is_picture
    assert facts.kind.mime_type == f"image/{kind.lower()}"


def test_a_film_says_what_it_is(films):
    facts = media.inspect(film(films / "picture.png.mp4"))

    assert (facts.width_px, facts.height_px, facts.pixel_format) == (64, 96, "yuv420p")
    assert facts.frame_rate == Fraction(30)
    assert facts.duration_s == pytest.approx(5 / 30, abs=0.01)
    assert facts.kind.mime_type == "video/mp4"


def test_a_film_whose_title_is_in_another_encoding_is_measured(films):
    path = film(films / "titled.mp4", "-metadata", "title=Grosser Film")
    path.write_bytes(path.read_bytes().replace(b"Grosser Film", b"Gro\xdfer  Film"))

    assert media.inspect(path).width_px == 64


def test_a_film_without_a_length_is_measured(films):
    recorded = films / "recorded.webm"
    with recorded.open("wb") as output:
        source = "testsrc=s=64x96:r=30"
        command = [imageio_ffmpeg.get_ffmpeg_exe(), "-loglevel", "error", "-f", "lavfi", "-i", source]
        command += ["-frames:v", "15", "-c:v", "libvpx", "-f", "webm", "-live", "1", "-"]
        subprocess.run(command, check=True, timeout=60, stdout=output)  # noqa: S603 - our own arguments

    facts = media.inspect(recorded)

    assert facts.duration_s == pytest.approx(0.5, abs=0.1)
    assert facts.kind.mime_type == "video/webm"


BOMBS = {
    "png": lambda: png(16_000, 16_000, rows=4),
    "png, wide": lambda: png(50_000, 1),
    "jpeg": lambda: jpeg_header(16_000, 16_000),
    "webp": lambda: webp_header(16_000, 16_000),
    "webp, lossless": lambda: lossless_webp_header(16_000, 16_000),
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_picture_that_unfolds_into_too_much_is_refused_by_its_header(file, name):
    path, before_s = file(BOMBS[name]()), children_s()
    began = time.monotonic()

    with pytest.raises(media.MediaRefusedError) as refusal:
        media.inspect(path)

    assert refusal.value.reason == "too_many_pixels"
    assert "Make it smaller" in refusal.value.message
    # Nothing was decoded and no process was started.
    assert children_s() == before_s
    assert time.monotonic() - began < 1


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_an_animated_picture_is_refused_by_its_header(file, kind):
    path, before_s = file(animated(kind)), children_s()

    with pytest.raises(media.MediaRefusedError) as refusal:
        media.inspect(path)

    assert refusal.value.reason == "animated"
    assert children_s() == before_s


STRANGERS = {
    "nothing": (b"", "empty"),
    "playlist": (b"#EXTM3U\n#EXTINF:1,\nhttp://127.0.0.1/secret\n", "unknown"),
    "list of files": (b"ffconcat version 1.0\nfile http://127.0.0.1/secret\n", "unknown"),
    "svg": (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "unknown"),
    "svg with a prologue": (b"<?xml version='1.0'?><svg/>", "unknown"),
    "page": (b"<script>alert(1)</script>", "unknown"),
    "archive": (b"PK\x03\x04" + bytes(64), "unknown"),
    "gif": (animated("GIF"), "unknown"),
    "document": (b"%PDF-1.7" + bytes(64), "unknown"),
    "bmp": (picture("BMP"), "unknown"),
    "tiff": (picture("TIFF"), "unknown"),
    "sound": (b"ID3" + bytes(64), "unknown"),
    "heic": (b"\0\0\0\x18ftypheic" + bytes(64), "unknown"),
    "avif": (b"\0\0\0\x18ftypavif" + bytes(64), "unknown"),
}


@pytest.mark.parametrize("name", STRANGERS)
def test_a_kind_that_is_not_used_is_not_opened(file, name):
    content, reason = STRANGERS[name]
    path, before_s = file(content), children_s()

    with pytest.raises(media.MediaRefusedError) as refusal:
        media.inspect(path)

    assert refusal.value.reason == reason
    assert children_s() == before_s


DAMAGED = {
    "png without an end": lambda: png(90, 160)[:60],
    "png that begins otherwise": lambda: b"\x89PNG\r\n\x1a\n" + chunk(b"IDAT", b""),
    "png of no width": lambda: png(0, 160),
    "png with a profile that unfolds": lambda: png(
        90, 160, before=chunk(b"iCCP", b"x\0\0" + zlib.compress(bytes(64 * 1024**2), 9))
    ),
    "jpeg cut in two": lambda: picture("JPEG", (400, 400))[:1_000],
    "jpeg of markers": lambda: b"\xff\xd8" + b"\xff" * 100_000,
    "jpeg of segments": lambda: b"\xff\xd8" + b"\xff\xe1\0\x02" * 100_000,
    "jpeg without a frame": lambda: b"\xff\xd8\xff\xd9",
    "webp cut in two": lambda: picture("WEBP", (400, 400), lossless=True)[:40],
    "webp of nothing": lambda: b"RIFF\0\0\0\0WEBP",
    "mp4 of nothing": lambda: b"\0\0\0\x18ftypmp42" + bytes(64),
    "matroska of nothing": lambda: b"\x1a\x45\xdf\xa3" + bytes(64),
}


@pytest.mark.parametrize("name", DAMAGED)
def test_a_damaged_file_is_refused(file, name):
    with pytest.raises(media.MediaRefusedError) as refusal:
        media.inspect(file(DAMAGED[name]()))

    assert refusal.value.reason == "unreadable"


def test_a_film_cut_in_two_is_refused(films):
    path = film(films / "cut.mp4")
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])

    with pytest.raises(media.MediaRefusedError):
        media.inspect(path)


@pytest.mark.parametrize("codec", ["libx264", "mjpeg", "png"])
def test_a_film_of_huge_frames_is_refused(films, codec):
    path = film(
        films / "huge.mkv",
        "-frames:v",
        "1",
        "-preset",
        "ultrafast",
        source="color=s=7200x7200:r=1",
        codec=codec,
    )
    before_s = children_s()

    with pytest.raises(media.MediaRefusedError) as refusal:
        media.inspect(path)

    assert refusal.value.reason in {"too_many_pixels", "unreadable"}
    assert children_s() - before_s < children.CPU_S


def test_a_film_whose_frames_are_larger_than_its_header_says_is_refused(films):
    path = film(films / "huge.mkv", "-frames:v", "1", source="color=s=7200x7200:r=1", codec="mjpeg")
    content = path.read_bytes()
    # Matroska's PixelWidth and PixelHeight, two bytes each.
    lying = content.replace(b"\xb0\x82\x1c\x20", b"\xb0\x82\x00\x40")
    lying = lying.replace(b"\xba\x82\x1c\x20", b"\xba\x82\x00\x40")
    assert lying != content
    path.write_bytes(lying)

    with pytest.raises(media.MediaRefusedError):
        media.inspect(path)


def test_a_film_with_too_many_frames_a_second_is_refused(films):
    with pytest.raises(media.MediaRefusedError) as refusal:
        media.inspect(film(films / "fast.mkv", source="testsrc=s=64x96:r=1000"))

    assert refusal.value.reason == "too_many_frames"


def test_a_film_that_is_too_long_is_refused(films):
    long = film(films / "long.mp4", "-frames:v", "2", source="testsrc=s=64x96:r=1/4000")

    with pytest.raises(media.MediaRefusedError) as refusal:
        media.inspect(long)

    assert refusal.value.reason == "too_long"


def test_a_file_with_too_many_tracks_is_refused(films):
    tracks = [option for _ in range(children.MAX_STREAMS + 1) for option in ("-map", "0:v")]

    with pytest.raises(media.MediaRefusedError) as refusal:
        media.inspect(film(films / "tracks.mkv", *tracks))

    assert refusal.value.reason == "too_many_streams"


def test_a_sound_with_a_cover_is_no_film(films, file):
    cover = film(films / "cover.png", "-frames:v", "1", codec="png")
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-loglevel", "error", "-f", "lavfi", "-i", "sine=d=1"]
    command += ["-i", str(cover), "-map", "0", "-map", "1", "-c:a", "aac", "-c:v", "copy"]
    song = films / "song.mp4"
    subprocess.run([*command, "-disposition:v:0", "attached_pic", str(song)], check=True, timeout=60)  # noqa: S603

    with pytest.raises(media.MediaRefusedError) as refusal:
        media.inspect(song)

    assert refusal.value.reason == "no_picture"


def test_the_largest_picture_leaves_this_process_as_small_as_it_was(file):
    path = file(png(7_000, 7_000))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    facts = media.inspect(path)

    assert facts.width_px * facts.height_px == 49_000_000
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 40 * 1024


def test_a_decoder_that_takes_too_much_memory_is_refused(file, settings, monkeypatch):
    monkeypatch.setattr(children, "MEMORY_BYTES", 192 * 1024**2)

    with pytest.raises(media.MediaRefusedError) as refusal:
        media.inspect(file(png(7_000, 7_000)))

    assert refusal.value.reason == "too_expensive"


def test_a_decoder_that_takes_too_long_is_ended(file, monkeypatch):
    monkeypatch.setattr(children, "WALL_S", 0.01)

    with pytest.raises(UpstreamUnavailableError) as outage:
        media.inspect(file(png(3_000, 3_000)))

    assert outage.value.retry_after_s == children.AGAIN_AFTER_S


def test_a_picture_is_cut_to_size_and_turned_upright(file):
    held = io.BytesIO()
    sideways = Image.new("RGB", (400, 200), "teal")
    exif = sideways.getexif()
    exif[0x0112] = 6
    sideways.save(held, "JPEG", exif=exif)

    fitted = media.fit(file(held.getvalue()), width_px=90, height_px=160)

    with Image.open(io.BytesIO(fitted)) as result:
        assert (result.format, result.size) == ("JPEG", (90, 160))


def test_only_a_picture_is_cut_to_size(films):
    with pytest.raises(media.MediaRefusedError):
        media.fit(film(films / "film.mp4"), width_px=90, height_px=160)


def test_the_limit_of_pixels_holds_any_cameras_picture():
    assert headers.MAX_PIXELS == 50_000_000
