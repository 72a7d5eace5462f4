"""The caption colours and typefaces of the themes, on light and on dark grounds."""

from dataclasses import dataclass

from synthesis.assembly import fonts
from synthesis.assembly.fonts import Face


@dataclass(frozen=True, slots=True, kw_only=True)
class Tones:
    """The colours of captions on one kind of ground, as RRGGBB.

    ``text`` and ``active`` stand on the ground itself. ``chip`` lies behind the active word in ``on_chip``,
    ``mark`` behind it in ``text``; ``line`` is below it. ``box`` lies behind all words.
    """

    text: str
    active: str
    chip: str
    on_chip: str
    mark: str
    line: str
    box: str
    in_box: str
    active_in_box: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """The captions of a theme. ``kinds`` are its styles on a light, a dark and a mixed ground.

    ``face`` is its typeface for Latin letters; None for that of all scripts. ``corner`` is the radius of
    plates in ems.
    """

    light: Tones
    dark: Tones
    kinds: tuple[str, str, str]
    outline: str
    outlined_active: str = "FFD93D"
    face: Face | None = None
    corner: float = 0.16


def _tones(
    text: str, active: str, chip: tuple[str, str], box: tuple[str, str, str], mark: str = "", line: str = ""
) -> Tones:
    return Tones(
        text=text,
        active=active,
        chip=chip[0],
        on_chip=chip[1],
        mark=mark or chip[0],
        line=line or active,
        box=box[0],
        in_box=box[1],
        active_in_box=box[2],
    )


NEUTRAL = Theme(
    light=_tones("14141C", "B3261E", ("D03A22", "FFFFFF"), ("14141C", "FFFFFF", "FFD93D"), "FFE066"),
    dark=_tones("FFFFFF", "FFD93D", ("FFD93D", "14141C"), ("FFFFFF", "14141C", "C2255C"), "B8352B"),
    kinds=("outline", "outline", "outline"),
    outline="14141C",
)
THEMES = {
    "kitchen": Theme(
        light=_tones("2A120C", "B3301C", ("2A120C", "FFC22E"), ("2A120C", "FFF2DA", "FFC22E"), "FFF2DA"),
        dark=_tones("FFFFFF", "FFC22E", ("FFC22E", "2A120C"), ("FFF2DA", "2A120C", "B8301C"), "2A120C"),
        kinds=("chip", "outline", "outline"),
        outline="2A120C",
        face=fonts.LADLE,
    ),
    "archive": Theme(
        light=_tones(
            "1D1814", "A32A22", ("A32A22", "F3E8D0"), ("1D1814", "F3E8D0", "F0A848"), "F0A848", "A32A22"
        ),
        dark=_tones(
            "F3E8D0", "FF9C6B", ("F3E8D0", "1D1814"), ("F3E8D0", "1D1814", "A32A22"), "A32A22", "E8613A"
        ),
        kinds=("marker", "underline", "box"),
        outline="1D1814",
        face=fonts.SPECIAL_ELITE,
        corner=0.04,
    ),
    "riso": Theme(
        light=_tones("17205E", "2746D8", ("17205E", "FFD60A"), ("17205E", "FFFFFF", "FFD60A"), "FFD60A"),
        dark=_tones("FFFFFF", "FFD60A", ("FFD60A", "17205E"), ("FFFFFF", "17205E", "CF1757"), "C2185B"),
        kinds=("box", "box", "box"),
        outline="17205E",
        outlined_active="FFD60A",
        face=fonts.ARCHIVO_BLACK,
        corner=0.07,
    ),
    "ledger": Theme(
        light=_tones("0E3B2D", "0F6B45", ("0E3B2D", "C8F250"), ("0E3B2D", "FFFFFF", "C8F250"), "C8F250"),
        dark=_tones("FFFFFF", "C8F250", ("C8F250", "0E3B2D"), ("DCEBDC", "0E3B2D", "A8341A"), "176B4C"),
        kinds=("chip", "karaoke", "box"),
        outline="0E3B2D",
        outlined_active="C8F250",
        face=fonts.BRICOLAGE,
        corner=0.13,
    ),
    "studio": Theme(
        light=_tones("15104A", "3F3FCF", ("15104A", "FFFFFF"), ("15104A", "FFFFFF", "D9F75B"), "D9F75B"),
        dark=_tones("FFFFFF", "D9F75B", ("D9F75B", "15104A"), ("15104A", "FFFFFF", "D9F75B"), "B0471F"),
        kinds=("box", "box", "outline"),
        outline="15104A",
        outlined_active="D9F75B",
        corner=0.3,
    ),
    "voyage": Theme(
        light=_tones("0B4452", "B8371B", ("0B4452", "FFFFFF"), ("0B4452", "FFFFFF", "FFD9A0"), "8ADBD0"),
        dark=_tones("FFFFFF", "FFD95A", ("FFF1DA", "0B4452"), ("FFF1DA", "0B4452", "B8371B"), "A8402A"),
        kinds=("chip", "outline", "outline"),
        outline="0B3040",
        outlined_active="FFC94A",
    ),
    "gym": Theme(
        light=_tones("0C0C0C", "A3200C", ("0C0C0C", "E4FF1A"), ("0C0C0C", "FFFFFF", "E4FF1A"), "FF8A70"),
        dark=_tones("FFFFFF", "E4FF1A", ("E4FF1A", "0C0C0C"), ("E4FF1A", "0C0C0C", "B3200C"), "C22A12"),
        kinds=("box", "glow", "box"),
        outline="0C0C0C",
        outlined_active="E4FF1A",
        face=fonts.ARCHIVO_BLACK,
        corner=0.02,
    ),
    "notebook": Theme(
        light=_tones("1D2433", "B3261E", ("1D2433", "FFE44D"), ("1D2433", "FFFFFF", "FFE44D"), "FFE44D"),
        dark=_tones("FFFFFF", "FFE44D", ("FFE44D", "1D2433"), ("FFFFFF", "1D2433", "C23338"), "C8373B"),
        kinds=("marker", "marker", "box"),
        outline="1D2433",
        outlined_active="FFE44D",
        face=fonts.CAVEAT_BRUSH,
        corner=0.1,
    ),
    "bubble": Theme(
        light=_tones("1E1140", "5A2BE0", ("5A2BE0", "FFFFFF"), ("1E1140", "FFFFFF", "FF8FB8"), "FFE14D"),
        dark=_tones("FFFFFF", "FFE14D", ("FFE14D", "1E1140"), ("FFFFFF", "1E1140", "5A2BE0"), "C2185B"),
        kinds=("box", "outline", "outline"),
        outline="1E1140",
        outlined_active="FFE14D",
        corner=0.34,
    ),
    "pixel": Theme(
        light=_tones("1B1250", "A80D55", ("1B1250", "FFE74A"), ("1B1250", "FFFFFF", "FFE74A"), "FFE74A"),
        dark=_tones("FFFFFF", "FFE74A", ("FFE74A", "1B1250"), ("FFFFFF", "1B1250", "C20F61"), "B80F5C"),
        kinds=("box", "box", "box"),
        outline="1B1250",
        outlined_active="FFE74A",
        face=fonts.ARCHIVO_BLACK,
        corner=0.0,
    ),
    "felt": Theme(
        light=_tones("22402F", "8C1F31", ("22402F", "FFF5E1"), ("22402F", "FFF5E1", "FFD873"), "FFF5E1"),
        dark=_tones("FFF5E1", "FFD873", ("FFF5E1", "22402F"), ("FFF5E1", "22402F", "B02D40"), "A82A3D"),
        kinds=("chip", "outline", "outline"),
        outline="22402F",
        outlined_active="FFD873",
        corner=0.32,
    ),
    "groove": Theme(
        light=_tones("43180F", "A3264A", ("7B2A63", "FFF3DD"), ("43180F", "FFF3DD", "FFB93E"), "FFC96B"),
        dark=_tones("FFF3DD", "FFC45C", ("FFB93E", "43180F"), ("FFF3DD", "43180F", "A82348"), "A8234A"),
        kinds=("chip", "outline", "outline"),
        outline="43180F",
        outlined_active="FFC45C",
        face=fonts.BRICOLAGE,
        corner=0.3,
    ),
}


def of(name: str) -> Theme:
    """The captions of a theme; neutral for an unknown one."""
    return THEMES.get(name, NEUTRAL)
