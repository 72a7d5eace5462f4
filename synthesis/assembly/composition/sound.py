"""Mix narration and music into one track, with ducking, at the loudness of the platforms."""

import math
import re
import wave
from dataclasses import dataclass
from pathlib import Path

from synthesis.assembly import ffmpeg, wav, workfiles
from synthesis.assembly.stopping import ShouldStop
from synthesis.assembly.storyboard import SAMPLE_RATE, SAMPLES_PER_FRAME, Shot, Timeline

# Raised when a change here makes different sound from the same recordings.
REVISION = 1
LOUDNESS_LUFS = -14.0
TOLERANCE_LU = 0.12
TRIES = 4
# One decibel below the guaranteed -1 dBTP, because AAC does not keep peaks exactly.
PEAK_DBTP = -2.0
VOICE_LUFS = -16.0
BED_LUFS = -25.0
BED_ALONE_LUFS = -16.0
SILENCE_LUFS = -69.0
BED_FADE_OUT_S = 1.6
AAC_PRIMING_SAMPLES = 1024
TIMEOUT_S = 300
BLOCK_SAMPLES = 48_000
METER = "ebur128=framelog=quiet"
METER_WITH_PEAKS = f"{METER}:peak=true"


@dataclass(frozen=True, slots=True, kw_only=True)
class Loudness:
    """Integrated loudness and true peak by ITU-R BS.1770, as ffmpeg's ebur128 measures them."""

    integrated_lufs: float
    peak_dbtp: float

    @property
    def is_silence(self) -> bool:
        return self.integrated_lufs <= SILENCE_LUFS


def mix_audio(*, timeline: Timeline, bed: Path | None, workdir: Path, should_stop: ShouldStop) -> Path:
    """Write the sound of the whole video as AAC at -14 LUFS, exactly as long as its pictures.

    ``bed`` is music of any length; it is looped or cut to fit, and ducked under the voice.
    """
    spoken = [
        (shot.starts_at_frame + shot.speech_starts_at_frame, workfiles.content_of(shot.narration.audio))
        for shot in timeline.shots
        if shot.narration is not None
    ]
    parts = (
        REVISION,
        ffmpeg.version(),
        timeline.total_frames,
        spoken,
        workfiles.content_of(bed) if bed else None,
    )
    path = workfiles.path_for(workdir=workdir, kind="sound", key="mix", parts=parts, suffix=".aac")

    def write(draft: Path) -> None:
        voice, mix, master = (draft.with_suffix(f".{name}.wav") for name in ("voice", "mix", "master"))
        try:
            _write_voice(timeline, voice)
            mixed_lufs = _mix(
                voice=voice, bed=bed, timeline=timeline, destination=mix, should_stop=should_stop
            )
            _master(mix=mix, mixed_lufs=mixed_lufs, destination=master, should_stop=should_stop)
            _encode(master=master, draft=draft, should_stop=should_stop)
        finally:
            for file in (voice, mix, master):
                file.unlink(missing_ok=True)

    return workfiles.make(path, write)


def measure(path: Path, *, should_stop: ShouldStop) -> Loudness:
    """Measure loudness and true peak of a file with sound."""
    return _measure(path, METER_WITH_PEAKS, should_stop=should_stop)


def _measure(path: Path, meter: str, *, should_stop: ShouldStop) -> Loudness:
    log = ffmpeg.run(
        [*ffmpeg.source(path), "-map", "0:a:0", "-af", meter, "-f", "null", "-"],
        timeout_s=TIMEOUT_S,
        should_stop=should_stop,
    )
    return _loudness(log)


def _loudness(log: str) -> Loudness:
    summary = log[log.rfind("Integrated loudness:") :]
    integrated = re.search(r"I:\s+(-?[\d.]+|-inf) LUFS", summary)
    peak = re.search(r"Peak:\s+(-?[\d.]+|-inf) dBFS", summary)
    return Loudness(
        integrated_lufs=float(integrated[1]) if integrated else -math.inf,
        peak_dbtp=float(peak[1]) if peak else -math.inf,
    )


def _write_voice(timeline: Timeline, destination: Path) -> None:
    with wav.writer(destination, sample_rate=SAMPLE_RATE) as track:
        for shot in timeline.shots:
            _write_shot(shot, track)


def _write_shot(shot: Shot, track: wave.Wave_write) -> None:
    left = shot.frames * SAMPLES_PER_FRAME
    if shot.narration is not None:
        lead_in = shot.speech_starts_at_frame * SAMPLES_PER_FRAME
        track.writeframes(bytes(2 * lead_in))
        left -= lead_in
        with wave.open(str(shot.narration.audio), "rb") as recording:
            while left and (block := recording.readframes(min(left, BLOCK_SAMPLES))):
                track.writeframes(block)
                left -= len(block) // 2
    track.writeframes(bytes(2 * left))


def _mix(
    *, voice: Path, bed: Path | None, timeline: Timeline, destination: Path, should_stop: ShouldStop
) -> float:
    """Write voice and bed together. Returns the loudness in LUFS."""
    voice_gain_db, bed_gain_db = _gains(voice=voice, bed=bed, should_stop=should_stop)
    graph = f"[0:a]volume={voice_gain_db:.2f}dB,pan=stereo|c0=c0|c1=c0"
    inputs = ffmpeg.source(voice)
    if bed is None:
        graph += f",{METER}[mix]"
    else:
        inputs += ffmpeg.source(bed, "-stream_loop", "-1")
        duration_s = timeline.duration_s
        fade_from_s = max(0.0, duration_s - BED_FADE_OUT_S)
        graph += (
            ",asplit[voice][key];"
            f"[1:a]aresample={SAMPLE_RATE},aformat=channel_layouts=stereo,atrim=duration={duration_s:.6f},"
            f"volume={bed_gain_db:.2f}dB,afade=t=out:st={fade_from_s:.3f}:d={BED_FADE_OUT_S}[bed];"
            "[bed][key]sidechaincompress=threshold=0.02:ratio=10:attack=15:release=350[ducked];"
            f"[voice][ducked]amix=inputs=2:duration=first:normalize=0,{METER}[mix]"
        )
    log = ffmpeg.run(
        [*inputs, "-filter_complex", graph, "-map", "[mix]", *_wav(destination)],
        timeout_s=TIMEOUT_S,
        should_stop=should_stop,
    )
    return _loudness(log).integrated_lufs


def _gains(*, voice: Path, bed: Path | None, should_stop: ShouldStop) -> tuple[float, float]:
    spoken = _measure(voice, METER, should_stop=should_stop)
    voice_gain_db = 0.0 if spoken.is_silence else VOICE_LUFS - spoken.integrated_lufs
    if bed is None:
        return voice_gain_db, 0.0
    music = _measure(bed, METER, should_stop=should_stop)
    wanted = BED_ALONE_LUFS if spoken.is_silence else BED_LUFS
    return voice_gain_db, 0.0 if music.is_silence else wanted - music.integrated_lufs


def _master(*, mix: Path, mixed_lufs: float, destination: Path, should_stop: ShouldStop) -> None:
    """Raise the mix to the target loudness below the peak. What the limiter takes away is added again and
    measured.
    """
    gain_db = 0.0 if mixed_lufs <= SILENCE_LUFS else LOUDNESS_LUFS - mixed_lufs
    for _ in range(TRIES):
        log = ffmpeg.run(
            [*ffmpeg.source(mix), "-af", _limited(gain_db), *_wav(destination)],
            timeout_s=TIMEOUT_S,
            should_stop=should_stop,
        )
        measured = _loudness(log)
        missing_lu = LOUDNESS_LUFS - measured.integrated_lufs
        if measured.is_silence or abs(missing_lu) <= TOLERANCE_LU:
            return
        gain_db += missing_lu


def _limited(gain_db: float) -> str:
    # Peaks between samples only appear at a higher rate, so the limiter works at one.
    limit = 10 ** (PEAK_DBTP / 20)
    return (
        f"volume={gain_db:.3f}dB,aresample={2 * SAMPLE_RATE},"
        f"alimiter=limit={limit:.4f}:attack=4:release=60:level=false:latency=true,"
        f"aresample={SAMPLE_RATE},{METER}"
    )


def _encode(*, master: Path, draft: Path, should_stop: ShouldStop) -> None:
    # The AAC encoder prepends 1024 samples. Players play them if a file has no edit list, so that many of our
    # own samples, which are silent, are left out. Raw ADTS frames carry no delay information for a muxer.
    ffmpeg.run(
        [
            *ffmpeg.source(master),
            *("-af", f"atrim=start_sample={AAC_PRIMING_SAMPLES},asetpts=PTS-STARTPTS"),
            *("-c:a", "aac", "-aac_coder", "fast", "-b:a", "192k", "-ar", str(SAMPLE_RATE), "-ac", "2"),
            *("-flags:a", "+bitexact", "-f", "adts", str(draft)),
        ],
        timeout_s=TIMEOUT_S,
        should_stop=should_stop,
    )


def _wav(destination: Path) -> list[str]:
    return [
        "-ar",
        str(SAMPLE_RATE),
        "-c:a",
        "pcm_f32le",
        "-fflags",
        "+bitexact",
        "-f",
        "wav",
        str(destination),
    ]
