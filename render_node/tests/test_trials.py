"""Trying a node: sample prompts, a verdict for each, one sheet."""

import numpy as np
import pytest
from PIL import Image

from render_node import trials
from render_node.tests.conftest import TOKEN

SMALL = ["--size", "96x160", "--only", "person", "water"]


def run(node, *words):
    return trials.main([*words, "--url", f"http://127.0.0.1:{node.port}"], token=TOKEN)


def test_there_are_a_dozen_prompts_each_of_its_own_kind():
    kinds = [prompt.kind for prompt in trials.prompts()]

    assert len(kinds) == len(set(kinds)) >= 12


def test_the_sheet_shows_frames_and_the_times_are_told(node, tmp_path, capsys):
    code = run(node, "motion", *SMALL, "--frames", "30", "--to", str(tmp_path / "sheet.png"))
    told = capsys.readouterr().out

    assert code == 0
    assert "2 of 2 sound" in told
    assert all(kind in told for kind in ("person", "water"))
    with Image.open(tmp_path / "sheet.png") as sheet:
        colours = sheet.convert("RGB").getcolors(maxcolors=1_000_000)
        assert colours is not None
        assert len(colours) > 500


def test_a_video_in_which_nothing_moves_is_not_sound(node, tmp_path, capsys):
    code = run(node, "motion", *SMALL, "--frames", "1", "--to", str(tmp_path / "sheet.png"))

    assert code == 1
    assert "nothing moves" in capsys.readouterr().out


def test_noise_is_told_from_a_picture():
    noise = np.random.default_rng(1).integers(0, 256, (160, 96, 3), dtype=np.uint8)
    sky = np.repeat(np.linspace(0, 255, 160, dtype=np.uint8), 96 * 3).reshape(160, 96, 3)
    sky[40:80, 20:60] = 255

    assert trials.kinship(noise) < 0.1
    assert trials.kinship(sky) > 0.9


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["sora-2"], "has no model sora-2; it draws with motion"),
        (["motion", "--size", "97x160"], "multiples of 2"),
        (["motion", "--url", "http://127.0.0.1:9"], "No node answers"),
    ],
)
def test_what_cannot_be_tried_is_said_in_a_sentence(node, tmp_path, capsys, words, says):
    where = [] if "--url" in words else ["--url", f"http://127.0.0.1:{node.port}"]

    assert trials.main([*words, *where, "--to", str(tmp_path / "none.png")], token=TOKEN) == 1
    assert says in capsys.readouterr().err


def test_the_start_picture_is_a_picture_of_the_size():
    assert trials.start_picture(width=96, height=160).startswith("data:image/png;base64,iVBOR")
