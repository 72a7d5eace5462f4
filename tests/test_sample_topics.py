"""The sample topics named on pages exist in the sandbox."""

from discovery import platforms
from sandbox.world import niches


def test_the_topics_that_pages_name_are_those_of_the_sandbox():
    names = [niche.name.lower() for niche in niches.every()]

    topics = platforms.named("youtube").sample_topics
    assert len(names) == len(topics)
    assert all(name.startswith(topic) for name, topic in zip(names, topics, strict=True))
