"""Focused beds: mallets and muted strings in even pulses."""

from synthesis.assembly.music.notation import Bed, Drum, Part, Role

_DEEP_WORK = Bed(
    name="Deep work",
    gain_db=0.3,
    beats_per_minute=92,
    key=-2,
    chords={"iab": "Am9 | Am9 | Fmaj9 | Em7", "c": "Dm9 | Am7 | Fmaj9 | G7sus4"},
    cadence="Fmaj9 Em7",
    home="Am9",
    closing="e5",
    parts=(
        Part(
            role=Role.ARPEGGIO,
            instrument="marimba",
            patterns={
                "i": "a..b..c..b..d...",
                "ab": "a.bcb.dca.bcb.d.",
                "c": "a...c...d...c...",
                "e": "a.bcb.dca.b.c.d.",
            },
            level_db=-0.5,
            pan=-0.25,
            room=0.25,
            low=55,
        ),
        Part(
            role=Role.ARPEGGIO,
            instrument="kalimba",
            patterns={"bc": "......d.....e...|....c.......d..."},
            level_db=-4,
            pan=0.4,
            room=0.4,
            low=67,
        ),
        Part(
            role=Role.MELODY,
            instrument="epiano",
            patterns={
                "b": (
                    "e5.12 -.4 | g5.6 e5.2 c5.4 -.4 | a5.6 g5.2 e5.4 -.4 | d5.12 -.4",
                    "-.8 c5.4 e5.4 | b4.12 -.4 | c5.6 e5.2 g5.4 -.4 | g5.6 e5.2 d5.4 -.4",
                ),
            },
            level_db=-4,
            pan=0.1,
            room=0.35,
        ),
        Part(
            role=Role.CHORDS,
            instrument="warm_pad",
            patterns={"iabce": "6---------------"},
            level_db=-8,
            room=0.35,
            low=52,
            attack_s=0.6,
            is_wide=True,
        ),
        Part(
            role=Role.BASS,
            instrument="fingered_bass",
            patterns={"ab": "R-....R-..R-....", "e": "R-....R-..R-5-L-", "c": "R---------------"},
            level_db=-2.5,
            room=0.04,
        ),
    ),
    drums=(
        Drum(
            sound="soft_kick",
            patterns={"ab": "6.....5...4.....", "e": "6.....5...5.5..."},
            level_db=2,
            final=0.5,
        ),
        Drum(sound="rim", patterns={"ab": "....4.......4..."}, level_db=-8, pan=0.15, room=0.25),
        Drum(
            sound="electric_hat",
            patterns={"ab": "3.5.3.5.3.5.3.53", "c": "..4...4...4...4."},
            level_db=-12,
            pan=-0.25,
            room=0.08,
        ),
        Drum(sound="shaker", patterns={"b": "2323232323232323"}, level_db=-12.5, pan=0.4, room=0.1),
    ),
)

_BLUEPRINT = Bed(
    name="Blueprint",
    gain_db=-2.3,
    beats_per_minute=100,
    key=0,
    chords={"iab": "Dm9 | Dm9 | Bbmaj7 | C6", "c": "Gm7 | Dm7 | Bbmaj7 | C7sus4"},
    cadence="Bbmaj7 C6",
    home="Dm9",
    closing="a5",
    parts=(
        Part(
            role=Role.ARPEGGIO,
            instrument="muted_guitar",
            patterns={
                "i": "a.a.b.a.c.a.b.a.",
                "ab": "a.aba.acb.aba.bc",
                "c": "a...b...c...b...",
                "e": "a.aba.acb.a.b.c.",
            },
            level_db=-1.5,
            pan=-0.35,
            room=0.12,
            low=50,
            loose_s=0.005,
        ),
        Part(
            role=Role.CHORDS,
            instrument="epiano",
            patterns={"ab": "6-----5-----....", "c": "5---------------", "e": "6-------6-------"},
            level_db=-4,
            pan=0.15,
            room=0.3,
            low=57,
            spread=0.3,
        ),
        Part(
            role=Role.MELODY,
            instrument="vibraphone",
            patterns={
                "b": (
                    "a5.4 f5.4 e5.4 -.4 | -.16 | d5.4 f5.4 a5.4 -.4 | g5.6 e5.6 -.4",
                    "e5.6 f5.2 a5.4 -.4 | c6.6 a5.6 -.4 | a5.6 f5.2 d5.4 -.4 | e5.12 -.4",
                ),
                "c": "d5.12 -.4 | f5.12 -.4 | d5.12 -.4 | c5.12 -.4",
            },
            level_db=-1,
            pan=-0.1,
            room=0.35,
        ),
        Part(
            role=Role.CHORDS,
            instrument="warm_pad",
            patterns={"ibce": "6---------------"},
            level_db=-10,
            room=0.35,
            low=55,
            attack_s=0.6,
            is_wide=True,
        ),
        Part(
            role=Role.BASS,
            instrument="fingered_bass",
            patterns={"ab": "R--R..R-..8-R-..", "e": "R--R..R-R-8-L-..", "c": "R---------------"},
            level_db=-2,
            room=0.04,
        ),
    ),
    drums=(
        Drum(
            sound="kick", patterns={"ab": "6..4......5.....", "e": "6..4....6.5.5..."}, level_db=3, final=0.5
        ),
        Drum(
            sound="dry_snare",
            patterns={"b": "....4.......4...", "e": "....4.......4.45"},
            level_db=0,
            room=0.15,
        ),
        Drum(sound="rim", patterns={"a": "....4.......4..."}, level_db=-7, pan=0.1, room=0.2),
        Drum(
            sound="hat",
            patterns={"ab": "4.3.5.3.4.3.5.33", "i": "....3.......3..."},
            level_db=-11.5,
            pan=0.25,
        ),
        Drum(
            sound="conga",
            patterns={"b": "......3..3....4.", "a": ".........3....3."},
            level_db=-1.5,
            pan=-0.4,
            room=0.2,
        ),
    ),
)

BEDS = (_DEEP_WORK, _BLUEPRINT)
