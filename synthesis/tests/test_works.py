"""Ideas compared with the workspace's videos."""

import pytest
from django.core.cache import cache

from discovery import comparisons, ideas
from discovery.comparisons import Alike
from discovery.models import Idea
from synthesis.studio import scenes, videos

TEXT = "Why your espresso tastes sour, and what to change first: the grind, not the beans."
EDITED = "Why does your espresso taste sour? What to change first is the grind, not the beans."
OTHER = "Three desks under two hundred euros that I would buy again without thinking."


@pytest.fixture(autouse=True)
def empty_cache():
    cache.clear()


@pytest.fixture
def write(workspace):
    return lambda title: ideas.write(workspace=workspace, user=None, title=title)


@pytest.fixture
def make_video(workspace):
    def made(narration, **fields):
        video = videos.create(workspace=workspace, user=None, title="My film", **fields)
        scenes.add(video=video, narration=narration, headline="")
        return video

    return made


def likeness_of(idea):
    fresh = Idea.objects.for_cards().get(pk=idea.pk)
    return comparisons.of_ideas(workspace=fresh.workspace, ideas=[fresh])[idea.pk]


def test_an_idea_like_a_video_names_it_and_links_to_it(write, make_video):
    video = make_video(f"Hello. {TEXT} Thank you for watching.")

    found = likeness_of(write(EDITED))

    assert (found.alike, found.id) == (Alike.VIDEO, video.pk)
    assert found.url == f"/videos/{video.pk}/"


def test_the_video_made_from_an_idea_is_not_compared_with_it(write, make_video):
    idea = write(TEXT)
    make_video(TEXT, idea=idea)

    assert likeness_of(idea).alike == Alike.NOTHING


def test_an_edit_of_a_scene_is_seen_at_once(write, make_video):
    idea, video = write(EDITED), make_video(OTHER)
    assert likeness_of(idea).sentence == "Its wording is its own, compared with your one video."

    scene = video.scenes.get()
    scenes.edit(scene=scene, version=scene.version, narration=TEXT)

    assert likeness_of(idea).alike == Alike.VIDEO


def test_a_repeated_comparison_reads_no_texts(write, make_video, django_assert_num_queries):
    idea = write(TEXT)
    make_video(OTHER)
    likeness_of(idea)
    rows = list(Idea.objects.for_cards())

    with django_assert_num_queries(2):
        comparisons.of_ideas(workspace=idea.workspace, ideas=rows)
