"""Mix narration and music into one track, with ducking, at the loudness of the platforms."""

import math
import re
import wave
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from synthesis.assembly import ffmpeg, wav, workfiles
from synthesis.assembly.composition import ducking
from synthesis.assembly.stopping import ShouldStop
from synthesis.assembly.storyboard import SAMPLE_RATE, SAMPLES_PER_FRAME, Shot, Timeline

# Raised when a change here makes different sound from the same recordings.
REVISION = 2
LOUDNESS_LUFS = -14.0
TOLERANCE_LU = 0.12
TRIES = 4
# One decibel below the guaranteed -1 dBTP, because AAC does not keep peaks exactly.
PEAK_DBTP = -2.0
# Voice and bed together come close to the target, so that the levels below are those of the finished video.
VOICE_LUFS = -14.4
# One channel that is heard from two is louder by this much.
STEREO_LU = 3.0
BED_UNDER_VOICE_LUFS = -24.0
BED_ALONE_LUFS = -15.0
# How far the parts under the voice may differ from the whole bed before they are left so.
MOST_UNEVEN_LU = 1.5
# A video with long pauses is raised as a whole; the bed is then lowered by as much, up to this.
MOST_CORRECTION_LU = 3.0
SILENCE_LUFS = -69.0
# Beds end by themselves; this only keeps one that is cut from clicking.
BED_FADE_OUT_S = 0.3
# Clears the pitches that make words understood.
MAKE_ROOM = "equalizer=f=2200:t=q:w=0.7:g=-3"
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
    spoken = _measure(voice, METER, should_stop=should_stop)
    voice_gain_db = 0.0 if spoken.is_silence else VOICE_LUFS - STEREO_LU - spoken.integrated_lufs
    mix = partial(
        _mixed, voice=voice, voice_gain_db=voice_gain_db, destination=destination, should_stop=should_stop
    )
    if bed is None:
        return mix(bed=None, bed_gain_db=0.0)
    ducked = destination.with_suffix(".ducked.wav")
    try:
        bed_gain_db = _duck(bed=bed, voice=voice, timeline=timeline, ducked=ducked, should_stop=should_stop)
        mixed_lufs = mix(bed=ducked, bed_gain_db=bed_gain_db)
        raised_lu = min(LOUDNESS_LUFS - mixed_lufs, MOST_CORRECTION_LU)
        if not spoken.is_silence and raised_lu > 1:
            return mix(bed=ducked, bed_gain_db=bed_gain_db - raised_lu)
        return mixed_lufs
    finally:
        ducked.unlink(missing_ok=True)


def _mixed(
    *,
    voice: Path,
    voice_gain_db: float,
    bed: Path | None,
    bed_gain_db: float,
    destination: Path,
    should_stop: ShouldStop,
) -> float:
    graph = f"[0:a]volume={voice_gain_db:.2f}dB,pan=stereo|c0=c0|c1=c0"
    inputs = ffmpeg.source(voice)
    if bed is None:
        graph += f",{METER}[mix]"
    else:
        inputs += ffmpeg.source(bed)
        graph += (
            f"[voice];[1:a]volume={bed_gain_db:.2f}dB[bed];"
            f"[voice][bed]amix=inputs=2:duration=first:normalize=0,{METER}[mix]"
        )
    log = ffmpeg.run(
        [*inputs, "-filter_complex", graph, "-map", "[mix]", *_wav(destination)],
        timeout_s=TIMEOUT_S,
        should_stop=should_stop,
    )
    return _loudness(log).integrated_lufs


def _duck(*, bed: Path, voice: Path, timeline: Timeline, ducked: Path, should_stop: ShouldStop) -> float:
    """Write the bed as long as the video, lowered under the voice. Returns the gain in dB that it needs."""
    fitted, under = ducked.with_suffix(".fitted.wav"), ducked.with_suffix(".under.wav")
    spans = ducking.spoken_spans(voice)
    try:
        _fit(bed=bed, timeline=timeline, makes_room=bool(spans), destination=fitted, should_stop=should_stop)
        ducking.duck(bed=fitted, spans=spans, ducked=ducked, under_voice=under)
        whole = _measure(fitted, METER, should_stop=should_stop)
        if whole.is_silence:
            return 0.0
        gain_db = BED_UNDER_VOICE_LUFS if spans else BED_ALONE_LUFS
        gain_db -= whole.integrated_lufs + ducking.HEADROOM_DB
        heard = _measure(under, METER, should_stop=should_stop) if spans else whole
        if not spans or heard.is_silence:
            return gain_db
        # Where the voice speaks, the bed may be at its introduction; its other parts would become too loud.
        softer_lu = whole.integrated_lufs + ducking.HEADROOM_DB - heard.integrated_lufs
        return gain_db + min(max(softer_lu, -MOST_UNEVEN_LU), MOST_UNEVEN_LU)
    finally:
        for file in (fitted, under):
            file.unlink(missing_ok=True)


def _fit(
    *, bed: Path, timeline: Timeline, makes_room: bool, destination: Path, should_stop: ShouldStop
) -> None:
    """Write the bed as stereo of the video's length; one that is shorter is repeated."""
    duration_s = timeline.duration_s
    filters = [
        f"aresample={SAMPLE_RATE},aformat=channel_layouts=stereo,atrim=duration={duration_s:.6f}",
        f"afade=t=out:st={max(0.0, duration_s - BED_FADE_OUT_S):.3f}:d={BED_FADE_OUT_S}",
        *([MAKE_ROOM] if makes_room else []),
    ]
    ffmpeg.run(
        [
            *ffmpeg.source(bed, "-stream_loop", "-1"),
            *("-af", ",".join(filters), "-ar", str(SAMPLE_RATE), "-c:a", "pcm_s16le"),
            *("-fflags", "+bitexact", "-f", "wav", str(destination)),
        ],
        timeout_s=TIMEOUT_S,
        should_stop=should_stop,
    )


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
