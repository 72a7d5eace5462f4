"""Finished videos whose frames can be told apart by their colour."""

import numpy as np
from PIL import Image

from synthesis.assembly import ffmpeg
from synthesis.models import AssetRole, Render
from synthesis.tests.pages import finish, store
from synthesis.tests.test_composition import never

LENGTH_S = 3.0


def three_colours(path):
    """The bytes of a film of three seconds: red, green, blue. It is written to the path."""
    colours = [
        ("-f", "lavfi", "-i", f"color={name}:s=1080x1920:r=30:d=1") for name in ("red", "lime", "blue")
    ]
    ffmpeg.run(
        [
            *(word for words in colours for word in words),
            *("-filter_complex", "[0:v][1:v][2:v]concat=n=3", "-c:v", "libx264", "-preset", "ultrafast"),
            *("-g", "15", "-bf", "2", "-pix_fmt", "yuv420p", str(path)),
        ],
        timeout_s=60,
        should_stop=never,
    )
    return path.read_bytes()


def finish_with(video, film):
    """A finished render of the film. Its first frame, which is no picture here, is its poster."""
    render = finish(video)
    pictures = {"mime_type": "image/jpeg", "duration_s": None, "name": "first.jpg"}
    fields = {
        "final_asset": store(video.workspace, content=film, duration_s=LENGTH_S),
        "poster": store(video.workspace, role=AssetRole.POSTER, content=b"poster", **pictures),
        "thumbnail": store(video.workspace, role=AssetRole.THUMBNAIL, content=b"small", **pictures),
    }
    Render.objects.filter(pk=render.pk).update(**fields)
    return Render.objects.select_related("poster", "thumbnail", "video", "final_asset").get(pk=render.pk)


def colour_of(asset):
    """The brightest of the three colours of a stored picture."""
    with asset.file.open() as file, Image.open(file) as picture:
        means = np.asarray(picture.convert("RGB")).reshape(-1, 3).mean(axis=0)
    return ("red", "green", "blue")[int(means.argmax())]
