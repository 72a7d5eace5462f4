"""The caption styles that people choose from, and how each looks in a theme on a ground."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from synthesis.assembly import fonts
from synthesis.assembly.captions import themes
from synthesis.assembly.captions.themes import Theme, Tones
from synthesis.assembly.fonts import Face

# Contrast is that of WCAG 2: (L1 + 0.05) / (L2 + 0.05) of two relative luminances.
LEAST_CONTRAST = 4.5
# The ground between light and dark: black and white text are equally legible on it.
MIDDLE_LUMINANCE = 0.18
AUTO = "auto"


class Kind(StrEnum):
    """How the words are drawn, and how the one that is heard differs."""

    OUTLINE = "outline"
    CHIP = "chip"
    BOX = "box"
    MARKER = "marker"
    UNDERLINE = "underline"
    KARAOKE = "karaoke"
    GLOW = "glow"
    WORD = "word"


STYLES: Mapping[str, str] = {
    AUTO: "Automatic",
    Kind.OUTLINE: "Outline",
    Kind.CHIP: "Chip",
    Kind.BOX: "Box",
    Kind.MARKER: "Marker",
    Kind.UNDERLINE: "Underline",
    Kind.KARAOKE: "Karaoke",
    Kind.GLOW: "Glow",
    Kind.WORD: "One word",
}
# The styles of an earlier version, which videos may still have.
_EARLIER = {"bold": Kind.OUTLINE, "clean": Kind.KARAOKE, "punch": Kind.OUTLINE}

# Sizes by typeface, so that all look about equally large. None is the face of all scripts.
_SIZES: Mapping[Face | None, int] = {
    None: 74,
    fonts.LADLE: 84,
    fonts.SPECIAL_ELITE: 66,
    fonts.ARCHIVO_BLACK: 66,
    fonts.BRICOLAGE: 76,
    fonts.CAVEAT_BRUSH: 90,
}
_WORD_SIZES: Mapping[Face | None, int] = {fonts.ANTON: 150, None: 112}


@dataclass(frozen=True, slots=True)
class Ground:
    """The luminance of what lies behind captions: of its darkest and of its brightest part, from 0 to 1."""

    darkest: float
    brightest: float

    @property
    def is_light(self) -> bool:
        return (self.darkest + self.brightest) / 2 > MIDDLE_LUMINANCE

    def changed(self, change: Callable[[float], float]) -> "Ground":
        """The ground after a change of all luminances that keeps their order."""
        return Ground(change(self.darkest), change(self.brightest))


UNSEEN = Ground(0.0, 1.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """How captions look. Colours are RRGGBB, sizes pixels of a 1080 x 1920 frame, corners ems.

    ``plate_colour`` is what lies behind or below words: all of them in a box, the active one in a chip, a
    marker's stroke or an underline. ``face`` is for Latin letters; None for that of all scripts.
    """

    kind: Kind
    size_px: int
    text_colour: str
    active_colour: str
    plate_colour: str = ""
    corner: float = 0.0
    outline_colour: str = ""
    outline_px: float = 0.0
    face: Face | None = None
    is_upper_case: bool = False
    most_words: int = 4

    @property
    def wider_space(self) -> float:
        """How much wider than the face's own a space is, in ems: plates of words need some."""
        return 0.13 if self.needs_room else 0.04

    @property
    def needs_room(self) -> bool:
        """True if what is drawn around a word would touch a word that no space separates from it."""
        return self.kind in {Kind.CHIP, Kind.MARKER}

    def in_all_scripts(self) -> "Style":
        """The style in the face of all scripts."""
        sizes = _WORD_SIZES if self.kind is Kind.WORD else _SIZES
        return replace(self, face=None, size_px=sizes[None])


def current(name: str) -> str:
    """The name of a style, also for one of an earlier version."""
    return _EARLIER.get(name, name)


def suiting(
    name: str, *, theme: str, ground: Ground, is_first: bool = False, is_split: bool = False
) -> Style:
    """The style of a scene: the chosen one if it is legible there, or else one of the theme that is.

    One word at a time is only for the first scene. On a split ground, words have an outline or a box.
    """
    look = themes.of(theme)
    for kind in _candidates(current(name), look, ground, is_first=is_first, is_split=is_split):
        style = styled(kind, look, is_light=ground.is_light)
        if _is_legible(style, ground):
            return style
    return styled(Kind.BOX, look, is_light=ground.is_light)


def outlined(theme: str) -> Style:
    """The style that suits every ground and script."""
    return styled(Kind.OUTLINE, themes.of(theme), is_light=False)


def _candidates(name: str, look: Theme, ground: Ground, *, is_first: bool, is_split: bool) -> Iterator[Kind]:
    on_light, on_dark, on_mixed = (Kind(kind) for kind in look.kinds)
    has_outline = Kind.OUTLINE in {on_light, on_dark, on_mixed}
    safe = Kind.OUTLINE if has_outline else Kind.BOX
    chosen = Kind(name) if name in list(Kind) else None
    if chosen is Kind.WORD and not is_first:
        chosen = None
    if is_split:
        yield chosen if chosen in {Kind.OUTLINE, Kind.BOX, Kind.WORD} else safe
        return
    if chosen is not None:
        yield chosen
    else:
        yield on_light if ground.is_light else on_dark
        yield on_mixed
    yield safe if chosen is not Kind.GLOW else Kind.BOX


def styled(kind: Kind, look: Theme, *, is_light: bool) -> Style:
    """A style in a theme, for a light or a dark ground."""
    tones = look.light if is_light else look.dark
    face = None if kind is Kind.OUTLINE else look.face
    plain = Style(
        kind=kind,
        size_px=_SIZES[face],
        text_colour=tones.text,
        active_colour=tones.active,
        corner=look.corner,
        face=face,
    )
    if kind in {Kind.OUTLINE, Kind.WORD}:
        return _outlined(plain, look)
    return _plated(plain, tones)


def _plated(plain: Style, tones: Tones) -> Style:
    if plain.kind is Kind.CHIP:
        return replace(plain, active_colour=tones.on_chip, plate_colour=tones.chip)
    if plain.kind is Kind.BOX:
        colours = (tones.in_box, tones.active_in_box, tones.box)
        return replace(plain, text_colour=colours[0], active_colour=colours[1], plate_colour=colours[2])
    if plain.kind is Kind.MARKER:
        return replace(plain, active_colour=tones.text, plate_colour=tones.mark)
    if plain.kind is Kind.UNDERLINE:
        return replace(plain, active_colour=tones.text, plate_colour=tones.line)
    return plain


def _outlined(plain: Style, look: Theme) -> Style:
    style = replace(
        plain,
        text_colour="FFFFFF",
        active_colour=look.outlined_active,
        outline_colour=look.outline,
        outline_px=8,
    )
    if plain.kind is Kind.OUTLINE:
        return style
    return replace(
        style,
        text_colour=look.outlined_active,
        outline_px=10,
        face=fonts.ANTON,
        size_px=_WORD_SIZES[fonts.ANTON],
        is_upper_case=True,
        most_words=1,
    )


def _is_legible(style: Style, ground: Ground) -> bool:
    """True if all words have enough contrast, with the ground or with the box or outline around them."""
    if style.kind in {Kind.OUTLINE, Kind.BOX, Kind.WORD}:
        return True
    if style.kind is Kind.GLOW and ground.is_light:
        return False
    on_ground = [style.text_colour]
    if not style.plate_colour:
        on_ground.append(style.active_colour)
    return all(contrast(colour, ground) >= LEAST_CONTRAST for colour in on_ground)


def contrast(colour: str, ground: Ground) -> float:
    """The contrast of a colour with the part of a ground that is most like it."""
    own = luminance(colour)
    lighter = (own + 0.05) / (ground.brightest + 0.05)
    darker = (ground.darkest + 0.05) / (own + 0.05)
    return max(lighter, darker)


def luminance(colour: str) -> float:
    """The relative luminance of a colour, from 0 to 1."""
    weights = (0.2126, 0.7152, 0.0722)
    return sum(
        weight * _linear(part / 255) for weight, part in zip(weights, bytes.fromhex(colour), strict=True)
    )


def _linear(part: float) -> float:
    return float(part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4)
