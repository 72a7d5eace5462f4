"""QR codes of links, to print or to show in a scene: black on white, with the quiet zone of the standard."""

import io

import segno

# Modules of the quiet zone on each side (ISO/IEC 18004).
_QUIET_MODULES = 4
# Pixels per module: about 600 pixels in all, sharp in a video of 1080 pixels.
_SCALE = 16
# A quarter of the code may be covered or blurred.
_CORRECTION = "q"
MEDIA_TYPES = {"svg": "image/svg+xml", "png": "image/png"}


def draw(*, url: str, kind: str) -> bytes:
    """Return the file of the QR code: ``kind`` is svg or png."""
    code = segno.make(url, error=_CORRECTION, micro=False, boost_error=False)
    output = io.BytesIO()
    # White is drawn, too: on a dark ground, most readers find no code.
    code.save(
        output, kind=kind, scale=_SCALE, border=_QUIET_MODULES, dark="#000", light="#fff",
        **({"xmldecl": False, "title": url} if kind == "svg" else {}),
    )  # fmt: skip
    return output.getvalue()
