"""Calm beds: few notes, long sounds, no drums that hurry."""

from synthesis.assembly.music.notation import Bed, Drum, Part, Role

_STILL_WATER = Bed(
    name="Still water",
    gain_db=-0.2,
    beats_per_minute=74,
    key=0,
    chords={"iab": "Cmaj9 | Am9 | Fmaj9 | G7sus4 G", "c": "Am7 | Em7 | Fmaj7 | G7sus4"},
    cadence="Fmaj9 G7sus4",
    home="Cadd9",
    closing="e5",
    parts=(
        Part(
            role=Role.ARPEGGIO,
            instrument="piano",
            patterns={
                "i": "a---c---d---c---",
                "ab": "a-c-d-c-e-d-c-d-",
                "c": "a---c-d-----c---",
                "e": "a-c-d-e-a-c-d---",
            },
            level_db=-1.5,
            pan=-0.15,
            room=0.3,
            low=52,
            loose_s=0.011,
        ),
        Part(
            role=Role.MELODY,
            instrument="piano",
            patterns={
                "b": (
                    "g5.8 e5.6 d5.2 | e5.10 -.6 | a5.6 g5.2 e5.8 | d5.12 -.4",
                    "-.4 e5.4 g5.8 | b5.6 g5.2 e5.8 | c5.4 e5.4 g5.8 | c5.8 d5.4 -.4",
                ),
                "c": "c5.12 -.4 | b4.12 -.4 | a4.8 c5.8 | d5.12 -.4",
            },
            level_db=0.5,
            pan=0.1,
            room=0.4,
            loose_s=0.014,
        ),
        Part(
            role=Role.CHORDS,
            instrument="strings",
            patterns={"abce": "6---------------"},
            level_db=-9,
            room=0.45,
            low=55,
            attack_s=0.7,
            is_wide=True,
        ),
        Part(
            role=Role.CHORDS,
            instrument="warm_pad",
            patterns={"ice": "6---------------"},
            level_db=-7,
            room=0.4,
            low=48,
            attack_s=0.8,
            is_wide=True,
        ),
        Part(
            role=Role.BASS,
            instrument="acoustic_bass",
            patterns={"abe": "R---------5-----", "c": "R---------------"},
            level_db=-1,
            room=0.08,
        ),
    ),
    drums=(
        Drum(sound="shaker", patterns={"b": "..2...3...2...3."}, level_db=-12, pan=0.3, room=0.2),
        Drum(
            sound="triangle",
            patterns={"b": "3...............|................|................|................"},
            level_db=-11,
            pan=-0.4,
            room=0.3,
            final=0.3,
        ),
    ),
)

_SLOW_MORNING = Bed(
    name="Slow morning",
    gain_db=-0.6,
    beats_per_minute=78,
    key=2,
    chords={"iab": "Fmaj7 | C/E | Dm7 | Cadd9", "c": "Am7 | G | Fmaj7 | G7sus4"},
    cadence="Fmaj7 G7sus4",
    home="Cadd9",
    closing="g5",
    parts=(
        Part(
            role=Role.ARPEGGIO,
            instrument="nylon_guitar",
            patterns={
                "i": "a---b---c---d---",
                "ab": "a--cb-d-a--cb-d-|a--cb-d-c-b-a---",
                "c": "a---c---d---c---",
                "e": "a--cb-d-a-b-c-d-",
            },
            level_db=0,
            pan=-0.2,
            room=0.22,
            low=50,
            loose_s=0.009,
        ),
        Part(
            role=Role.MELODY,
            instrument="vibraphone",
            patterns={
                "b": (
                    "a5.8 g5.4 e5.4 | g5.12 -.4 | f5.6 e5.2 d5.8 | e5.12 -.4",
                    "-.8 e5.4 a5.4 | g5.8 e5.8 | a5.8 f5.4 d5.4 | c5.8 d5.4 -.4",
                ),
                "c": "e5.12 -.4 | d5.12 -.4 | c5.8 e5.8 | d5.12 -.4",
            },
            level_db=-1.5,
            pan=0.25,
            room=0.4,
            loose_s=0.01,
        ),
        Part(
            role=Role.CHORDS,
            instrument="strings",
            patterns={"bce": "6---------------"},
            level_db=-10,
            room=0.45,
            low=55,
            attack_s=0.8,
            is_wide=True,
        ),
        Part(
            role=Role.CHORDS,
            instrument="warm_pad",
            patterns={"iae": "6---------------"},
            level_db=-9,
            room=0.4,
            low=50,
            attack_s=0.8,
            is_wide=True,
        ),
        Part(
            role=Role.BASS,
            instrument="acoustic_bass",
            patterns={"abe": "R-------5---L---|R-------8-------", "c": "R---------------"},
            level_db=-2.5,
            room=0.08,
        ),
    ),
    drums=(
        Drum(sound="brush", patterns={"b": "....3.......3..."}, level_db=-5, room=0.25, late_s=0.012),
        Drum(sound="shaker", patterns={"ab": "2.3.2.3.2.3.2.3."}, level_db=-11.5, pan=0.35, room=0.15),
        Drum(sound="soft_kick", patterns={"b": "4.........3....."}, level_db=0.5),
    ),
)

BEDS = (_STILL_WATER, _SLOW_MORNING)
