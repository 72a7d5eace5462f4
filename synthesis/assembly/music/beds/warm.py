"""Warm beds: sevenths and ninths on an electric piano, brushes, a double bass."""

from synthesis.assembly.music.notation import Bed, Drum, Part, Role

_CORNER_CAFE = Bed(
    name="Corner café",
    gain_db=-2.4,
    beats_per_minute=82,
    key=2,
    chords={"iab": "Fmaj9 | Em7 | Dm9 | Cmaj9", "c": "Am9 | D9 | Dm9 | G13"},
    cadence="Dm9 G13",
    home="Cmaj9",
    closing="d5",
    swing=0.24,
    brightness_hz=7_500,
    parts=(
        Part(
            role=Role.CHORDS,
            instrument="epiano",
            patterns={
                "i": "6-------5---5---",
                "ab": "6---------5---4-|6-----5---4-5---",
                "c": "6-------5---4---",
                "e": "6---5---6---5---",
            },
            level_db=-2,
            pan=-0.1,
            room=0.28,
            low=53,
            spread=0.35,
            strum_s=0.012,
            loose_s=0.012,
        ),
        Part(
            role=Role.MELODY,
            instrument="nylon_guitar",
            patterns={
                "b": (
                    "a5.3 g5.3 e5.6 -.4 | -.4 d5.4 g5.4 -.4 | f5.3 e5.3 c5.6 -.4 | e5.8 d5.4 -.4",
                    "-.4 e5.4 g5.4 a5.4 | b5.6 g5.2 e5.4 -.4 | a5.6 f5.2 e5.4 -.4 | g5.8 e5.4 -.4",
                ),
                "c": "c5.8 e5.4 -.4 | f#5.8 e5.4 -.4 | f5.8 e5.4 -.4 | e5.6 f5.6 -.4",
            },
            level_db=-1,
            pan=0.2,
            room=0.35,
            loose_s=0.012,
        ),
        Part(
            role=Role.CHORDS,
            instrument="warm_pad",
            patterns={"iabce": "6---------------"},
            level_db=-10,
            room=0.35,
            low=55,
            attack_s=0.7,
            is_wide=True,
        ),
        Part(
            role=Role.BASS,
            instrument="acoustic_bass",
            patterns={
                "ab": "R-----R-..5-..L-|R-----..R-..8-L-",
                "c": "R-------5-----L-",
                "e": "R-------R---L---",
            },
            level_db=0.5,
            room=0.05,
            loose_s=0.009,
        ),
    ),
    drums=(
        Drum(
            sound="soft_kick",
            patterns={"ab": "7......4..6.....|7......4..5..4..", "e": "7.......6......."},
            level_db=3,
            final=0.5,
        ),
        Drum(
            sound="dry_snare",
            patterns={"ab": "....5.......5...|....5.......5..2", "e": "....5.......5.34"},
            level_db=-0.5,
            room=0.18,
            late_s=0.016,
        ),
        Drum(
            sound="hat",
            patterns={"abc": "4.3.4.344.3.4.34", "i": "4...4...4...4..."},
            level_db=-5.5,
            pan=0.25,
            late_s=0.004,
        ),
        Drum(sound="shaker", patterns={"b": "..3...3...3...3."}, level_db=2, pan=-0.4),
    ),
)

_KITCHEN_TABLE = Bed(
    name="Kitchen table",
    gain_db=-0.1,
    beats_per_minute=88,
    key=0,
    chords={"iab": "Cmaj7 | Em7 | Fmaj7 | Fm6", "c": "Am7 | Em7 | Fmaj7 | G7sus4"},
    cadence="Fm6 G7sus4",
    home="Cmaj7",
    closing="e5",
    swing=0.14,
    parts=(
        Part(
            role=Role.ARPEGGIO,
            instrument="steel_guitar",
            patterns={
                "i": "a---c---d---c---",
                "ab": "a--cb-d-a-c-b-d-",
                "c": "a---c---d---c---",
                "e": "a-b-c-d-a-b-c-d-",
            },
            level_db=-1,
            pan=-0.3,
            room=0.2,
            low=50,
            loose_s=0.009,
        ),
        Part(
            role=Role.CHORDS,
            instrument="epiano",
            patterns={"abe": "..........5-----", "c": "5---------------"},
            level_db=-5,
            pan=0.25,
            room=0.3,
            low=57,
            spread=0.2,
        ),
        Part(
            role=Role.MELODY,
            instrument="flute",
            patterns={
                "b": (
                    "e5.6 g5.2 b5.4 -.4 | b5.6 g5.2 e5.4 -.4 | a5.6 g5.2 e5.4 -.4 | d5.6 c5.6 -.4",
                    "-.4 g5.4 e5.4 -.4 | -.4 b5.4 g5.4 -.4 | c6.6 a5.2 e5.4 -.4 | f5.6 d5.6 -.4",
                ),
            },
            level_db=-7.5,
            pan=0.1,
            room=0.45,
            attack_s=0.06,
        ),
        Part(
            role=Role.CHORDS,
            instrument="strings",
            patterns={"bce": "5---------------"},
            level_db=-12,
            room=0.45,
            low=55,
            attack_s=0.7,
            is_wide=True,
        ),
        Part(
            role=Role.BASS,
            instrument="acoustic_bass",
            patterns={
                "ab": "R-----5-8-..5-..|R-----5-R-....L-",
                "c": "R-------5-------",
                "e": "R-------R-------",
            },
            level_db=-3.5,
            room=0.06,
        ),
    ),
    drums=(
        Drum(sound="soft_kick", patterns={"ab": "5.........4....."}, level_db=4.5, final=0.4),
        Drum(sound="brush_slap", patterns={"abe": "....4.......4..."}, level_db=-4.5, room=0.2, late_s=0.01),
        Drum(
            sound="brush",
            patterns={"ab": "3...3..33...3..3", "c": "3.......3......."},
            level_db=-5.5,
            pan=-0.2,
            room=0.15,
        ),
        Drum(sound="ride", patterns={"b": "3...3..33...3..3"}, level_db=-12.5, pan=0.35, room=0.15),
        Drum(sound="cabasa", patterns={"ab": "..3...3...3...3."}, level_db=-7, pan=0.4),
    ),
)

BEDS = (_CORNER_CAFE, _KITCHEN_TABLE)
