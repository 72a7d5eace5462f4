"""Bright beds: major chords, claps and bells."""

from synthesis.assembly.music.notation import Bed, Drum, Part, Role

_OPEN_WINDOW = Bed(
    name="Open window",
    gain_db=-2.9,
    beats_per_minute=110,
    key=2,
    chords={"iab": "C | G | Am7 | Fadd9", "c": "F | C/E | Dm7 | G"},
    cadence="F G",
    home="C",
    closing="g6",
    parts=(
        Part(
            role=Role.CHORDS,
            instrument="ukulele",
            patterns={
                "i": "7-----5-7---5---",
                "ab": "7---6-5---5-6-5-",
                "c": "6-------5-------",
                "e": "7---6-5-7-6-7-7-",
            },
            level_db=-5.5,
            pan=0.3,
            room=0.15,
            low=60,
            spread=0.15,
            strum_s=0.011,
        ),
        Part(
            role=Role.ARPEGGIO,
            instrument="steel_guitar",
            patterns={"ab": "a-c-b-d-a-c-b-d-", "c": "a---b---c---d---"},
            level_db=-2.5,
            pan=-0.35,
            room=0.18,
            low=48,
        ),
        Part(
            role=Role.MELODY,
            instrument="glockenspiel",
            patterns={
                "b": (
                    "e6.4 g6.4 e6.4 -.4 | d6.4 g6.4 d6.4 -.4 | e6.4 g6.2 e6.2 c6.4 -.4 | a6.4 g6.4 -.8",
                    "g6.6 e6.2 c6.4 -.4 | b5.6 d6.2 g6.4 -.4 | c6.4 e6.4 a6.4 g6.4 | g6.4 f6.4 -.8",
                ),
                "i": "-.16 | -.16 | -.16 | -.8 g6.4 a6.4",
            },
            level_db=-6,
            pan=0.15,
            room=0.3,
        ),
        Part(
            role=Role.CHORDS,
            instrument="piano",
            patterns={"b": "6---------5-----", "c": "6---------------"},
            level_db=-5,
            pan=-0.1,
            room=0.25,
            low=55,
            spread=0.3,
        ),
        Part(
            role=Role.CHORDS,
            instrument="strings",
            patterns={"bce": "6---------------"},
            level_db=-13,
            room=0.4,
            low=57,
            attack_s=0.3,
            is_wide=True,
        ),
        Part(
            role=Role.BASS,
            instrument="fingered_bass",
            patterns={"a": "R-----R-R---5-8-", "be": "R---R-R-R---5-L-", "c": "R---------------"},
            level_db=-2.5,
            room=0.05,
        ),
    ),
    drums=(
        Drum(
            sound="kick",
            patterns={"ab": "7.....4.7.......", "e": "7...7...7...7..."},
            level_db=1.5,
            final=0.7,
        ),
        Drum(
            sound="clap",
            patterns={"ab": "....6.......6...", "ie": "....5.......5.56"},
            level_db=-6.5,
            pan=0.1,
            room=0.25,
        ),
        Drum(sound="shaker", patterns={"abc": "4.6.4.6.4.6.4.6."}, level_db=-16, pan=0.35, room=0.1),
        Drum(sound="tambourine", patterns={"b": "....5.......5..."}, level_db=-15, pan=-0.4, room=0.2),
        Drum(
            sound="crash",
            patterns={"b": "3...............|................|................|................"},
            level_db=-9,
            pan=-0.2,
            room=0.2,
            final=0.35,
        ),
    ),
)

_GOOD_NEWS = Bed(
    name="Good news",
    gain_db=-0.4,
    beats_per_minute=102,
    key=-2,
    chords={"iab": "Fmaj7 | G6 | Em7 | Am7", "c": "Dm7 | Em7 | Fmaj7 | G"},
    cadence="F G",
    home="C6/9",
    closing="e6",
    swing=0.12,
    parts=(
        Part(
            role=Role.CHORDS,
            instrument="piano",
            patterns={
                "i": "6-......5-......",
                "ab": "6-..5-....5-..4-",
                "c": "5-------4-------",
                "e": "6-..6-..6-..6-6-",
            },
            level_db=-2.5,
            pan=-0.2,
            room=0.15,
            low=57,
            spread=0.25,
        ),
        Part(
            role=Role.ARPEGGIO,
            instrument="pizzicato",
            patterns={"ab": "a.....c...d...c.|a.....c...e...d.", "c": "a...c...d...c..."},
            level_db=-2,
            pan=0.35,
            room=0.25,
            low=60,
        ),
        Part(
            role=Role.ARPEGGIO,
            instrument="muted_guitar",
            patterns={"ab": "a.bac.bad.bac.ba"},
            level_db=-8,
            pan=-0.45,
            room=0.1,
            low=52,
        ),
        Part(
            role=Role.MELODY,
            instrument="marimba",
            patterns={
                "b": (
                    "a5.3 c6.3 a5.2 g5.4 -.4 | b5.3 d6.3 b5.2 g5.4 -.4 | b5.4 g5.4 e5.4 -.4 | "
                    "e5.3 g5.3 a5.6 -.4",
                    "e6.4 c6.4 a5.4 -.4 | d6.4 b5.4 g5.4 -.4 | g5.3 b5.3 e6.6 -.4 | c6.4 a5.4 g5.4 -.4",
                ),
            },
            level_db=-1.5,
            pan=0.1,
            room=0.2,
        ),
        Part(
            role=Role.CHORDS,
            instrument="strings",
            patterns={"bce": "6---------------"},
            level_db=-13,
            room=0.4,
            low=57,
            attack_s=0.3,
            is_wide=True,
        ),
        Part(
            role=Role.BASS,
            instrument="acoustic_bass",
            patterns={"abe": "R-----5-R---5-L-", "c": "R-------5-------"},
            level_db=-4,
            room=0.06,
        ),
    ),
    drums=(
        Drum(
            sound="soft_kick",
            patterns={"ab": "6.........5.....", "e": "6...6...6...6..."},
            level_db=1,
            final=0.6,
        ),
        Drum(sound="clap", patterns={"b": "....5.......5..."}, level_db=-6.5, pan=-0.1, room=0.25),
        Drum(sound="rim", patterns={"aie": "....4.......4..4"}, level_db=-7.5, pan=-0.1, room=0.2),
        Drum(sound="cabasa", patterns={"ab": "3.545.453.545.45"}, level_db=-15.5, pan=0.4, room=0.1),
        Drum(
            sound="triangle", patterns={"b": "....3.......3..."}, level_db=-13, pan=-0.5, room=0.2, final=0.4
        ),
    ),
)

BEDS = (_OPEN_WINDOW, _GOOD_NEWS)
