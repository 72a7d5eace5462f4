"""A mixing desk for one bar after the other: levels, places between left and right, and a room."""

import numpy as np

from synthesis.assembly.music.instruments import RATE, Samples

_TAIL_S = 7.5
_ROOM_S = 1.8
_PREDELAY_S = 0.014
_TONE_TAPS = 65
_LIFT_DB = 5.0
_LIFT_FROM_HZ = 3_000.0
# (lowest and highest pitch in Hz, seconds until 60 dB less): high sounds fade first.
_ROOM_BANDS = ((150.0, 600.0, 1.8), (600.0, 2_500.0, 1.5), (2_500.0, 7_000.0, 0.8))


class Desk:
    """Sounds are added to the present bar; what still rings stays for the next. Memory is constant."""

    def __init__(self, *, bar_samples: int, random: np.random.Generator, brightness_hz: float) -> None:
        self.bar_samples = bar_samples
        length = bar_samples + round(_TAIL_S * RATE)
        self._dry = np.zeros((2, length), np.float32)
        self._sent = np.zeros((2, length), np.float32)
        room = _room(random)
        self._size = 1 << (bar_samples + room.shape[1] - 1).bit_length()
        self._room = np.fft.rfft(room, self._size)
        self._wet = np.zeros((2, self._size), np.float32)
        self._tone = _Tone(brightness_hz)

    def add(self, sound: Samples, *, at: int, level: float, pan: float, room: float) -> None:
        """Add a mono sound ``at`` a sample of the present bar. ``pan``: -1 (left) to 1 (right)."""
        at = max(0, at)
        sound = sound[: self._dry.shape[1] - at]
        end = at + len(sound)
        for side, share in enumerate((np.cos((pan + 1) * np.pi / 4), np.sin((pan + 1) * np.pi / 4))):
            scaled = sound * np.float32(level * share * 1.414)
            self._dry[side, at:end] += scaled
            if room:
                self._sent[side, at:end] += scaled * np.float32(room)

    def take_bar(self) -> Samples:
        """Return the present bar with its room, (2, n), and advance to the next."""
        bar, sent = self._next(self._dry), self._next(self._sent)
        self._wet += np.fft.irfft(np.fft.rfft(sent, self._size) * self._room, self._size)
        return self._tone.applied(bar + self._next(self._wet))

    def _next(self, buffer: Samples) -> Samples:
        bar = buffer[:, : self.bar_samples].copy()
        buffer[:, : -self.bar_samples] = buffer[:, self.bar_samples :]
        buffer[:, -self.bar_samples :] = 0
        return bar


class _Tone:
    """Lifts high pitches, which the recordings lack, and rolls off those above ``brightness_hz``.

    A short symmetric filter, applied block by block without seams.
    """

    def __init__(self, brightness_hz: float) -> None:
        pitches = np.fft.rfftfreq(_TONE_TAPS - 1, 1 / RATE)
        lift = 10 ** (_LIFT_DB / 20 / (1 + (_LIFT_FROM_HZ / np.maximum(pitches, 1)) ** 3))
        kernel = np.fft.irfft(lift / (1 + (pitches / brightness_hz) ** 6))
        kernel = np.append(np.fft.fftshift(kernel), kernel[len(kernel) // 2])
        self._kernel = (kernel * np.hanning(_TONE_TAPS + 2)[1:-1]).astype(np.float32)
        self._before = np.zeros((2, _TONE_TAPS - 1), np.float32)

    def applied(self, block: Samples) -> Samples:
        joined = np.concatenate([self._before, block], axis=1)
        self._before = joined[:, 1 - _TONE_TAPS :]
        sides = [np.convolve(side, self._kernel, mode="valid") for side in joined]
        return np.asarray(np.stack(sides), np.float32)


def _room(random: np.random.Generator) -> Samples:
    """The impulse response of a soft hall: (2, n)."""
    count = round(_ROOM_S * RATE)
    time = np.arange(count) / RATE
    pitches = np.fft.rfftfreq(count, 1 / RATE)
    response = np.zeros((2, count))
    for low_hz, high_hz, fades_s in _ROOM_BANDS:
        shape = 1 / (1 + (low_hz / np.maximum(pitches, 1)) ** 4) / (1 + (pitches / high_hz) ** 4)
        noise = np.fft.irfft(np.fft.rfft(random.standard_normal((2, count))) * shape, count)
        response += noise * 10 ** (-3 * time / fades_s)
    response *= np.clip(time / 0.02, 0, 1) * np.clip((time[-1] - time) / 0.2, 0, 1)
    response /= np.sqrt((response**2).sum(axis=1, keepdims=True))
    early = round(_PREDELAY_S * RATE)
    return np.asarray(np.pad(response, ((0, 0), (early, 0)))[:, :count], np.float32)
