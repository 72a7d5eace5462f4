"""``render_node try``: sample prompts, a verdict for each, one contact sheet."""

import numpy as np
import pytest
from PIL import Image

from render_node import trials
from render_node.tests.conftest import TOKEN

SMALL = ["--size", "180x320", "--only", "person", "water"]


def run(node, *words):
    return trials.main([*words, "--url", f"http://127.0.0.1:{node.port}"], token=TOKEN)


def test_there_are_a_dozen_prompts_each_of_its_own_kind():
    kinds = [prompt.kind for prompt in trials.prompts()]

    assert len(kinds) == len(set(kinds)) >= 12


def test_the_sheet_shows_frames_and_times(node, tmp_path, capsys):
    code = run(node, "motion", *SMALL, "--frames", "30", "--to", str(tmp_path / "sheet.png"))
    told = capsys.readouterr().out

    assert code == 0
    assert "2 of 2 passed" in told
    assert all(kind in told for kind in ("person", "water"))
    with Image.open(tmp_path / "sheet.png") as sheet:
        colours = sheet.convert("RGB").getcolors(maxcolors=1_000_000)
        assert colours is not None
        assert len(colours) > 500


def test_a_video_without_motion_fails(node, tmp_path, capsys):
    code = run(node, "motion", *SMALL, "--frames", "1", "--to", str(tmp_path / "sheet.png"))

    assert code == 1
    assert "no motion" in capsys.readouterr().out


def test_noise_is_distinguished_from_a_picture():
    noise = np.random.default_rng(1).integers(0, 256, (160, 96, 3), dtype=np.uint8)
    sky = np.repeat(np.linspace(0, 255, 160, dtype=np.uint8), 96 * 3).reshape(160, 96, 3)
    sky[40:80, 20:60] = 255

    assert trials.neighbour_correlation(noise) < 0.1
    assert trials.neighbour_correlation(sky) > 0.9


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["sora-2"], "has no model sora-2. Available models: motion"),
        (["motion", "--size", "97x160"], "multiples of 2"),
        (["motion", "--url", "http://127.0.0.1:9"], "No node responds"),
    ],
)
def test_errors_are_reported_in_a_sentence(node, tmp_path, capsys, words, says):
    where = [] if "--url" in words else ["--url", f"http://127.0.0.1:{node.port}"]

    assert trials.main([*words, *where, "--to", str(tmp_path / "none.png")], token=TOKEN) == 1
    assert says in capsys.readouterr().err


def test_the_start_picture_is_a_picture_of_the_size():
    assert trials.start_picture(width=96, height=160).startswith("data:image/png;base64,iVBOR")
