"""What pages say of sample data is what the sandbox has."""

from discovery import samples
from sandbox.world import niches


def test_the_topics_that_pages_name_are_those_of_the_sandbox():
    names = [niche.name.lower() for niche in niches.every()]

    assert len(names) == len(samples.TOPICS)
    assert all(name.startswith(topic) for name, topic in zip(names, samples.TOPICS, strict=True))
