"""The speed of an engine without history: as its renderers report."""

import pytest

from synthesis.rendering import speeds
from synthesis.tests.conftest import register

pytestmark = pytest.mark.django_db

REPORTED = {
    "id": "wan",
    "frame_time": {"p50_s": 2.0, "p90_s": 5.0},
    "preset_settings": {
        "draft": {"steps": 20},
        "standard": {"steps": 40},
        "best": {"steps": 50},
    },
}
DISTILLED = {
    **REPORTED,
    "preset_settings": {"draft": {"steps": 4, "loras": ["a"]}, "standard": {"steps": 40}},
}


def speed_of(preset, engine="wan"):
    found = speeds.of_rendering(engine=engine, size="720x1280", preset=preset, frames=81)
    return found.p50_s, found.p90_s, found.n


@pytest.mark.parametrize(
    ("reported", "preset", "expected"),
    [
        (REPORTED, "standard", (2.0, 5.0, 0)),
        (REPORTED, "best", (2.0, 5.0, 0)),
        (REPORTED, "draft", (1.0, 2.5, 0)),
        (DISTILLED, "draft", (0.2, 0.5, 0)),
    ],
)
def test_a_preset_takes_its_share_of_the_reported_time(scripted_node, reported, preset, expected):
    register(scripted_node, engines=["wan"], capabilities=[reported])

    assert speed_of(preset) == pytest.approx(expected)


def test_a_default_speed_is_used_without_a_report(scripted_node):
    register(scripted_node, engines=["wan"], capabilities=[{"id": "wan"}])

    usual = (speeds.OTHER_PER_FRAME_S.p50_s, speeds.OTHER_PER_FRAME_S.p90_s, 0)
    assert speed_of("draft") == speed_of("draft", engine="nowhere") == usual
