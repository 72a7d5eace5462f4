"""The scenes that the assembly benchmark assembles: spoken, drawn, and with music."""

import multiprocessing
import pickle
import tomllib
from dataclasses import dataclass, replace
from pathlib import Path

from synthesis.assembly.storyboard import FPS, Opening, Shot, Timeline

SCRIPTS = Path(__file__).with_name("film_scripts.toml")
# Scripts that are joined to one video of about a minute.
JOINED = ("pasta", "lisbon", "octopus")
THEME = "kitchen"
LANGUAGE = "en"
# Lengths of a shot that is cut at the end of a video.
SHORTEST_FRAMES = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """One minute of scenes; the clips are by scene key."""

    timeline: Timeline
    clips: dict[str, Path]
    bed: Path

    def lasting(self, seconds: float) -> "Material":
        """A video of this length: its scenes repeated, and the last one cut."""
        wanted = round(seconds * FPS)
        shots: list[Shot] = []
        clips: dict[str, Path] = {}
        frames = 0
        while frames < wanted:
            original = self.timeline.shots[len(shots) % len(self.timeline.shots)]
            length = min(original.frames, wanted - frames)
            if length < SHORTEST_FRAMES and shots:
                break
            key = f"{len(shots)}-{original.key}"
            clips[key] = self.clips[original.key]
            before = shots[-1] if shots else None
            shots.append(
                replace(
                    original,
                    key=key,
                    starts_at_frame=frames,
                    frames=length,
                    opening=_opening(original, before),
                )
            )
            frames += length
        return Material(timeline=Timeline(shots=tuple(shots)), clips=clips, bed=self.bed)


def _opening(shot: Shot, before: Shot | None) -> Opening | None:
    """The transition of a shot, which the very first one lacks."""
    if before is None or shot.opening is None:
        return None
    return replace(shot.opening, outgoing_frame=before.frames - 1)


def prepared(folder: Path) -> Material:
    """Speak and draw the scenes in a process of its own, as production does: here, its memory would count as
    the assembly's. What an earlier run left in ``folder`` is reused.
    """
    folder.mkdir(parents=True, exist_ok=True)
    pickled = folder / "material.pickle"
    if not pickled.exists():
        making = multiprocessing.get_context("spawn").Process(target=_make, args=(folder, pickled))
        making.start()
        making.join()
        if making.exitcode:
            raise SystemExit("The scenes could not be made.")
    # The file is our own, written a moment ago.
    material: Material = pickle.loads(pickled.read_bytes())  # noqa: S301
    return material


def _make(folder: Path, pickled: Path) -> None:
    import django

    django.setup()
    from loadtests import films
    from synthesis.studio import looks

    scripts = tomllib.loads(SCRIPTS.read_text(encoding="utf-8"))
    texts = [scripts[name]["text"] for name in JOINED]
    content = films.content_of(title=scripts[JOINED[0]]["title"], text="\n\n".join(texts), theme=THEME)
    timeline = films.timeline_of(content, looks.of_video(content=content), folder)
    requests = films.requests_of(content=content, timeline=timeline)
    clips = {key: folder / f"{key}.mp4" for key in requests}
    for key, request in requests.items():
        films.draw(request, path=clips[key])
    bed = films.bed_of(content, timeline, folder)
    draft = pickled.with_suffix(".draft")
    draft.write_bytes(pickle.dumps(Material(timeline=timeline, clips=clips, bed=bed)))
    draft.replace(pickled)
