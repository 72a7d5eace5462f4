"""The start picture: upright, covering the size, without transparency."""

import pytest
from PIL import Image

from render_node.engines import first_picture
from render_node.engines.base import EngineError

RED, BLUE = (255, 0, 0), (0, 0, 255)
_ORIENTATION = 0x0112
_TURNED_LEFT = 6


def halves(path, *, size, orientation=None):
    """Red on the left, blue on the right, as the file has it."""
    picture = Image.new("RGB", size, BLUE)
    picture.paste(RED, (0, 0, size[0] // 2, size[1]))
    exif = Image.Exif()
    if orientation:
        exif[_ORIENTATION] = orientation
    picture.save(path, exif=exif)
    return path


def test_a_picture_from_a_phone_stands_upright(tmp_path):
    """Cameras store the unrotated picture, and its rotation in EXIF."""
    path = halves(tmp_path / "phone.png", size=(64, 32), orientation=_TURNED_LEFT)

    upright = first_picture.fitted(path, width_px=32, height_px=64)

    assert upright.size == (32, 64)
    assert (upright.getpixel((16, 4)), upright.getpixel((16, 60))) == (RED, BLUE)


def test_cropping_is_centred(tmp_path):
    path = halves(tmp_path / "wide.png", size=(400, 100))

    fitted = first_picture.fitted(path, width_px=50, height_px=100)

    assert fitted.size == (50, 100)
    assert (fitted.getpixel((2, 50)), fitted.getpixel((47, 50))) == (RED, BLUE)


def test_transparency_is_gone(tmp_path):
    path = tmp_path / "clear.png"
    Image.new("RGBA", (32, 32), (0, 0, 255, 0)).save(path)

    assert first_picture.fitted(path, width_px=32, height_px=32).mode == "RGB"


def test_a_file_that_is_no_picture_is_refused(tmp_path):
    path = tmp_path / "words.png"
    path.write_text("not a picture")

    with pytest.raises(EngineError, match="cannot be read"):
        first_picture.fitted(path, width_px=32, height_px=32)
