"""Estimates, which pages show before a run."""

import subprocess
import sys

import pytest

from discovery.adapters import vision
from discovery.adapters.vision import Subject
from discovery.errors import UnwatchableError, VisionOffError

ALONE = """
import sys
import django
from django.conf import settings
django.setup()
from discovery.adapters import vision
settings.GEMINI_API_KEY = "key"
vision.estimate(subject=vision.Subject(duration_s=30), livemode=True)
assert not {"google.genai", "openai"} & set(sys.modules)
"""


@pytest.fixture
def _live(settings):
    settings.GEMINI_API_KEY = "key"


@pytest.mark.usefixtures("_live")
def test_a_longer_video_costs_more_up_to_the_limit(settings):
    settings.VISION_WATCHED_MINUTES = 10

    short, long, longest = (
        vision.estimate(subject=Subject(duration_s=seconds), livemode=True) for seconds in (30, 300, 7200)
    )

    assert short.cost_microusd < long.cost_microusd < longest.cost_microusd
    assert (longest.watched_s, long.note) == (600, "")
    assert longest.note.startswith("Only the first 10 of 120 minutes are watched")


@pytest.mark.usefixtures("_live")
def test_a_file_needs_to_have_a_length_but_not_to_be_there():
    assert vision.estimate(subject=Subject(duration_s=30), livemode=True).cost_microusd > 0
    with pytest.raises(UnwatchableError, match="length of this video is not known"):
        vision.estimate(subject=Subject(duration_s=0), livemode=True)


def test_without_a_key_there_is_no_estimate(settings):
    settings.GEMINI_API_KEY = ""

    with pytest.raises(VisionOffError):
        vision.estimate(subject=Subject(duration_s=30), livemode=True)


def test_an_estimate_loads_no_vendors_client():
    subprocess.run([sys.executable, "-c", ALONE], check=True, timeout=60)  # noqa: S603 - the text above
