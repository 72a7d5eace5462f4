"""``python -m tests.instrument_bank SOUNDFONT``: take the instruments of the music from a SoundFont.

The sounds are in the repository; run it again only to add or change an instrument. The present ones are from
``MuseScore_General_Lite.sf3`` of Debian's package musescore-general-soundfont-small 0.2.1-1. Each becomes a
FLAC file, mono, 16 bit, 32 kHz, with its notes one after the other, and ``zones.json`` has their places.
"""

import json
import struct
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import imageio_ffmpeg
import numpy as np
import numpy.typing as npt

FOLDER = Path(__file__).parent.parent / "synthesis" / "assembly" / "music" / "sounds"
RATE = 32_000
PEAK = 0.9
LOUDNESS_DB = -20.0
Samples = npt.NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """A pitched instrument: a preset played at one velocity, sampled every ``gap`` semitones."""

    preset: tuple[int, int]
    keys: tuple[int, int]
    velocity: int = 80
    gap: int = 4
    longest_s: float = 4.0


INSTRUMENTS = {
    "piano": Wanted(preset=(8, 0), keys=(33, 93), velocity=62, longest_s=5.0),
    "epiano": Wanted(preset=(0, 4), keys=(40, 88)),
    "vibraphone": Wanted(preset=(0, 11), keys=(53, 89)),
    "glockenspiel": Wanted(preset=(0, 9), keys=(67, 101)),
    "marimba": Wanted(preset=(0, 12), keys=(43, 91), longest_s=2.0),
    "kalimba": Wanted(preset=(0, 108), keys=(50, 91), longest_s=2.0),
    "nylon_guitar": Wanted(preset=(0, 24), keys=(40, 84)),
    "steel_guitar": Wanted(preset=(0, 25), keys=(40, 84)),
    "muted_guitar": Wanted(preset=(0, 28), keys=(40, 84), longest_s=1.5),
    "clean_guitar": Wanted(preset=(0, 27), keys=(40, 86)),
    "ukulele": Wanted(preset=(8, 24), keys=(55, 86)),
    "acoustic_bass": Wanted(preset=(0, 32), keys=(28, 55)),
    "fingered_bass": Wanted(preset=(0, 33), keys=(28, 55)),
    "pizzicato": Wanted(preset=(0, 45), keys=(36, 91), longest_s=1.5),
    "strings": Wanted(preset=(0, 49), keys=(36, 91), gap=5),
    "warm_pad": Wanted(preset=(0, 89), keys=(36, 91), gap=5),
    "horns": Wanted(preset=(0, 60), keys=(36, 79), longest_s=3.0),
    "flute": Wanted(preset=(0, 73), keys=(60, 93), longest_s=3.0),
}
# Each drum by its bank, program, key and velocity, and how many seconds of it are kept.
DRUMS = {
    "soft_kick": (128, 8, 36, 80, 0.6),
    "kick": (128, 0, 36, 100, 0.6),
    "dry_snare": (128, 0, 40, 80, 0.5),
    "brush": (128, 40, 38, 90, 0.5),
    "brush_slap": (128, 40, 39, 90, 0.5),
    "rim": (128, 0, 37, 90, 0.35),
    "clap": (128, 0, 39, 90, 0.5),
    "hat": (128, 0, 42, 80, 0.25),
    "open_hat": (128, 0, 46, 80, 0.8),
    "electric_hat": (128, 25, 42, 90, 0.25),
    "electric_snare": (128, 25, 40, 90, 0.4),
    "shaker": (128, 0, 82, 90, 0.3),
    "cabasa": (128, 0, 69, 90, 0.3),
    "tambourine": (128, 0, 54, 90, 0.4),
    "ride": (128, 0, 51, 70, 1.6),
    "crash": (128, 0, 49, 80, 3.0),
    "low_tom": (128, 0, 43, 90, 0.9),
    "conga": (128, 0, 63, 90, 0.5),
    "concert_drum": (128, 48, 36, 100, 1.8),
    "taiko": (0, 116, 48, 100, 1.6),
    "triangle": (128, 0, 81, 80, 1.5),
}
_SHORTS = {"pan": 17, "cutoff": 8, "attack": 34, "hold": 35, "decay": 36, "sustain": 37, "release": 38,
           "attenuation": 48, "coarse": 51, "fine": 52}  # fmt: skip
_WORDS = {"instrument": 41, "sample": 53, "loops": 54, "root": 58}
_TIMES = ("attack", "hold", "decay", "release")
_DEFAULTS = {**dict.fromkeys(_TIMES, -12_000), "cutoff": 13_500}


@dataclass(frozen=True, kw_only=True)
class _Zone:
    keys: tuple[int, int]
    values: dict[str, int]
    sample: tuple[Any, ...]

    def value(self, name: str) -> int:
        return self.values.get(name, _DEFAULTS.get(name, 0))

    def seconds(self, name: str) -> float:
        return float(2 ** (self.value(name) / 1200))

    @property
    def root(self) -> float:
        key = self.values.get("root", 255)
        pitch = self.sample[6] if key > 127 else key
        return float(pitch - self.value("coarse") - (self.value("fine") + self.sample[7]) / 100)


@dataclass(kw_only=True)
class _SoundFont:
    data: bytes
    chunks: dict[str, tuple[int, int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._walk(0, len(self.data))

    def _walk(self, at: int, end: int) -> None:
        while at + 8 <= end:
            name, size = self.data[at : at + 4], struct.unpack("<I", self.data[at + 4 : at + 8])[0]
            if name in {b"RIFF", b"LIST"}:
                self._walk(at + 12, at + 8 + size)
            else:
                self.chunks[name.decode("latin-1")] = (at + 8, size)
            at += 8 + size
            # Some writers leave out the padding of odd chunks.
            if size % 2 and self.data[at : at + 4] != b"LIST":
                at += 1

    def rows(self, chunk: str, form: str) -> list[tuple[Any, ...]]:
        at, size = self.chunks[chunk]
        step = struct.calcsize(form)
        return [struct.unpack_from(form, self.data, at + index * step) for index in range(size // step)]

    def zones(self, bank: int, program: int, velocity: int) -> Iterator[_Zone]:
        """The zones of a preset that sound at this velocity."""
        presets, samples = self.rows("phdr", "<20sHHHIII"), self.rows("shdr", "<20sIIIIIBbHH")
        instruments = self.rows("inst", "<20sH")
        index = next(i for i, row in enumerate(presets) if row[1:3] == (program, bank))
        for outer in self._bags("p", presets[index][3], presets[index + 1][3], "instrument"):
            number = outer["instrument"]
            for inner in self._bags("i", instruments[number][1], instruments[number + 1][1], "sample"):
                keys = _overlap(outer.get("keys", (0, 127)), inner.get("keys", (0, 127)))
                loud = _overlap(outer.get("velocities", (0, 127)), inner.get("velocities", (0, 127)))
                if keys[0] <= keys[1] and loud[0] <= velocity <= loud[1]:
                    added = {
                        name: inner.get(name, _DEFAULTS.get(name, 0)) + outer.get(name, 0) for name in _SHORTS
                    }
                    values = {**{name: inner[name] for name in _WORDS if name in inner}, **added}
                    yield _Zone(keys=keys, values=values, sample=samples[inner["sample"]])

    def _bags(self, kind: str, first: int, last: int, needed: str) -> Iterator[dict[str, Any]]:
        bags, generators = self.rows(f"{kind}bag", "<HH"), self.rows(f"{kind}gen", "<HH")
        shared: dict[str, Any] = {}
        for number in range(first, last):
            own = dict(_generators(generators[bags[number][0] : bags[number + 1][0]]))
            if needed in own:
                yield {**shared, **own}
            elif number == first:
                shared = own

    def sound(self, zone: _Zone) -> tuple[Samples, int, float, float]:
        """The samples of a zone with their rate and the loop's start and length."""
        _, start, end, loop_start, loop_end, rate, *_, kind = zone.sample
        at = self.chunks["smpl"][0]
        if kind & 0x10:
            decoded = subprocess.run(  # noqa: S603 -- a fixed command
                [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-f", "ogg", "-i", "pipe:0",
                 "-f", "f64le", "-ac", "1", "pipe:1"],
                input=self.data[at + start : at + end], stdout=subprocess.PIPE, check=True,
            ).stdout  # fmt: skip
            samples = np.frombuffer(decoded, np.float64)
        else:
            samples = np.frombuffer(self.data[at + 2 * start : at + 2 * end], "<i2") / 32768
            loop_start, loop_end = loop_start - start, loop_end - start
        loops = zone.values.get("loops", 0) & 1 and loop_end - loop_start > 8
        return samples, rate, float(loop_start), float(loop_end - loop_start) if loops else 0.0


def _generators(rows: list[tuple[Any, ...]]) -> Iterator[tuple[str, Any]]:
    names = {number: name for name, number in {**_SHORTS, **_WORDS}.items()}
    for number, amount in rows:
        if number in {43, 44}:
            yield ("keys" if number == 43 else "velocities"), (amount & 255, amount >> 8)
        elif number in names:
            is_signed = names[number] in _SHORTS
            yield names[number], amount - 65536 if is_signed and amount > 32767 else amount


def _overlap(one: tuple[int, int], other: tuple[int, int]) -> tuple[int, int]:
    return max(one[0], other[0]), min(one[1], other[1])


def _pitched(font: _SoundFont, wanted: Wanted) -> list[_Zone]:
    """The zones to keep, from low to high. Of a stereo pair, the left one."""
    kept: list[_Zone] = []
    for zone in sorted(font.zones(*wanted.preset, wanted.velocity), key=lambda zone: zone.root):
        is_near = wanted.keys[0] - 4 <= zone.root <= wanted.keys[1] + 4
        is_apart = not kept or zone.root >= kept[-1].root + wanted.gap - 0.5
        if zone.value("pan") <= 0 and is_near and is_apart:
            kept.append(zone)
    return kept


def _prepared(font: _SoundFont, zone: _Zone, longest_s: float) -> tuple[Samples, float, float]:
    """The samples at ``RATE``, with the loop, cut to length, filtered as the zone says."""
    samples, rate, loop_start, loop_length = font.sound(zone)
    if loop_length and loop_start + loop_length <= len(samples):
        samples = samples[: int(loop_start + loop_length) + 16]
        tail = samples[-64:][::-1]
    else:
        loop_length = 0.0
        samples = samples[: int(longest_s * rate)].copy()
        fade = min(len(samples), int(0.12 * rate))
        samples[-fade:] *= np.cos(np.linspace(0, np.pi / 2, fade)) ** 2
        tail = samples[:0]
    padded = np.concatenate([samples, tail * np.linspace(1, 0, len(tail)), np.zeros(2048)])
    count = round(len(padded) * RATE / rate)
    spectrum = np.fft.rfft(padded)
    pitches = np.fft.rfftfreq(len(padded), 1 / rate)
    cutoff = 8.176 * 2 ** (zone.value("cutoff") / 1200)
    if cutoff < 14_000:
        ratio = pitches / cutoff
        spectrum = spectrum / (1 - ratio**2 + 1.414j * ratio)
    wanted = np.zeros(count // 2 + 1, complex)
    wanted[: min(len(wanted), len(spectrum))] = spectrum[: len(wanted)]
    resampled = np.fft.irfft(wanted, count) * (count / len(padded))
    scale = RATE / rate
    return resampled[: round(len(samples) * scale)], loop_start * scale, loop_length * scale


def _loudness(samples: Samples) -> float:
    """The root mean square of the loudest 300 ms."""
    window = min(len(samples), int(0.3 * RATE))
    sums = np.cumsum(np.concatenate([[0.0], samples**2]))
    return float(np.sqrt((sums[window:] - sums[:-window]).max() / window))


def pack(font: _SoundFont) -> None:
    """Write every instrument and the drums."""
    index: dict[str, list[dict[str, Any]]] = {}
    for name, wanted in INSTRUMENTS.items():
        chosen = [(zone, wanted.longest_s, "") for zone in _pitched(font, wanted)]
        index[name] = _write(font, name, chosen)
    hits = []
    for name, (bank, program, key, velocity, longest_s) in DRUMS.items():
        zone = next(z for z in font.zones(bank, program, velocity) if z.keys[0] <= key <= z.keys[1])
        hits.append((zone, longest_s, name))
    index["drums"] = _write(font, "drums", hits)
    (FOLDER / "zones.json").write_text(json.dumps(index, indent=1) + "\n")


def _write(font: _SoundFont, name: str, chosen: list[tuple[_Zone, float, str]]) -> list[dict[str, Any]]:
    sounds, rows, at = [], [], 0
    for zone, longest_s, label in chosen:
        samples, loop_start, loop_length = _prepared(font, zone, longest_s)
        peak = float(np.abs(samples).max())
        # Drums keep their levels to each other through their parts; notes are levelled here.
        gain = 10 ** (LOUDNESS_DB / 20) / max(_loudness(samples), 1e-6) * peak / PEAK
        row = {
            "name": label,
            "root": 0.0 if label else round(zone.root, 3),
            "start": at,
            "length": len(samples),
            "loop_start": round(loop_start, 3),
            "loop_length": round(loop_length, 3),
            "gain": round(gain, 4),
            "attack_s": round(zone.seconds("attack"), 4),
            "hold_s": round(zone.seconds("hold"), 4),
            "decay_s": round(zone.seconds("decay"), 3),
            "sustain": round(10 ** (-zone.value("sustain") / 200), 5),
            "release_s": round(zone.seconds("release"), 3),
        }
        sounds.append(samples / peak * PEAK)
        rows.append(row)
        at += len(samples)
    pcm = (np.concatenate(sounds) * 32767).round().astype("<i2").tobytes()
    subprocess.run(  # noqa: S603 -- a fixed command
        [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-y", "-f", "s16le", "-ar", str(RATE), "-ac", "1",
         "-i", "pipe:0", "-c:a", "flac", "-compression_level", "12", "-bitexact",
         str(FOLDER / f"{name}.flac")],
        input=pcm, check=True,
    )  # fmt: skip
    return rows


if __name__ == "__main__":
    pack(_SoundFont(data=Path(sys.argv[1]).read_bytes()))
