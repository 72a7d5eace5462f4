"""Pictures with colour profiles are shown in the colours that they mean."""

import io

import pytest
from PIL import Image, ImageCms

from foundation import media
from foundation.tests.colour_profiles import display_p3, srgb

RED = (200, 60, 50)
# The same colour in the numbers of the smaller space, computed from both matrices.
RED_IN_SRGB = (217, 42, 39)
SIZE = (180, 320)


def picture(profile, *, kind="JPEG", mode="RGB", colour=RED, size=SIZE, **options):
    held = io.BytesIO()
    quality = {"quality": 100, "subsampling": 0} if kind == "JPEG" else {"lossless": True}
    Image.new(mode, size, colour).save(
        held, kind, **{**(quality if kind != "PNG" else {}), "icc_profile": profile, **options}
    )
    return held.getvalue()


def opened(data):
    with Image.open(io.BytesIO(data)) as found:
        found.load()
        return found


def middle(image):
    return image.convert("RGB").getpixel((image.width // 2, image.height // 2))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_in_display_p3_is_converted(file, kind):
    converted = opened(media.in_srgb(file(picture(display_p3(), kind=kind)), side_px=1920))

    assert converted.size == SIZE
    assert "icc_profile" not in converted.info
    assert middle(converted) == pytest.approx(RED_IN_SRGB, abs=3)


def test_a_fitted_picture_is_converted_too(file):
    fitted = opened(media.fit(file(picture(display_p3())), width_px=90, height_px=160))

    assert middle(fitted) == pytest.approx(RED_IN_SRGB, abs=4)


@pytest.mark.parametrize("profile", [None, srgb()], ids=["none", "srgb"])
def test_a_picture_in_srgb_needs_no_conversion(file, profile):
    assert media.in_srgb(file(picture(profile)), side_px=1920) is None


@pytest.mark.parametrize(
    "profile",
    [
        b"garbage" * 40,
        b"",
        display_p3()[:200],
        ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes(),
        bytes(128) + b"\xff" * 400,
    ],
    ids=["garbage", "empty", "cut off", "another kind of colour", "nonsense"],
)
@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_a_bad_profile_changes_nothing(file, profile, kind):
    path = file(picture(profile, kind=kind))

    assert media.in_srgb(path, side_px=1920) is None
    assert media.inspect(path).width_px == SIZE[0]
    assert middle(opened(media.fit(path, width_px=90, height_px=160))) == pytest.approx(RED, abs=3)


def test_a_transparent_picture_stays_transparent(file):
    data = picture(display_p3(), kind="PNG", mode="RGBA", colour=(*RED, 80))

    converted = opened(media.in_srgb(file(data), side_px=1920))

    assert (converted.format, converted.mode) == ("PNG", "RGBA")
    assert converted.getpixel((9, 9)) == pytest.approx((*RED_IN_SRGB, 80), abs=3)


def test_a_picture_with_a_palette_is_converted(file):
    held = io.BytesIO()
    Image.new("RGB", SIZE, RED).quantize(8).save(held, "PNG", icc_profile=display_p3())

    converted = opened(media.in_srgb(file(held.getvalue()), side_px=1920))

    assert middle(converted) == pytest.approx(RED_IN_SRGB, abs=3)


def test_a_converted_picture_is_upright_and_no_larger_than_asked(file):
    exif = Image.Exif()
    exif[0x0112] = 6
    data = picture(display_p3(), size=(900, 400), exif=exif)

    converted = opened(media.in_srgb(file(data), side_px=200))

    assert converted.size == (200, 450)
    assert middle(converted) == pytest.approx(RED_IN_SRGB, abs=3)
