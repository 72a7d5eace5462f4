"""Makes six fixed films, and measures what a viewer sees and hears (``make bench-quality``, part ``films``).

The films and a contact sheet of each stay in ``var/films``.
"""

import os
import shutil
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from loadtests import film_figures, films, type_overlap
from loadtests.costs import say
from loadtests.film_figures import Legibility
from loadtests.films import Film
from synthesis.assembly import captions
from synthesis.assembly.composition import sound

HERE = Path(__file__).parent
SCRIPTS = HERE / "film_scripts.toml"
KEPT = HERE.parent / "var" / "films"
LOUDNESS_LUFS, TOLERANCE_LU = -14.0, 0.5
MOST_FROZEN_SHARE = 0.35
LEAST_CONTRAST = 4.5
LEAST_FILL = 0.8
MOST_DRAWING_CPU_S = 20.0
PER_S = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What was measured on a film. ``drawing_cpu_s`` is for 30 s."""

    loudness_lufs: float
    frozen_share: float
    first_frame_fill: float
    least_legible: Legibility
    overlaps: Mapping[str, int]
    drawing_cpu_s: float

    def exceeded(self, name: str) -> list[str]:
        """The limits that it does not keep."""
        worst = self.least_legible
        checks = {
            f"loudness is {self.loudness_lufs:.1f} LUFS": abs(self.loudness_lufs - LOUDNESS_LUFS)
            <= TOLERANCE_LU,
            f"{self.frozen_share:.0%} of the frames stand still": self.frozen_share <= MOST_FROZEN_SHARE,
            f"the contrast of “{worst.text}” at {worst.at_s:.1f} s is {worst.contrast:.1f}": worst.contrast
            >= LEAST_CONTRAST,
            f"texts overlap in the transitions into {', '.join(self.overlaps)}": not self.overlaps,
            f"frame 0 is {self.first_frame_fill:.0%} filled": self.first_frame_fill >= LEAST_FILL,
            f"drawing 30 s takes {self.drawing_cpu_s:.1f} CPU s": self.drawing_cpu_s <= MOST_DRAWING_CPU_S,
        }
        return [f"{name}: {sentence}" for sentence, is_kept in checks.items() if not is_kept]


def films_made(languages: Sequence[str]) -> list[str]:
    """Make the films in these languages. Prints figures, and returns the limits that are exceeded."""
    exceeded: list[str] = []
    load = ", ".join(f"{each:.1f}" for each in os.getloadavg())
    say(f"films: load average {load}")
    for name, script in tomllib.loads(SCRIPTS.read_text(encoding="utf-8")).items():
        if script.get("language", "en") not in languages:
            continue
        folder = KEPT / name
        shutil.rmtree(folder, ignore_errors=True)
        film = films.make(content=films.content_of(**script), folder=folder)
        figures = _figures(film)
        _say_film(name, film, figures)
        exceeded += figures.exceeded(name)
        film_figures.sheet(film.path, KEPT / f"{name}.png")
        film.path.replace(KEPT / f"{name}.mp4")
        shutil.rmtree(folder)
    return exceeded


def _figures(film: Film) -> Figures:
    movement = film_figures.movement(film.path)
    return Figures(
        loudness_lufs=sound.measure(film.path, should_stop=lambda: False).integrated_lufs,
        frozen_share=movement.frozen_share,
        first_frame_fill=movement.first_frame_fill,
        least_legible=min(_legibility(film), key=lambda word: word.contrast),
        overlaps=_overlaps(film),
        drawing_cpu_s=film.drawing_cpu_s * PER_S / film.timeline.duration_s,
    )


def _legibility(film: Film) -> list[Legibility]:
    # The files that the film was assembled with: they are in its folder already.
    written = captions.write_all(
        timeline=film.timeline,
        language=film.content.language,
        style=film.content.caption_style,
        theme=film.looks.theme.value,
        clips=film.clips,
        workdir=film.path.parent,
        should_stop=lambda: False,
    )
    shots = {shot.key: shot for shot in film.timeline.shots}
    return film_figures.legibility(film.path, shots=shots, captions=written)


def _overlaps(film: Film) -> dict[str, int]:
    """The frames with two texts at one place, by the scene whose transition shows them."""
    found: dict[str, int] = {}
    shots = film.timeline.shots
    for before, shot in pairwise(shots):
        requests = film.requests
        count = type_overlap.overlapping_frames(
            before=requests[before.key], request=requests[shot.key], shot=shot
        )
        if count:
            found[f"{shot.key} ({shot.opening.kind if shot.opening else 'cut'})"] = count
    return found


def _say_film(name: str, film: Film, figures: Figures) -> None:
    shown = [film.looks.scenes[scene.id] for scene in film.content.scenes]
    worst = figures.least_legible
    say(
        f"{name}: {film.timeline.duration_s:.1f} s, theme {film.looks.theme.value}, "
        f"made in {film.wall_s:.0f} s\n"
        f"  loudness {figures.loudness_lufs:.1f} LUFS (-14.0 ± 0.5); frames that stand still "
        f"{figures.frozen_share:.0%} (at most {MOST_FROZEN_SHARE:.0%}); frame 0 filled "
        f"{figures.first_frame_fill:.0%} (at least {LEAST_FILL:.0%})\n"
        f"  contrast of captions at least {worst.contrast:.1f}: “{worst.text}” at {worst.at_s:.1f} s "
        f"(at least {LEAST_CONTRAST}); frames of transitions with overlapping texts "
        f"{sum(figures.overlaps.values())} (0)\n"
        f"  drawing 30 s takes {figures.drawing_cpu_s:.1f} CPU s (at most {MOST_DRAWING_CPU_S:.0f}); "
        f"encoding the scenes {film.encoding_cpu_s:.1f} CPU s\n"
        f"  layouts: {', '.join(look.layout.value for look in shown)}"
    )
    for place, look in enumerate(shown, start=1):
        things = ", ".join(
            f"{thing.name}{f' x {thing.count}' if thing.count > 1 else ''} ({thing.reason} of “{thing.word}”)"
            for thing in look.objects
        )
        say(f"  scene {place}: {things or 'no objects'}")
