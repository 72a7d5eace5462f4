"""Makes a video of every script of a TOML file: ``python -m loadtests.make_films SCRIPTS FOLDER``.

A script is a table with ``title`` and ``text``, and optionally ``language``, ``seed`` and ``theme``.
"""

import os
import sys
import tomllib
from pathlib import Path

import django


def main() -> int:
    """Make the videos, and print what each contains and what it took."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ettametta.settings.test")
    os.environ.setdefault("ENV_FILE", "/dev/null")
    django.setup()
    from loadtests import films

    scripts = tomllib.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    folder = Path(sys.argv[2])
    for name, script in scripts.items():
        film = films.make(content=films.content_of(**script), folder=folder / name)
        film.path.rename(folder / f"{name}.mp4")
        shown = ", ".join(film.looks.scenes[scene.id].layout.value for scene in film.content.scenes)
        sys.stdout.write(
            f"{name}: {film.timeline.duration_s:.1f} s, {film.looks.theme.value}: {shown}; drawn in "
            f"{film.drawing_cpu_s:.1f} CPU s, encoded in {film.encoding_cpu_s:.1f}, "
            f"made in {film.wall_s:.1f} s\n"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
