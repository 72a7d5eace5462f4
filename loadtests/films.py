"""Makes whole videos from pasted scripts, without a database. Django has to be set up before the import."""

import resource
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from render_node import video_file
from render_node.contract import CompleteRequest
from render_node.engines.base import Job, Picture
from render_node.engines.motion import MotionEngine
from synthesis.assembly import composition, music, narration
from synthesis.assembly.storyboard import Scene, Timeline, Transition
from synthesis.content import SceneContent, VideoContent
from synthesis.rendering import scene_requests
from synthesis.studio import looks
from synthesis.studio.looks import VideoLooks
from synthesis.studio.scripts import pasting


@dataclass(frozen=True, slots=True, kw_only=True)
class Film:
    """A finished video, and what it took. ``drawing_cpu_s`` is without encoding."""

    path: Path
    content: VideoContent
    looks: VideoLooks
    timeline: Timeline
    requests: dict[str, CompleteRequest]
    clips: dict[str, Path]
    drawing_cpu_s: float
    encoding_cpu_s: float
    wall_s: float


def content_of(
    *, title: str, text: str, language: str = "en", seed: int = 7, theme: str = ""
) -> VideoContent:
    """A pasted script as the content of a video."""
    fields = pasting.scenes_of(text=text, language=language)
    scenes = tuple(
        SceneContent(**dict(each), id=f"scene-{place}", position=place + 1)
        for place, each in enumerate(fields)
    )
    return VideoContent(title=title, language=language, seed=seed, theme=theme, scenes=scenes)


def make(*, content: VideoContent, folder: Path) -> Film:
    """Speak, draw and assemble the video."""
    started_at = time.perf_counter()
    folder.mkdir(parents=True, exist_ok=True)
    drawn = looks.of_video(content=content)
    timeline = timeline_of(content, drawn, folder)
    requests = requests_of(content=content, timeline=timeline)
    clips = {key: folder / f"{key}.mp4" for key in requests}
    costs = [draw(request, path=clips[key]) for key, request in requests.items()]
    path = composition.assemble(
        timeline=timeline,
        clips=clips,
        language=content.language,
        style=content.caption_style,
        theme=drawn.theme.value,
        bed=bed_of(content, timeline, folder),
        workdir=folder,
        should_stop=_never,
    )
    return Film(
        path=path,
        content=content,
        looks=drawn,
        timeline=timeline,
        requests=requests,
        clips=clips,
        drawing_cpu_s=sum(drawing_s for drawing_s, _ in costs),
        encoding_cpu_s=sum(encoding_s for _, encoding_s in costs),
        wall_s=time.perf_counter() - started_at,
    )


def requests_of(*, content: VideoContent, timeline: Timeline) -> dict[str, CompleteRequest]:
    """The scenes as the node receives them, by their ids."""
    requests = {}
    for scene, shot in zip(content.scenes, timeline.shots, strict=True):
        spec = looks.spec_for(content=content, scene=scene, words=shot.words)
        request = scene_requests.request_for(content=content, scene=scene, spec=spec, frames=shot.frames)
        requests[scene.id] = CompleteRequest.model_validate(request.model_dump())
    return requests


def draw(request: CompleteRequest, *, path: Path) -> tuple[float, float]:
    """Draw a scene to a file. Returns the CPU seconds of drawing and of encoding."""
    before_s = _cpu_s()
    clip = MotionEngine().render(Job(request=request, seed=request.seed or 0), control=_Unhurried())
    pictures = _Timed(clip.pictures)
    shape = video_file.Format(
        width=request.width_px,
        height=request.height_px,
        fps=request.fps,
        num_frames=request.num_frames,
        preset=request.preset,
    )
    video_file.write(path, pictures=pictures, shape=shape, control=_Unhurried(), attached=clip.attached)
    return pictures.cpu_s, _cpu_s() - before_s - pictures.cpu_s


class _Timed:
    """Pictures, and the CPU seconds of this thread that it took to draw them."""

    def __init__(self, pictures: Iterable[Picture]) -> None:
        self._pictures = iter(pictures)
        self.cpu_s = 0.0

    def __iter__(self) -> Iterator[Picture]:
        return self

    def __next__(self) -> Picture:
        before_s = time.thread_time()
        try:
            return next(self._pictures)
        finally:
            self.cpu_s += time.thread_time() - before_s


def timeline_of(content: VideoContent, drawn: VideoLooks, folder: Path) -> Timeline:
    spoken = [
        Scene(
            key=scene.id,
            narration=narration.speak(
                line=narration.Line(key=scene.id, text=scene.narration, language=content.language),
                recordings=folder,
                should_stop=_never,
            ),
            transition=Transition(scene.transition),
            layout=drawn.scenes[scene.id].layout.value,
            carried=drawn.scenes[scene.id].carried,
        )
        for scene in content.scenes
    ]
    return composition.plan(scenes=spoken, theme=drawn.theme.value, seed=content.seed)


def bed_of(content: VideoContent, timeline: Timeline, folder: Path) -> Path:
    return music.write(
        mood=content.mood,
        seed=content.seed,
        duration_s=timeline.duration_s,
        workdir=folder,
        should_stop=_never,
    )


class _Unhurried:
    """A control that never stops the engine."""

    def step(self, *, stage: str, done: int, total: int) -> None:
        """Does nothing: progress is not shown."""


def _cpu_s() -> float:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def _never() -> bool:
    return False
