"""How footage fills the frame: upright, cropped to 9:16, in BT.709, and moved gently where it stands still.

A picture pans slowly, and so does a wide clip, of which a crop from the middle would show a third. A pan
moves by a whole number of pixels per frame, or of a picture that is enlarged along the pan: such a crop
neither jitters nor changes its sharpness, and costs next to nothing.
"""

from dataclasses import dataclass

from synthesis.assembly.composition import tone_mapping
from synthesis.assembly.composition.footage import Footage
from synthesis.assembly.storyboard import FPS, HEIGHT_PX, WIDTH_PX

# Raised when a change here makes different frames of the same footage.
REVISION = 1
# Pixels per frame along the width, fastest first: up to 60 pixels per second.
ACROSS_STEPS = (2.0, 1.0, 0.5, 0.25)
# A picture in the frame's shape moves up or down by at most this share of the height.
MOST_SHARE = 0.08
# A picture pans along the dimension of which at least this share of the frame's is hidden.
HIDDEN_SHARE = 0.15
# A clip moves by itself, so it pans only if a crop hides much of it.
HIDDEN_SHARE_OF_CLIP = 0.5
# Even steps, because the chroma of clips has half the resolution.
CLIP_STEP = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Pan:
    """A movement of ``step_px`` per frame, over ``travel_px`` in all."""

    is_across: bool
    is_reversed: bool
    step_px: float
    travel_px: int

    @property
    def enlargement(self) -> int:
        """How much larger than the frame the picture is along the pan, so that a step is a whole pixel."""
        return max(1, round(1 / self.step_px))


def pan_of(clip: Footage, *, frames: int) -> Pan | None:
    """The pan of footage that is shown for ``frames`` frames, or None. Equal footage moves alike."""
    scale = max(WIDTH_PX / clip.width_px, HEIGHT_PX / clip.height_px)
    hidden_x = clip.width_px * scale - WIDTH_PX
    hidden_y = clip.height_px * scale - HEIGHT_PX
    if not clip.is_still:
        is_wide = hidden_x >= HIDDEN_SHARE_OF_CLIP * WIDTH_PX and hidden_x >= CLIP_STEP * frames
        return _pan(clip, CLIP_STEP, frames, is_across=True) if is_wide else None
    if hidden_x >= HIDDEN_SHARE * WIDTH_PX:
        return _pan(clip, _fastest(ACROSS_STEPS, frames, hidden_x), frames, is_across=True)
    most_px = max(hidden_y, MOST_SHARE * HEIGHT_PX)
    return _pan(clip, _fastest(ACROSS_STEPS[1:], frames, most_px), frames, is_across=False)


def _pan(clip: Footage, step_px: float, frames: int, *, is_across: bool) -> Pan:
    # Even, as the chroma of the frame has half the resolution.
    travel_px = 2 * round(step_px * frames / 2 + 0.49)
    return Pan(
        is_across=is_across, is_reversed=bool(clip.seed % 2), step_px=step_px, travel_px=max(2, travel_px)
    )


def _fastest(steps: tuple[float, ...], frames: int, most_px: float) -> float:
    return next((step for step in steps if step * frames <= most_px), steps[-1])


def fitting(clip: Footage, *, frames: int) -> list[str]:
    """Filters that bring each frame to size, or to the size that ``moving`` crops."""
    pan = pan_of(clip, frames=frames)
    width, height = WIDTH_PX, HEIGHT_PX
    stretch_x = stretch_y = 1
    if pan is not None and pan.is_across:
        width, stretch_x = width + pan.travel_px, pan.enlargement
    elif pan is not None:
        height, stretch_y = height + pan.travel_px, pan.enlargement
    return [
        *([] if clip.is_still else [f"fps={FPS}:start_time=0"]),
        *(["bwdif=mode=send_frame:deint=interlaced"] if clip.is_interlaced else []),
        # The commas inside the quotes belong to the expressions. ``sar`` is the shape of a pixel.
        f"crop='max(1,min(iw,ih*{width}/{height}/sar))':'max(1,min(ih,iw*sar*{height}/{width}))':exact=1",
        *_converting(clip, width=width * stretch_x, height=height * stretch_y),
        "setsar=1",
        # A step may be odd: at full resolution, colours move with the picture.
        f"format={'yuv444p' if clip.is_still else 'yuv420p'}",
    ]


def moving(clip: Footage, *, frames: int) -> list[str]:
    """Filters that pan, for frames that are numbered from the start of the footage."""
    pan = pan_of(clip, frames=frames)
    if pan is None:
        return []
    longest = pan.travel_px * pan.enlargement
    place = f"min(n*{round(pan.step_px * pan.enlargement)},{longest})"
    at = f"'{longest}-{place}'" if pan.is_reversed else f"'{place}'"
    if pan.is_across:
        crop = f"crop={WIDTH_PX * pan.enlargement}:{HEIGHT_PX}:{at}:0:exact=1"
    else:
        crop = f"crop={WIDTH_PX}:{HEIGHT_PX * pan.enlargement}:0:{at}:exact=1"
    if pan.enlargement > 1:
        return [crop, f"scale={WIDTH_PX}:{HEIGHT_PX}:flags=area", "setsar=1", "format=yuv420p"]
    return [crop, "format=yuv420p"]


def _converting(clip: Footage, *, width: int, height: int) -> list[str]:
    """Filters for size and colours."""
    if clip.colour is not None:
        return [
            f"scale={width}:{height}:flags=bicubic:in_color_matrix={_matrix(clip)}",
            # lut3d is three times as fast with floats as with integers of 10 bits.
            "format=gbrpf32le",
            f"lut3d=file={tone_mapping.file_name(clip.colour)}:interp=tetrahedral",
            "setparams=color_primaries=bt709:color_trc=bt709",
            "scale=out_color_matrix=bt709:out_range=tv",
        ]
    sized = f"scale={width}:{height}:flags=bicubic:out_color_matrix=bt709:out_range=tv"
    if clip.is_still:
        # Transparent parts become black, whatever colour a drawing program left in them.
        return [f"scale={width}:{height}:flags=bicubic", "format=gbrap", "premultiply=inplace=1", sized]
    return [sized]


def _matrix(clip: Footage) -> str:
    return "auto" if clip.is_matrix_known else "bt2020"
