"""Plays a bed: the notes of every bar, as a person would time and weigh them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from synthesis.assembly.music import harmony, instruments
from synthesis.assembly.music.forms import Bar, Form
from synthesis.assembly.music.instruments import RATE, Instrument
from synthesis.assembly.music.mixing import Desk
from synthesis.assembly.music.notation import STEPS, Bed, Drum, Part, Role, Step, melody_of, steps_of

# Lower notes are lost on small loudspeakers.
_BASS_LOW = 31
_ACCENTS = {0: 0.12, 8: 0.08, 4: 0.03, 12: 0.03}
# Above this share of a step, a strum or a loose start would be heard as another rhythm.
_MOST_LATE = 0.45


@dataclass(frozen=True, slots=True, kw_only=True)
class _Note:
    key: float
    velocity: float
    at_s: float
    duration_s: float
    pan: float = 0.0


class Player:
    """Plays one bed in one key. The same random numbers give the same performance."""

    def __init__(
        self,
        *,
        bed: Bed,
        form: Form,
        key: int,
        variant: int,
        band: Mapping[str, Instrument],
        random: np.random.Generator,
    ) -> None:
        self._bed = bed
        self._form = form
        self._key = key
        self._bass_low = _BASS_LOW - key
        self._variant = variant
        self._band = band
        self._random = random
        self._step_s = form.bar_s / STEPS
        self._voicings: dict[int, tuple[int, ...]] = {}

    def play_bar(self, desk: Desk, number: int) -> None:
        """Add the sounds of bar ``number`` to the desk."""
        bar = self._form.bars[number]
        section = "e" if bar.is_last else bar.section
        chords = self._bed.chords_of(section, bar.place)
        following = self._following(number)
        for part in self._bed.parts:
            pattern = part.pattern(section, bar.phrase + self._variant)
            if not pattern and bar.is_last and part.role is not Role.MELODY:
                pattern = part.pattern(bar.section, bar.phrase + self._variant)
            if pattern:
                self._add(desk, part, self._notes(part, pattern, bar, chords, following))
        for drum in self._bed.drums:
            pattern = drum.pattern(section, bar.phrase + self._variant)
            pattern = pattern or (drum.pattern(bar.section, bar.phrase) if bar.is_last else "")
            self._hit(desk, drum, steps_of(pattern, bar=bar.place))

    def play_end(self, desk: Desk) -> None:
        """Add the final chord, which rings until the end."""
        chord = harmony.chord(self._bed.home)
        for part in self._bed.parts:
            self._add(desk, part, self._final(part, chord))
        for drum in self._bed.drums:
            if drum.final:
                self._hit(desk, drum, [Step(at=0, steps=1, sign=str(round(drum.final * 9)))])

    def _following(self, number: int) -> harmony.Chord:
        if number + 1 == len(self._form.bars):
            return harmony.chord(self._bed.home)
        after = self._form.bars[number + 1]
        return harmony.chord(self._bed.chords_of("e" if after.is_last else after.section, after.place)[0])

    def _notes(
        self, part: Part, pattern: str, bar: Bar, names: list[str], following: harmony.Chord
    ) -> Iterator[_Note]:
        if part.role is Role.MELODY:
            yield from (self._sung(part, step) for step in melody_of(pattern, bar=bar.place))
            return
        chords = [harmony.chord(name) for name in names]
        span = STEPS // len(chords)
        for index, chord in enumerate(chords):
            after = chords[index + 1] if index + 1 < len(chords) else following
            steps = _within(steps_of(pattern, bar=bar.place), first=index * span, last=(index + 1) * span)
            yield from self._of_chord(part, steps, chord, after)

    def _of_chord(
        self, part: Part, steps: list[Step], chord: harmony.Chord, after: harmony.Chord
    ) -> Iterator[_Note]:
        if part.role is Role.BASS:
            for step in steps:
                velocity = self._weight(step, 0.72)
                yield self._note(part, step, _bass_key(step.sign, chord, after, low=self._bass_low), velocity)
            return
        voicing = self._voicing(part, chord)
        for step in steps:
            if part.role is Role.ARPEGGIO:
                octave, index = divmod(ord(step.sign) - ord("a"), len(voicing))
                key = voicing[index] + 12 * octave
                # A plucked string rings on over the next note.
                yield self._note(part, step, key, self._weight(step, 0.62), rings=2)
            else:
                yield from self._strummed(part, step, voicing)

    def _strummed(self, part: Part, step: Step, voicing: tuple[int, ...]) -> Iterator[_Note]:
        # Down on the beat, up off it.
        order = voicing if step.at % 4 == 0 else voicing[::-1]
        for index, key in enumerate(order):
            velocity = int(step.sign) / 9 + self._vary(0.03)
            place = part.spread * (2 * index / max(1, len(order) - 1) - 1)
            note = self._note(part, step, key, velocity, late_s=index * part.strum_s, pan=place)
            yield note

    def _sung(self, part: Part, step: Step) -> _Note:
        return self._note(part, step, int(step.sign), self._weight(step, 0.7), rings=1.15)

    def _note(
        self,
        part: Part,
        step: Step,
        key: int,
        velocity: float,
        *,
        rings: float = 1.0,
        late_s: float = 0.0,
        pan: float = 0.0,
    ) -> _Note:
        loose_s = min(max(self._vary(part.loose_s), -_MOST_LATE * self._step_s), _MOST_LATE * self._step_s)
        return _Note(
            key=key + self._key,
            velocity=min(max(velocity, 0.15), 1.0),
            at_s=self._start_s(step.at) + late_s + loose_s,
            duration_s=step.steps * self._step_s * rings * 0.97,
            pan=pan,
        )

    def _final(self, part: Part, chord: harmony.Chord) -> Iterator[_Note]:
        ring_s = self._form.ring_s
        if part.role is Role.MELODY:
            if self._bed.closing:
                key = harmony.pitch_of(self._bed.closing) + self._key
                yield _Note(key=key, velocity=0.6, at_s=0.05, duration_s=ring_s)
            return
        if part.role is Role.BASS:
            key = _bass_key("R", chord, chord, low=self._bass_low) + self._key
            yield _Note(key=key, velocity=0.7, at_s=0, duration_s=ring_s)
            return
        voicing = self._voicing(part, chord)
        is_rolled = part.role is Role.ARPEGGIO
        apart_s = min(2 * self._step_s, 0.16) if is_rolled else max(part.strum_s * 2, 0.004)
        for index, key in enumerate([*voicing, voicing[0] + 12] if is_rolled else voicing):
            place = part.spread * (2 * index / max(1, len(voicing) - 1) - 1)
            velocity = 0.62 - 0.03 * index if is_rolled else 0.6
            at_s = index * apart_s
            yield _Note(
                key=key + self._key, velocity=velocity, at_s=at_s, duration_s=ring_s - at_s, pan=place
            )

    def _voicing(self, part: Part, chord: harmony.Chord) -> tuple[int, ...]:
        before = self._voicings.get(id(part), ())
        self._voicings[id(part)] = harmony.voiced(chord.notes, low=part.low, before=before)
        return self._voicings[id(part)]

    def _weight(self, step: Step, usual: float) -> float:
        return usual + _ACCENTS.get(step.at, -0.04 if step.at % 2 else 0.0) + self._vary(0.05)

    def _vary(self, width: float) -> float:
        return float(np.clip(self._random.normal(), -2, 2)) * width

    def _start_s(self, step: int) -> float:
        late = self._bed.swing if step % 2 else 0.0
        return (step + late) * self._step_s

    def _add(self, desk: Desk, part: Part, notes: Iterable[_Note]) -> None:
        instrument = self._band[part.instrument]
        level = 10 ** (part.level_db / 20)
        for note in notes:
            sides = ((0, -0.8), (1, 0.8)) if part.is_wide else ((0, part.pan + note.pan),)
            for side, pan in sides:
                sound = instrument.note(
                    note.key,
                    velocity=note.velocity,
                    duration_s=note.duration_s,
                    attack_s=part.attack_s,
                    side=side,
                )
                share = level * (0.75 if part.is_wide else 1.0)
                at = round(note.at_s * RATE)
                desk.add(sound, at=at, level=share, pan=float(np.clip(pan, -1, 1)), room=part.room)

    def _hit(self, desk: Desk, drum: Drum, steps: Iterable[Step]) -> None:
        for step in steps:
            velocity = min(max(int(step.sign) / 9 + self._vary(0.04), 0.1), 1.0)
            at_s = self._start_s(step.at) + drum.late_s + self._vary(0.003)
            desk.add(
                self._band[instruments.DRUMS].hit(drum.sound, velocity=velocity),
                at=round(at_s * RATE),
                level=10 ** (drum.level_db / 20),
                pan=drum.pan,
                room=drum.room,
            )


def _within(steps: Iterable[Step], *, first: int, last: int) -> list[Step]:
    """The steps from ``first`` to before ``last``. A note that is held into them starts again."""
    cut = []
    for step in steps:
        at, end = max(step.at, first), min(step.at + step.steps, last)
        if at < end:
            cut.append(Step(at=at, steps=end - at, sign=step.sign))
    return cut


def _bass_key(sign: str, chord: harmony.Chord, after: harmony.Chord, *, low: int) -> int:
    """The pitch of a bass sign; roots lie in the octave above ``low``."""
    root = low + (chord.bass - low) % 12
    if sign == "L":
        to = low + (after.bass - low) % 12
        return to - 1 if to > root else to + 2
    return root + {"R": 0, "5": 7, "8": 12}[sign]
