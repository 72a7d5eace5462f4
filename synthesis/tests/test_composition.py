"""Clips, speech and captions to one file: frame-exact, cached, and as planned."""

import shutil
import wave
from fractions import Fraction
from itertools import islice

import av
import numpy as np
import pytest
from PIL import Image

from foundation import errors
from synthesis.assembly import composition, ffmpeg, music, transitions
from synthesis.assembly.composition import sound
from synthesis.assembly.stopping import StoppedError
from synthesis.assembly.storyboard import FPS, SAMPLE_RATE, Narration, Scene, Transition, Word


def never():
    return False


def tone(path, *, duration_s, level=0.2):
    """A sound as uneven as speech: syllables of a buzzing tone."""
    time = np.arange(round(duration_s * SAMPLE_RATE)) / SAMPLE_RATE
    buzz = np.sign(np.sin(2 * np.pi * 140 * time)) * 0.3 + np.sin(2 * np.pi * 420 * time)
    samples = level * buzz * np.abs(np.sin(2 * np.pi * 2.2 * time))
    with wave.open(str(path), "wb") as recording:
        recording.setnchannels(1)
        recording.setsampwidth(2)
        recording.setframerate(SAMPLE_RATE)
        recording.writeframes((samples * 32767).astype("<i2").tobytes())
    return path


def spoken(path, *, duration_s):
    words = (Word(text="Hello", starts_s=0.0, ends_s=0.5), Word(text="there", starts_s=0.5, ends_s=1.0))
    return Narration(
        audio=tone(path, duration_s=duration_s), duration_s=duration_s, words=words, voice="test"
    )


def clip(path, *, colour, frames, size="1080x1920", rate=FPS, options=()):
    ffmpeg.run(
        [
            *("-f", "lavfi", "-i", f"color={colour}:s={size}:r={rate}", "-frames:v", str(frames)),
            *("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", *options, str(path)),
        ],
        timeout_s=60,
        should_stop=never,
    )
    return path


def frames_of(video):
    """The frames one by one; all of them together would take a gigabyte."""
    with av.open(str(video)) as container:
        for frame in container.decode(video=0):
            yield frame.to_ndarray(format="rgb24")


def colours_of(video):
    """The colour of each frame's corner."""
    return [frame[40:80, 40:80].reshape(-1, 3).mean(axis=0).round().astype(int) for frame in frames_of(video)]


@pytest.fixture(scope="module")
def story(tmp_path_factory):
    """Two scenes with a wipe, and the video made of them; tests that change files use a copy."""
    folder = tmp_path_factory.mktemp("story")
    scenes = [
        Scene(key="red", narration=spoken(folder / "red.wav", duration_s=2.2)),
        Scene(key="blue", narration=spoken(folder / "blue.wav", duration_s=1.7)),
    ]
    timeline = composition.plan(scenes=scenes)
    clips = {
        shot.key: clip(folder / f"{shot.key}.mp4", colour=shot.key, frames=shot.frames)
        for shot in timeline.shots
    }
    bed = music.write(mood="calm", seed=1, duration_s=timeline.duration_s, workdir=folder, should_stop=never)
    video = assembled(folder, timeline, clips, bed=bed)
    return {"folder": folder, "timeline": timeline, "clips": clips, "bed": bed, "video": video}


def assembled(folder, timeline, clips, *, bed=None, style="outline", **wishes):
    return composition.assemble(
        timeline=timeline,
        clips=clips,
        language="en",
        style=style,
        bed=bed,
        workdir=folder,
        should_stop=never,
        **wishes,
    )


def test_a_scene_lasts_as_long_as_its_narration_and_never_under_two_seconds(tmp_path):
    long = spoken(tmp_path / "long.wav", duration_s=4.01)
    short = spoken(tmp_path / "short.wav", duration_s=0.4)

    timeline = composition.plan(
        scenes=[
            Scene(key="a", narration=long),
            Scene(key="b", narration=short, transition=Transition.CUT),
            Scene(key="c"),
            Scene(key="d", minimum_s=3.5),
        ]
    )

    a, b, c, d = timeline.shots
    assert a.speech_starts_at_frame * Fraction(1, FPS) + Fraction(4.01) < a.frames * Fraction(1, FPS)
    assert (b.frames, c.frames, d.frames) == (60, 60, 105)
    assert (a.opening, b.opening) == (None, None)
    assert c.opening is not None
    assert c.opening.outgoing_frame == b.frames - 1
    assert [shot.starts_at_frame for shot in timeline.shots] == [0, a.frames, a.frames + 60, a.frames + 120]
    assert timeline.total_frames == sum(shot.frames for shot in timeline.shots)


def test_a_finished_video_is_as_promised(story):
    problems = composition.check(video=story["video"], timeline=story["timeline"], should_stop=never)

    assert problems == []


def test_a_scene_wipes_the_one_before_away_and_never_mixes_with_it(story):
    first, second = story["timeline"].shots
    assert second.opening.kind is Transition.WIPE
    frames = transitions.FRAMES[Transition.WIPE]

    shown = list(islice(frames_of(story["video"]), first.frames - 1, first.frames + frames + 1))

    tops = [frame[40:80, 500:540].reshape(-1, 3).mean(axis=0) for frame in shown]
    assert tops[0][0] > 240 > 20 > tops[0][2]
    assert tops[1][0] > 240 > 20 > tops[1][2]
    assert tops[-1][2] > 240 > 20 > tops[-1][0]
    bottom = shown[frames // 2 + 1][1700:1740, 500:540].reshape(-1, 3).mean(axis=0)
    assert bottom[2] > 240 > 20 > bottom[0]


def test_a_transition_depends_only_on_the_last_frame_of_the_scene_before(story, tmp_path):
    folder = tmp_path / "copy"
    shutil.copytree(story["folder"], folder, symlinks=True)
    before = set(folder.glob("segment-*"))
    first = story["timeline"].shots[0]
    # Green with the same red end.
    red, green = (
        clip(tmp_path / f"{colour}.mp4", colour=colour, frames=first.frames) for colour in ("red", "green")
    )
    ffmpeg.run(
        [
            *(*ffmpeg.source(green), *ffmpeg.source(red)),
            *(
                "-filter_complex",
                f"[0]trim=end_frame={first.frames - 30}[a];[1]trim=end_frame=30[b];[a][b]concat",
            ),
            *("-c:v", "libx264", "-preset", "ultrafast", str(tmp_path / "both.mp4")),
        ],
        timeout_s=60,
        should_stop=never,
    )

    assembled(folder, story["timeline"], story["clips"] | {"red": tmp_path / "both.mp4"}, bed=story["bed"])

    (made,) = set(folder.glob("segment-*")) - before
    assert made.name.startswith("segment-red")


def test_drawn_transitions_leave_no_large_file(story):
    assert not list(story["folder"].glob("**/*.yuva"))


def test_captions_are_in_the_picture(story):
    first = story["timeline"].shots[0]

    frame = next(islice(frames_of(story["video"]), first.speech_starts_at_frame + 10, None))

    middle = frame[1280:1400, 200:880].reshape(-1, 3)
    assert (middle.min(axis=1) > 200).sum() > 500


def test_every_frame_starts_on_the_grid_from_zero(story):
    with av.open(str(story["video"])) as container:
        stream = container.streams.video[0]
        stamps = [Fraction(frame.time or 0).limit_denominator(FPS) for frame in container.decode(stream)]

    assert sorted(stamps) == [Fraction(number, FPS) for number in range(len(stamps))]


def test_finished_parts_are_reused(story):
    folder, timeline = story["folder"], story["timeline"]
    made_at = {path: path.stat().st_mtime_ns for path in folder.glob("segment-*.mp4")}

    again = assembled(folder, timeline, story["clips"], bed=story["bed"])

    assert again == story["video"]
    assert made_at == {path: path.stat().st_mtime_ns for path in folder.glob("segment-*.mp4")}
    assert not list(folder.glob(".*.mp4"))


def test_a_changed_clip_remakes_only_its_segments(story, tmp_path):
    folder = tmp_path / "copy"
    shutil.copytree(story["folder"], folder, symlinks=True)
    before = set(folder.glob("segment-*"))
    clips = dict(story["clips"])
    clips["blue"] = clip(tmp_path / "green.mp4", colour="green", frames=90)

    assembled(folder, story["timeline"], clips, bed=story["bed"])

    (made,) = set(folder.glob("segment-*")) - before
    assert made.name.startswith("segment-blue")


def test_progress_is_reported_from_the_calling_thread(story, tmp_path):
    heard = []

    assembled(tmp_path, story["timeline"], story["clips"], on_segment=lambda *news: heard.append(news))

    assert {key for key, _, _ in heard} == {"red", "blue"}
    assert [(done, total) for _, done, total in heard] == [(1, 2), (2, 2)]


def test_stopping_leaves_no_partial_file(story, tmp_path):
    with pytest.raises(StoppedError):
        composition.encode_segments(
            timeline=story["timeline"],
            clips=story["clips"],
            captions={},
            workdir=tmp_path,
            should_stop=lambda: True,
        )

    assert not list(tmp_path.glob("*.mp4"))
    assert not list(tmp_path.glob(".*.mp4"))


@pytest.mark.parametrize(
    ("size", "rate", "frames", "options"),
    [
        ("1920x1080", 25, 20, ()),
        ("640x640", 60, 400, ()),
        ("1080x1920", 30, 5, ()),
        ("1080x1920", 30, 90, ("-color_range", "pc", "-vf", "scale=out_range=pc,format=yuvj420p")),
    ],
)
def test_any_clip_is_brought_to_size_rate_and_length(tmp_path, size, rate, frames, options):
    timeline = composition.plan(scenes=[Scene(key="a"), Scene(key="b")])
    odd = clip(tmp_path / "odd.mp4", colour="white", frames=frames, size=size, rate=rate, options=options)

    video = assembled(tmp_path, timeline, {"a": odd, "b": odd}, style=None)

    assert composition.check(video=video, timeline=timeline, should_stop=never) == []
    first = timeline.shots[0].frames
    shown = colours_of(video)
    # The wipe passes between; its first frames still show the end of the clip.
    assert min(colour.min() for colour in (*shown[: first + 3], *shown[first + 9 :])) > 245


def test_a_picture_can_be_a_scene(tmp_path):
    Image.new("RGB", (3000, 2000), (0, 200, 0)).save(tmp_path / "still.png")
    timeline = composition.plan(scenes=[Scene(key="a"), Scene(key="b")])
    stills = {"a": tmp_path / "still.png", "b": tmp_path / "still.png"}

    video = assembled(tmp_path, timeline, stills, style=None)

    assert composition.check(video=video, timeline=timeline, should_stop=never) == []


def test_an_invalid_clip_is_refused(tmp_path):
    fake = tmp_path / "fake.mp4"
    fake.write_bytes(b"\x00\x00\x00\x18ftypmp42" + bytes(500))
    timeline = composition.plan(scenes=[Scene(key="a")])

    with pytest.raises(errors.UpstreamError):
        assembled(tmp_path, timeline, {"a": fake})


def test_a_quiet_voice_and_loud_music_end_at_the_same_loudness(tmp_path):
    quiet = Narration(
        audio=tone(tmp_path / "quiet.wav", duration_s=5, level=0.01), duration_s=5.0, words=(), voice="test"
    )
    timeline = composition.plan(scenes=[Scene(key="a", narration=quiet)])
    loud = tone(tmp_path / "loud.wav", duration_s=2, level=0.6)

    mixed = composition.mix_audio(timeline=timeline, bed=loud, workdir=tmp_path, should_stop=never)

    measured = sound.measure(mixed, should_stop=never)
    assert measured.integrated_lufs == pytest.approx(-14, abs=0.5)
    assert measured.peak_dbtp <= -1


def test_music_is_ducked_under_the_voice(story, tmp_path):
    silent = Narration(
        audio=tone(tmp_path / "silent.wav", duration_s=3, level=0.0), duration_s=3.0, words=(), voice="test"
    )
    voice = spoken(tmp_path / "voice.wav", duration_s=3.0)
    timeline = composition.plan(
        scenes=[Scene(key="a", narration=voice), Scene(key="b", narration=silent, minimum_s=4)]
    )
    hum = tmp_path / "hum.wav"
    ffmpeg.run(
        ["-f", "lavfi", "-i", "sine=3000:d=9:r=48000", "-ac", "2", str(hum)], timeout_s=20, should_stop=never
    )

    mixed = composition.mix_audio(timeline=timeline, bed=hum, workdir=tmp_path, should_stop=never)

    while_spoken, alone = level_at(mixed, 3000, 1.0, 2.8), level_at(mixed, 3000, 4.5, 5.8)
    assert 10 ** (3 / 20) < alone / while_spoken < 10 ** (6 / 20)


def level_at(path, pitch_hz, from_s, to_s):
    with av.open(str(path)) as container:
        blocks = [frame.to_ndarray()[0] for frame in container.decode(audio=0)]
    samples = np.concatenate(blocks)[round(from_s * SAMPLE_RATE) : round(to_s * SAMPLE_RATE)]
    spectrum = np.abs(np.fft.rfft(samples * np.hanning(len(samples)))) / len(samples)
    pitches = np.fft.rfftfreq(len(samples), 1 / SAMPLE_RATE)
    return spectrum[np.abs(pitches - pitch_hz) < 20].max()


def test_sound_and_picture_are_in_sync(tmp_path):
    click = tmp_path / "click.wav"
    samples = np.zeros(SAMPLE_RATE * 2, np.int16)
    samples[SAMPLE_RATE : SAMPLE_RATE + 2400] = 20_000
    with wave.open(str(click), "wb") as recording:
        recording.setnchannels(1)
        recording.setsampwidth(2)
        recording.setframerate(SAMPLE_RATE)
        recording.writeframes(samples.tobytes())
    narration = Narration(audio=click, duration_s=2.0, words=(), voice="test")
    timeline = composition.plan(scenes=[Scene(key="a", narration=narration)])
    white = clip(tmp_path / "white.mp4", colour="white", frames=80)

    video = assembled(tmp_path, timeline, {"a": white}, style=None)

    with av.open(str(video)) as container:
        heard = np.concatenate([frame.to_ndarray()[0] for frame in container.decode(audio=0)])
    loud_from_s = np.flatnonzero(np.abs(heard) > 0.3 * np.abs(heard).max())[0] / SAMPLE_RATE
    promised_s = 1 + timeline.shots[0].speech_starts_at_frame / FPS
    assert loud_from_s == pytest.approx(promised_s, abs=0.006)


def test_a_video_without_any_sound_source_is_silent_and_whole(tmp_path):
    timeline = composition.plan(scenes=[Scene(key="a")])
    white = clip(tmp_path / "white.mp4", colour="white", frames=60)

    video = assembled(tmp_path, timeline, {"a": white})

    assert composition.check(video=video, timeline=timeline, should_stop=never) == []


def test_the_check_finds_what_is_wrong(story, tmp_path):
    wrong = tmp_path / "wrong.mp4"
    ffmpeg.run(
        [
            *ffmpeg.source(story["video"]),
            *("-vf", "scale=720:1280,fps=25", "-c:v", "libx264", "-preset", "ultrafast"),
            *("-af", "volume=-9dB", "-c:a", "aac", "-ar", "44100", str(wrong)),
        ],
        timeout_s=60,
        should_stop=never,
    )

    problems = " ".join(composition.check(video=wrong, timeline=story["timeline"], should_stop=never))

    for word in ("Width", "Height", "Frame rate", "frames", "Sample rate", "Loudness", "index", "edit list"):
        assert word in problems
    assert composition.check(video=story["bed"], timeline=story["timeline"], should_stop=never)


@pytest.mark.parametrize("mood", music.MOODS)
def test_a_bed_is_the_same_for_the_same_seed_and_never_clips(mood, tmp_path):
    paths = [
        music.write(mood=mood, seed=seed, duration_s=9, workdir=tmp_path / name, should_stop=never)
        for name, seed in (("a", 3), ("b", 3), ("c", 4))
    ]

    same, again, other = (path.read_bytes() for path in paths)
    assert same == again != other
    samples = np.frombuffer(same[44:], np.int16)
    assert len(samples) == 9 * SAMPLE_RATE * 2
    assert 2_000 < np.abs(samples.astype(int)).max() < 30_000


def test_versions_name_what_a_file_depends_on():
    assert set(composition.versions()) == {"ffmpeg", "av", "pillow"}
