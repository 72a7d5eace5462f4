"""The caption styles that users choose from."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """A caption style. Colours are RRGGBB, sizes pixels of a 1080 x 1920 frame.

    No style has a shadow or blur: that costs 2.4 ms of rendering per frame, on top of about 20 ms for
    encoding it. On a bright or busy background, a dark plate lies behind the words (see ``grounds``).
    """

    title: str
    size_px: int
    text_colour: str
    active_colour: str
    outline_colour: str
    outline_px: float
    active_scale: int
    is_upper_case: bool


STYLES = {
    "bold": Style(
        title="Bold",
        size_px=98,
        text_colour="FFFFFF",
        active_colour="FFD84D",
        outline_colour="0B0B12",
        outline_px=8,
        active_scale=108,
        is_upper_case=False,
    ),
    "clean": Style(
        title="Clean",
        size_px=84,
        text_colour="FFFFFF",
        active_colour="B4BCFF",
        outline_colour="14141F",
        outline_px=6,
        active_scale=100,
        is_upper_case=False,
    ),
    "punch": Style(
        title="Punch",
        size_px=108,
        text_colour="FFFFFF",
        active_colour="5CF2A4",
        outline_colour="0B0B12",
        outline_px=10,
        active_scale=112,
        is_upper_case=True,
    ),
}
