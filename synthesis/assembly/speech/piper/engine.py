"""The Engine of downloaded Piper voices."""

import json
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from pydantic import ValidationError

from foundation import errors
from synthesis.assembly import processes, wav
from synthesis.assembly.speech import espeak, word_times
from synthesis.assembly.speech.base import SYSTEM, Quality, Utterance, Voice
from synthesis.assembly.speech.passages import Passage
from synthesis.assembly.speech.piper import installed, texts
from synthesis.assembly.speech.piper.installed import Config, Manifest
from synthesis.assembly.stopping import ShouldStop

CHILD = Path(__file__).with_name("piper_child.py")
LIMITS = processes.Limits(memory_bytes=4 * 1024**3, file_bytes=1024**3)
TIMEOUT_S, PHONEMES_TIMEOUT_S = 300, 60
PAUSE_S = 0.25


class Piper:
    """The Engine of downloaded Piper voices. A sentence takes about an eighth of its length."""

    def voices(self, *, language: str) -> Sequence[Voice]:
        """See Engine. Voices of the same region come first."""
        primary = language.lower().split("-")[0]
        found = [each for each in installed.every() if each.language.lower().split("-")[0] == primary]
        return [
            _voice(manifest, language)
            for manifest in sorted(found, key=lambda each: each.language.lower() != language.lower())
        ]

    def speak(
        self, *, passage: Passage, voice: Voice, rate: float, destination: Path, should_stop: ShouldStop
    ) -> Utterance:
        """See Engine. The file has the model's sample rate."""
        config = _config(voice)
        with tempfile.TemporaryDirectory(dir=destination.parent, prefix=".piper-") as folder:
            sentences = _transcribed(passage, config, Path(folder), should_stop)
        if not sentences:
            raise errors.UpstreamError(f"{voice.title} cannot read this text.", system=SYSTEM)
        request = {
            "model": str(installed.model_of(voice.variant)),
            "ids": config.phoneme_id_map,
            "sentences": sentences,
            "scales": [
                config.inference.noise_scale,
                config.inference.length_scale / rate,
                config.inference.noise_w,
            ],
            "speaker": 0 if config.num_speakers > 1 else None,
            "sample_rate": config.audio.sample_rate,
            "pause_s": PAUSE_S / rate,
            "wav": str(destination),
        }
        _run(CHILD, request, timeout_s=TIMEOUT_S, should_stop=should_stop)
        return Utterance(
            voice=f"piper {voice.variant}",
            sample_rate=wav.sample_rate(destination),
            words=word_times.of_recording(passage=passage, recording=destination, should_stop=should_stop),
        )


def _voice(manifest: Manifest, language: str) -> Voice:
    return Voice(
        name=f"piper:{manifest.name}",
        title=manifest.title,
        language=language,
        gender=manifest.gender,
        style="natural, even",
        quality=Quality.NATURAL,
        licence=manifest.licence,
        credit=manifest.credit,
    )


def _config(voice: Voice) -> Config:
    try:
        config = installed.config_of(voice.variant)
    except (OSError, ValidationError) as error:
        raise errors.UpstreamError(
            f"{voice.title} is damaged. Your administrator can delete its folder and download it again.",
            system=SYSTEM,
        ) from error
    if config.phoneme_type not in {"espeak", "text"}:
        raise errors.UpstreamError(
            f"{voice.title} needs a transcription that is not installed.", system=SYSTEM
        )
    return config


def _transcribed(passage: Passage, config: Config, folder: Path, should_stop: ShouldStop) -> list[str]:
    clauses = texts.clauses(passage.spoken)
    spoken, marks = [clause for clause, _ in clauses], [mark for _, mark in clauses]
    if config.phoneme_type == "text":
        return texts.sentences([clause.lower() for clause in spoken], marks)
    phonemes = folder / "phonemes.json"
    _run(
        espeak.CHILD,
        {"voice": config.espeak.voice, "texts": spoken, "phonemes": str(phonemes)},
        timeout_s=PHONEMES_TIMEOUT_S,
        should_stop=should_stop,
    )
    return texts.sentences(json.loads(phonemes.read_text(encoding="utf-8")), marks)


def _run(child: Path, request: Mapping[str, object], *, timeout_s: float, should_stop: ShouldStop) -> None:
    processes.run(
        [sys.executable, "-I", str(child)],
        system=SYSTEM,
        timeout_s=timeout_s,
        should_stop=should_stop,
        limits=LIMITS,
        stdin=json.dumps(request).encode(),
    )
