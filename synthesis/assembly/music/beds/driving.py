"""Driving beds: minor keys, steady eighths and big drums."""

from synthesis.assembly.music.notation import Bed, Drum, Part, Role

_NIGHT_DRIVE = Bed(
    name="Night drive",
    gain_db=-3.3,
    beats_per_minute=116,
    key=0,
    chords={"iab": "Am | Fmaj7 | C | G", "c": "F | G | Am7 | Em7"},
    cadence="F G",
    home="Am",
    closing="e5",
    parts=(
        Part(
            role=Role.ARPEGGIO,
            instrument="clean_guitar",
            patterns={
                "i": "a-c-d-c-e-d-c-d-",
                "ab": "a-d-c-e-d-c-e-d-",
                "c": "a---c---d---c---",
                "e": "a-d-c-e-a-d-c-e-",
            },
            level_db=-5.5,
            pan=-0.35,
            room=0.25,
            low=57,
        ),
        Part(
            role=Role.ARPEGGIO,
            instrument="muted_guitar",
            patterns={"b": "abcbabcbabcbabcb"},
            level_db=-7,
            pan=0.45,
            room=0.15,
            low=57,
            loose_s=0.004,
        ),
        Part(
            role=Role.MELODY,
            instrument="piano",
            patterns={
                "b": (
                    "e5.4 c5.4 a5.4 -.4 | a5.6 g5.2 e5.4 -.4 | g5.4 e5.4 c5.4 -.4 | d5.6 b4.6 -.4",
                    "a5.6 e5.2 c5.4 -.4 | c5.4 e5.4 a5.4 -.4 | g5.6 e5.6 -.4 | b5.4 g5.4 d5.4 -.4",
                ),
                "c": "c5.12 -.4 | d5.12 -.4 | e5.12 -.4 | g5.8 e5.4 -.4",
            },
            level_db=0.5,
            room=0.35,
        ),
        Part(
            role=Role.CHORDS,
            instrument="strings",
            patterns={"abce": "6---------------"},
            level_db=-10,
            room=0.35,
            low=57,
            attack_s=0.25,
            is_wide=True,
        ),
        Part(
            role=Role.BASS,
            instrument="fingered_bass",
            patterns={
                "ia": "R-R-R-R-R-R-R-R-",
                "b": "R-R-R-8-R-R-5-L-",
                "c": "R---------------",
                "e": "R-R-R-R-R-R-R-L-",
            },
            level_db=-2,
            room=0.04,
            loose_s=0.004,
        ),
    ),
    drums=(
        Drum(
            sound="kick",
            patterns={"ab": "7...7...7...7...", "e": "7...7...7.7.7.7."},
            level_db=1.5,
            final=0.8,
        ),
        Drum(
            sound="electric_snare",
            patterns={"ab": "....6.......6...", "e": "....6...5.5.6677"},
            level_db=-3.5,
            room=0.2,
        ),
        Drum(sound="clap", patterns={"b": "....5.......5..."}, level_db=-3.5, room=0.25),
        Drum(
            sound="hat", patterns={"ab": "3.6.3.6.3.6.3.64", "c": "..4...4...4...4."}, level_db=-12, pan=0.2
        ),
        Drum(sound="open_hat", patterns={"b": "..............4."}, level_db=-11, pan=0.2),
        Drum(
            sound="crash",
            patterns={"ab": "4...............|................|................|................"},
            level_db=-10,
            pan=-0.25,
            room=0.25,
            final=0.5,
        ),
    ),
)

_SUMMIT = Bed(
    name="Summit",
    gain_db=-2.4,
    beats_per_minute=104,
    key=2,
    chords={"iab": "Am | F | C | G/B", "c": "Dm7 | F | Am | G"},
    cadence="F G",
    home="Am",
    closing="a5",
    parts=(
        Part(
            role=Role.CHORDS,
            instrument="strings",
            patterns={"iab": "6.5.5.6.5.5.6.5.", "c": "5...5...5...5...", "e": "6.5.5.6.6.6.7.7."},
            level_db=-0.5,
            room=0.3,
            low=52,
            attack_s=0.035,
            is_wide=True,
            loose_s=0.005,
        ),
        Part(
            role=Role.ARPEGGIO,
            instrument="piano",
            patterns={"i": "a-------c-------", "ab": "a-c-b-c-a-c-b-d-", "c": "a---c---d---c---"},
            level_db=-4,
            pan=-0.2,
            room=0.3,
            low=57,
        ),
        Part(
            role=Role.MELODY,
            instrument="horns",
            patterns={
                "b": (
                    "a4.8 c5.4 e5.4 | f5.8 c5.8 | e5.8 g4.8 | d5.12 -.4",
                    "e5.12 -.4 | c5.8 a4.8 | g4.8 c5.4 e5.4 | d5.8 b4.8",
                ),
                "c": "d5.16 | c5.16 | e5.16 | d5.12 -.4",
                "e": "a4.8 b4.8",
            },
            level_db=-4,
            pan=0.15,
            room=0.4,
            attack_s=0.06,
        ),
        Part(
            role=Role.CHORDS,
            instrument="warm_pad",
            patterns={"bce": "6---------------"},
            level_db=-8,
            room=0.4,
            low=55,
            attack_s=0.5,
            is_wide=True,
        ),
        Part(
            role=Role.BASS,
            instrument="fingered_bass",
            patterns={"ab": "R-------R-----R-", "c": "R---------------", "e": "R---R---R-R-R-L-"},
            level_db=-3,
            room=0.08,
        ),
    ),
    drums=(
        Drum(
            sound="concert_drum",
            patterns={"ia": "7...............|7...............", "b": "7.........6....."},
            level_db=2,
            room=0.3,
            final=0.9,
        ),
        Drum(
            sound="taiko",
            patterns={"a": "......5...5.....", "b": "6..5..5.6..5..5.", "e": "6..5..5.6.6.7777"},
            level_db=-0.5,
            pan=0.15,
            room=0.25,
        ),
        Drum(
            sound="low_tom",
            patterns={"b": "....5.......5.45", "e": "............6677"},
            level_db=-4.5,
            pan=-0.25,
            room=0.25,
        ),
        Drum(sound="shaker", patterns={"ab": "3.5.3.5.3.5.3.5."}, level_db=-12.5, pan=0.4, room=0.1),
        Drum(
            sound="crash",
            patterns={"b": "4...............|................|................|................"},
            level_db=-13.5,
            pan=-0.2,
            room=0.3,
            final=0.6,
        ),
    ),
)

BEDS = (_NIGHT_DRIVE, _SUMMIT)
