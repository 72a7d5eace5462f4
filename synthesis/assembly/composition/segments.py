"""Encode the segment of a scene, including its captions and the transition from its predecessor."""

import re
from pathlib import Path

from PIL import Image

from synthesis.assembly import ffmpeg, fonts, transitions, workfiles
from synthesis.assembly.composition import failures, footage, framing, grading, tone_mapping
from synthesis.assembly.composition.footage import Footage
from synthesis.assembly.composition.grades import Grade
from synthesis.assembly.stopping import ShouldStop
from synthesis.assembly.storyboard import FPS, HEIGHT_PX, WIDTH_PX, Opening, Shot, Transition
from synthesis.assembly.transitions import Flight, Sheet

# Raised when a change here makes different segments from the same clips.
REVISION = 5
STILL_REVISION = 2
PRESET = "veryfast"
CRF = 20
# Closed groups of half a second of frames, with two B-frames: what YouTube recommends.
ENCODING = (
    *("-c:v", "libx264", "-preset", PRESET, "-crf", str(CRF), "-profile:v", "high"),
    *("-g", str(FPS // 2), "-bf", "2", "-flags", "+cgop"),
    # Headers must not depend on the pictures, because joined segments share the first one's.
    *("-x264-params", "stitchable=1"),
)
TIMESCALE = 15_360
# Tags are set on the frames; encoder options would convert untagged colours.
_TAGS = "setparams=range=tv:color_primaries=bt709:color_trc=bt709:colorspace=bt709"
STILL = ("-framerate", str(FPS))
LEAST_TIMEOUT_S = 120
# A laptop core encodes a second of video in one or two seconds; ten times that means a hang.
TIMEOUT_PER_FRAME_S = 0.6
# How much larger a picture is shown while it shakes, so that its edges stay outside of the frame.
SHAKEN_SIZE = 1.07
# The typefaces that an ASS file names: of a run of letters, and of a style.
_FAMILY_OF_RUN = re.compile(r"\\fn([^\\}]+)")
_FAMILY_OF_STYLE = re.compile(r"^Style: [^,]*,([^,]*),", re.MULTILINE)


def encode_segment(
    *,
    shot: Shot,
    clip: Path,
    previous_clip: Path | None,
    captions: Path | None,
    workdir: Path,
    should_stop: ShouldStop,
    threads: int = 1,
    encoding: tuple[str, ...] = ENCODING,
) -> Path:
    """Encode one scene. A segment made before from the same clip, captions and transition is reused.

    ``captions`` is in ``workdir``. Without ``previous_clip`` the scene begins with a cut; of that clip, only
    the last frame shown counts, with the object that is carried on. ``encoding`` holds ffmpeg's options for
    the pictures; all segments of a video share it.

    Raises NotShownError, StoppedError and UpstreamUnavailableError.
    """
    opening, outgoing, flight = shot.opening if previous_clip else None, None, None
    with failures.of_scene(shot.key):
        grade = grading.of_clip(
            clip=clip, theme=shot.graded_to, duration_s=shot.duration_s, should_stop=should_stop
        )
        if opening is not None and previous_clip is not None:
            outgoing = _outgoing(opening, clip=previous_clip, workdir=workdir, should_stop=should_stop)
            flight = transitions.flight_of(opening=opening, clip=clip, previous_clip=previous_clip)
    parts = (
        REVISION,
        ffmpeg.version(),
        encoding,
        (shot.frames, framing.REVISION),
        workfiles.content_of(clip),
        (workfiles.content_of(outgoing), *_look_of(opening)) if outgoing and opening else None,
        workfiles.content_of(captions) if captions else None,
        *(grade.parts if grade else ()),
        *(("carried", *flight.parts) if flight else ()),
    )
    path = workfiles.path_for(workdir=workdir, kind="segment", key=shot.key, parts=parts, suffix=".mp4")

    def write(draft: Path) -> None:
        drawn = draft.with_suffix(".yuva")
        try:
            if outgoing is not None and opening is not None:
                _draw(opening, outgoing=outgoing, flight=flight, destination=drawn)
            shown = footage.probe(clip)
            tone_mapping.write_all([shown.colour], workdir=workdir)
            inputs, graph = _graph(
                shot=shot, clip=shown, grade=grade, opening=opening, drawn=drawn, captions=captions
            )
            ffmpeg.run(
                [
                    *("-filter_threads", "1", "-filter_complex_threads", "1"),
                    *inputs,
                    *("-filter_complex", graph, "-map", "[v]", "-frames:v", str(shot.frames)),
                    *(*encoding, "-threads", str(threads), "-video_track_timescale", str(TIMESCALE)),
                    *("-fflags", "+bitexact", "-f", "mp4", draft.name),
                ],
                cwd=workdir,
                timeout_s=LEAST_TIMEOUT_S + shot.frames * TIMEOUT_PER_FRAME_S,
                should_stop=should_stop,
            )
        finally:
            drawn.unlink(missing_ok=True)

    workdir.mkdir(parents=True, exist_ok=True)
    with failures.of_scene(shot.key):
        return workfiles.make(path, write)


def _outgoing(opening: Opening, *, clip: Path, workdir: Path, should_stop: ShouldStop) -> Path:
    number = opening.outgoing_frame
    grade = grading.of_clip(
        clip=clip,
        theme=opening.outgoing_graded_to,
        duration_s=(number + 1) / FPS,
        should_stop=should_stop,
    )
    return still(clip=clip, frame=number, grade=grade, workdir=workdir, should_stop=should_stop)


def still(
    *, clip: Path, frame: int, workdir: Path, should_stop: ShouldStop, grade: Grade | None = None
) -> Path:
    """One frame of a clip, or the last one of a shorter clip, as raw yuv420p of a video's size."""
    graded = grade.parts if grade else ()
    parts = (STILL_REVISION, ffmpeg.version(), workfiles.content_of(clip), frame, *graded)
    path = workfiles.path_for(workdir=workdir, kind="still", key="frame", parts=parts, suffix=".yuv")

    def write(draft: Path) -> None:
        found = footage.probe(clip)
        can_seek = _can_seek(found, frame, 1)
        # Half a frame early, so that rounding never drops the frame.
        options = ("-ss", f"{(frame - 0.5) / FPS:.6f}") if can_seek and frame else ()
        steps = _frames_of(found, first=0 if can_seek else frame, count=1, total=frame + 1)
        if grade is not None:
            steps = f"{steps},{grade.filters}"
        tone_mapping.write_all([found.colour], workdir=workdir)
        ffmpeg.run(
            [
                *("-threads", "1", *ffmpeg.source(clip, *(STILL if found.is_still else options))),
                *("-vf", f"{steps},format=yuv420p"),
                *("-frames:v", "1", "-f", "rawvideo", draft.name),
            ],
            cwd=workdir,
            timeout_s=LEAST_TIMEOUT_S + frame * TIMEOUT_PER_FRAME_S,
            should_stop=should_stop,
        )

    return workfiles.make(path, write)


def picture_of(path: Path) -> Image.Image:
    """A still as a picture in RGB."""
    return Sheet.read(path.read_bytes()).picture().convert("RGB")


def _look_of(opening: Opening) -> tuple[object, ...]:
    return transitions.REVISION, opening.kind, opening.theme, opening.is_mirrored


def _draw(opening: Opening, *, outgoing: Path, flight: Flight | None, destination: Path) -> None:
    """Draw a transition as raw yuva420p frames: 5 MB each, on disk for as long as the segment is encoded."""
    with destination.open("wb") as file:
        still = Sheet.read(outgoing.read_bytes())
        for frame in transitions.draw(opening=opening, outgoing=still, flight=flight):
            file.write(frame.tobytes())


def link_fonts(captions: Path, *, workdir: Path) -> str:
    """Link the typefaces that captions use. Returns the name of their folder in ``workdir``.

    libass reads every file of the folder: all typefaces together take 35 ms and 12 MB for each segment.
    """
    text = captions.read_text(encoding="utf-8")
    families = {*_FAMILY_OF_RUN.findall(text), *_FAMILY_OF_STYLE.findall(text)}
    faces = [face for face in (*fonts.ALL, *fonts.OF_THEMES) if face.family in families]
    # Filter arguments have a quoting syntax of their own; a plain relative name needs no quoting.
    folder = workdir / f"fonts-{workfiles.fingerprint([face.file for face in faces])}"
    folder.mkdir(parents=True, exist_ok=True)
    for face in faces:
        try:
            (folder / face.file).symlink_to(fonts.FOLDER / face.file)
        except FileExistsError:
            pass
    return folder.name


def _graph(
    *,
    shot: Shot,
    clip: Footage,
    grade: Grade | None,
    opening: Opening | None,
    drawn: Path,
    captions: Path | None,
) -> tuple[list[str], str]:
    inputs = ["-threads", "1", *_limited(clip, shot.frames)]
    # A clip without a pixel aspect ratio would get other headers than one with square pixels.
    own = [_frames_of(clip, first=0, count=shot.frames, total=shot.frames), "format=yuv420p", "setsar=1"]
    if grade is not None:
        own.append(grade.filters)
    steps = [f"[0:v]{','.join(own)}[own]"]
    picture = "[own]"
    if opening is not None and opening.kind is Transition.SLAM:
        steps.append(_shaken(picture, "[shaken]"))
        picture = "[shaken]"
    if captions is not None:
        folder = link_fonts(captions, workdir=captions.parent)
        steps.append(f"{picture}ass=f={captions.name}:fontsdir={folder}[said]")
        picture = "[said]"
    if opening is not None:
        inputs += [*("-f", "rawvideo", "-pixel_format", "yuva420p", "-video_size", f"{WIDTH_PX}x{HEIGHT_PX}")]
        inputs += ["-framerate", str(FPS), "-i", drawn.name]
        steps += [
            # Without the tags of the scene, all frames of the scene would be converted.
            f"[1:v]{_TAGS}[over]",
            f"{picture}[over]overlay=eof_action=pass:repeatlast=0:format=yuv420[opened]",
        ]
        picture = "[opened]"
    steps.append(f"{picture}format=yuv420p,{_TAGS}[v]")
    return inputs, ";".join(steps)


def _shaken(source: str, result: str) -> str:
    """Filters that enlarge and shake the first frames."""
    count, first = transitions.SHAKEN_FRAMES, transitions.FRAMES[Transition.SLAM] - 1
    width, height = round(WIDTH_PX * SHAKEN_SIZE / 2) * 2, round(HEIGHT_PX * SHAKEN_SIZE / 2) * 2
    # It starts when the outgoing picture has left, and weakens.
    strength = f"max(0,1-max(0,n-{first})/{count - first})"
    swing = f"cos((n-{first})*2.6)*{strength}"
    return (
        f"{source}split[head][rest];"
        f"[head]trim=end_frame={count},scale={width}:{height}:flags=bilinear,"
        f"crop={WIDTH_PX}:{HEIGHT_PX}:'(iw-ow)/2*(1+0.5*{swing})':'(ih-oh)/2*(1+0.9*{swing})',setsar=1[shaking];"
        f"[rest]trim=start_frame={count},setpts=PTS-STARTPTS[still];"
        f"[shaking][still]concat=n=2:v=1:a=0{result}"
    )


def _limited(clip: Footage, frames: int) -> list[str]:
    if clip.is_still:
        return ffmpeg.source(clip.path, *STILL)
    return ffmpeg.source(clip.path, "-t", f"{frames / FPS + 0.5:.3f}")


def _can_seek(clip: Footage, first: int, count: int) -> bool:
    return clip.is_ready and clip.duration_s >= (first + count) / FPS - 0.001


def _frames_of(clip: Footage, *, first: int, count: int, total: int) -> str:
    """Filters that make exactly ``count`` frames of a clip that is shown for ``total`` frames in all.

    The last frame of a short clip is held.
    """
    return ",".join(
        [
            *([] if clip.is_ready else framing.fitting(clip, frames=total)),
            f"settb=1/{FPS}",
            "setpts=N",
            "tpad=stop=-1:stop_mode=clone",
            *([] if clip.is_ready else framing.moving(clip, frames=total)),
            f"trim=start_frame={first}:end_frame={first + count}",
            "setpts=PTS-STARTPTS",
        ]
    )
