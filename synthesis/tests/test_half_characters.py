"""Answers of models with half a character or NUL, which no column can store."""

import json

import pytest

from synthesis.content import Beat, Script
from synthesis.studio.adapters.language_model.reading import script_in

SCENE = {**Beat.EMPTY, "headline": "Grind finer", "narration": "Sour means too coarse. TEXT"}
ANSWER = json.dumps({**Script.EMPTY, "title": "Sour espresso", "scenes": [SCENE] * 3})


@pytest.mark.parametrize("half", ["\\ud83d", "\ud83d", "\\u0000\\ude00", "\0\ud83d"])
def test_half_a_character_in_an_answer_loses_no_script(half):
    script = script_in(ANSWER.replace("TEXT", half), system="Gemini")

    assert {scene.narration for scene in script.scenes} == {"Sour means too coarse. \ufffd"}
