"""Colour profiles for tests, made from that of sRGB."""

import struct

from PIL import ImageCms

# The primaries of Display P3 and of sRGB in XYZ, adapted to D50 as profiles store them.
P3 = ((0.51512, 0.24120, -0.00105), (0.29198, 0.69225, 0.04189), (0.15710, 0.06657, 0.78407))
TAGS = (b"rXYZ", b"gXYZ", b"bXYZ")


def srgb():
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def of_primaries(primaries):
    """A profile with other primaries, and the curve of sRGB."""
    profile = bytearray(srgb())
    for tag, values in zip(TAGS, primaries, strict=True):
        _, start, _ = struct.unpack_from(">4sII", profile, profile.index(tag))
        # A type and four zeros come first.
        struct.pack_into(">3i", profile, start + 8, *(round(value * 65536) for value in values))
    return bytes(profile)


def display_p3():
    return of_primaries(P3)
