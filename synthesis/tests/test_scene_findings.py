"""The finding that a scene was written to use: which scene it is, and what becomes of the reference."""

import pytest

from discovery import ideas
from discovery.findings import FindingKind
from discovery.models import Finding
from synthesis.content import ScriptOptions
from synthesis.models import Scene
from synthesis.studio import scenes, scripts, videos
from synthesis.studio.scripts.assignment import assignment_for
from synthesis.studio.scripts.findings import place_of
from synthesis.tests.pages import browser_of, text_of
from tests import world


@pytest.fixture
def mine(db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return world.full("maker@example.test")


@pytest.fixture
def finding(mine):
    row = Finding.objects.get(pk=mine.id_of("Finding"))
    row.statement, row.starts_ms = "A question opens it.", 1800
    row.save()
    return row


def written(finding, *, kind=FindingKind.HOOK, options=None):
    finding.kind = kind
    finding.save()
    idea = ideas.from_finding(finding=finding, user=None)
    ideas.edit(idea=idea, version=idea.version, title="Why your espresso tastes sour")
    video = videos.from_idea(idea=idea, user=None)
    draft = scripts.request(video=video, options=options)
    scripts.write(draft_id=draft.pk)
    return video


def of(video):
    return list(Scene.objects.filter(video=video).in_order())


def uses(video):
    """Whether each scene refers to a finding."""
    return [scene.finding_id is not None for scene in of(video)]


@pytest.mark.parametrize(
    ("kind", "index"),
    [
        (FindingKind.HOOK, 0),
        (FindingKind.PROMISE, 0),
        (FindingKind.ON_SCREEN_TEXT, 0),
        (FindingKind.PACING, 0),
        (FindingKind.PATTERN_INTERRUPT, 1),
        (FindingKind.PAYOFF, -2),
        (FindingKind.CALL_TO_ACTION, -1),
    ],
)
def test_a_script_refers_to_the_finding_in_the_scene_of_its_kind(finding, kind, index):
    video = written(finding, kind=kind)

    assert of(video)[index].finding == finding
    assert sum(uses(video)) == 1


def test_every_place_exists_in_the_shortest_script():
    assert [place_of(kind=kind.label).index(count=1) for kind in FindingKind] == [0] * len(FindingKind)


def test_the_writer_is_told_the_scene(finding):
    video = written(finding, kind=FindingKind.CALL_TO_ACTION)

    draft = scripts.latest_draft(video=video)

    assert draft is not None
    told = assignment_for(draft=draft).instructions
    assert "describes in the last scene, in a way of your own" in told


def test_a_script_about_another_topic_uses_no_finding(finding):
    video = written(finding, options=ScriptOptions(topic="Why your espresso tastes sour"))

    assert not any(uses(video))


def test_a_pasted_script_refers_to_no_finding(finding):
    video = written(finding)

    scripts.paste(video=video, text="First my own words.\n\nThen more of them.\n\nAnd an end.")

    assert not any(uses(video))


def test_a_new_script_refers_to_the_finding_again(finding):
    video = written(finding)

    scripts.write(draft_id=scripts.request(video=video).pk)

    assert of(video)[0].finding == finding
    assert sum(uses(video)) == 1


def test_a_new_script_behind_a_locked_scene_refers_to_the_finding_in_its_own_first_scene(finding):
    video = written(finding, kind=FindingKind.CALL_TO_ACTION)
    scenes.lock(scene=of(video)[0])
    finding.kind = FindingKind.HOOK
    finding.save()

    scripts.write(draft_id=scripts.request(video=video).pk)

    assert uses(video)[:3] == [False, True, False]


def test_an_edit_keeps_the_finding(finding):
    video = written(finding)
    scene = of(video)[0]

    scenes.edit(scene=scene, version=scene.version, narration="Other words.")

    assert of(video)[0].finding == finding


def test_the_finding_moves_with_its_scene(finding):
    video = written(finding)

    scenes.move(scene=of(video)[0], by=1)

    assert uses(video)[:3] == [False, True, False]


def test_both_halves_of_a_split_scene_keep_the_finding(finding):
    video = written(finding)
    scene = of(video)[0]

    scenes.split(scene=scene, at=scene.narration.index(" "))

    assert uses(video)[:3] == [True, True, False]


def test_a_merged_scene_keeps_the_finding_of_the_second(finding):
    video = written(finding, kind=FindingKind.PATTERN_INTERRUPT)

    scenes.merge_with_next(scene=of(video)[0])

    assert of(video)[0].finding == finding


def test_another_hook_drops_the_finding_and_the_scripts_own_brings_it_back(finding):
    video = written(finding)

    scripts.use_hook(video=video, number=1)
    dropped = not any(uses(video))
    scripts.use_hook(video=video, number=0)

    assert dropped
    assert of(video)[0].finding == finding


def test_the_scripts_own_hook_does_not_move_a_finding_of_the_end(finding):
    video = written(finding, kind=FindingKind.CALL_TO_ACTION)

    scripts.use_hook(video=video, number=0)

    assert uses(video)[0] is False


def test_a_deleted_finding_leaves_its_scene(finding):
    video = written(finding)

    finding.analysis.delete()

    assert of(video)
    assert not any(uses(video))


def test_the_finding_does_not_change_the_look_of_a_render(finding):
    video = written(finding)
    before = scenes.fingerprint(content=scenes.content_of(video=video))

    Scene.objects.filter(video=video).update(finding=None)

    assert scenes.fingerprint(content=scenes.content_of(video=video)) == before


def test_the_scene_editor_links_to_the_moment(mine, finding):
    video = written(finding)

    page = " ".join(text_of(browser_of(mine.workspace).get(f"/videos/{video.pk}/scenes/")).split())

    assert 'finding at 0:01.8</a>: <span dir="auto">A question opens it.' in page
    assert f"/analyses/{finding.analysis_id}/?t=1.8#{finding.pk}" in page


def test_a_locked_scene_links_to_the_moment(mine, finding):
    video = written(finding)
    scenes.lock(scene=of(video)[0])

    assert "finding at 0:01.8</a>" in text_of(browser_of(mine.workspace).get(f"/videos/{video.pk}/scenes/"))


def test_the_api_names_the_finding_of_a_scene(mine, finding):
    video = written(finding)
    path = f"/api/v1/videos/{video.pk}/scenes/"

    rows = browser_of(mine.workspace).get(path, headers={"Authorization": f"Bearer {mine.secret}"}).json()

    listed = rows["data"] if isinstance(rows, dict) else rows
    assert [row["source_finding"] for row in listed][:2] == [finding.pk, None]
