"""Titles as creators and platforms write them, read by the offline writer."""

import tomllib
from pathlib import Path

import pytest

from synthesis.content import ScriptOptions
from synthesis.studio.adapters.assignment import Assignment
from synthesis.studio.adapters.language_model.offline import OfflineWriter, library

TOPICS = [topic for subject in library.subjects().values() for topic in subject.topics]
NICHES = sorted((Path(__file__).parents[2] / "sandbox" / "data" / "niches").glob("*.toml"))


def write(title):
    options = ScriptOptions()
    assignment = Assignment(instructions="", facts={"title": title}, language="en", options=options, seed=1)
    return OfflineWriter().write(assignment=assignment)


@pytest.mark.parametrize(
    "title",
    [
        "3 pour over mistakes you make every morning",
        "5 espresso mistakes that cost you money",
        "How to find cheap flights before everyone else",
        "3 squat mistakes you don't notice",
        "5 desk setup mistakes I see every day",
        "Japan on a budget: what nobody tells you",
        "Cold brew tips I wish I knew sooner",
        "Why you're stuck at zero pull-ups",
        "How to start a budget when you’re broke",
    ],
)
def test_emphasis_and_contractions_do_not_make_a_topic_unknown(title):
    written = write(title)

    assert not written.is_outline


@pytest.mark.parametrize(
    "title",
    [
        "How to make cold brew in 10 seconds",
        "Espresso without beans",
        "5 espresso machines that cost a fortune",
        "A budget that makes you rich in a week",
    ],
)
def test_a_promise_stays_one_next_to_emphasis(title):
    assert write(title).is_outline


@pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic.name)
def test_a_title_too_long_for_a_headline_leaves_no_placeholder(topic):
    written = write(f"3 {topic.words[0]} mistakes that almost everyone makes every morning")

    assert all("{count}" not in scene.headline.lower() for scene in written.script.scenes)
    assert all(len(scene.headline) > 2 for scene in written.script.scenes)


@pytest.mark.parametrize("niche", NICHES, ids=lambda path: path.stem)
def test_a_part_of_the_demos_titles_becomes_scripts_without_blanks(niche):
    titles = tomllib.loads(niche.read_text(encoding="utf-8"))["titles"]
    plain = [title for title in (*titles["short"], *titles["long"]) if "{" not in title]

    assert sum(not write(title).is_outline for title in plain) >= 6
