"""Typed documents of synthesis: stored ones stay readable, limits are defined once."""

import pytest
from pydantic import TypeAdapter, ValidationError

from foundation.documents import STORED
from synthesis.choices import Structure
from synthesis.content import CHOICES, LISTS, TEXTS, SceneFields, Script, VideoContent
from synthesis.models import Scene

WRITTEN = {"title": "Coffee", "hook_alternatives": [], "scenes": [{"narration": "Grind."}], "post_text": ""}


def test_an_answer_that_lacks_a_field_is_refused():
    with pytest.raises(ValidationError):
        Script.model_validate(WRITTEN)


def test_a_stored_script_of_an_earlier_version_is_read():
    stored = WRITTEN | {"since_removed": 1}

    script = TypeAdapter(Script).validate_python(stored, context=STORED)

    assert (script.scenes[0].narration, script.scenes[0].structure) == ("Grind.", Structure.STATEMENT)


def test_stored_content_outlives_a_lower_limit_and_a_removed_field():
    scene = {"id": "scn_1", "position": 1, "headline": "x" * 5000, "since_removed": True}

    content = VideoContent.model_validate({"title": "t", "scenes": [scene]})

    assert len(content.scenes[0].headline) == 5000


def test_every_field_of_a_scene_is_a_column():
    columns = {column.name for column in Scene._meta.get_fields()}

    assert SceneFields.model_fields.keys() <= columns


def test_every_field_of_a_scene_states_its_limit():
    assert SceneFields.model_fields.keys() == {*TEXTS, *LISTS, *CHOICES, "minimum_s"}
