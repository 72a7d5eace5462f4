"""The last step on a finished video's file: its credentials."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from synthesis.assembly.credentials import Problem
from synthesis.choices import Origin
from synthesis.content import SceneContent, VideoContent
from synthesis.credentials import AiUse, SourceType, Trust
from synthesis.library import assets
from synthesis.models import Asset, AssetOrigin, AssetRole, Lane, Render
from synthesis.production import leases
from synthesis.production.pipeline import signing
from synthesis.production.pipeline.materials import MediaJob
from synthesis.studio import recordings, scenes, source_types, tracks, videos
from synthesis.tests import signed_films
from synthesis.tests.conftest import start_render
from synthesis.tests.test_composition import never

RECIPE = "cd" * 32


@pytest.fixture(autouse=True)
def _certificate(settings):
    signed_films.use(settings, signed_films.certificate_paths())


def sign(render, workdir, *, video=None):
    claim = leases.claim(render_id=render.pk, lane=Lane.MEDIA)
    assert claim is not None
    job = MediaJob(claim=claim, workdir=workdir, should_stop=never)
    return signing.sign(job, render, video or signed_films.film(), recipe_sha256=RECIPE)


def show(video, path):
    """Let a scene of the video show the file. Returns a render of it."""
    asset = assets.keep(
        workspace=video.workspace,
        path=path,
        role=AssetRole.UPLOAD,
        origin=AssetOrigin.UPLOADED,
        title="My secret file name",
    )
    scenes.add(video=video, origin=Origin.UPLOADED, asset=asset)
    return start_render(video)


def test_a_finished_video_says_from_which_recipe_it_was_made(render, tmp_path):
    path, made = sign(render, tmp_path)

    assert path != signed_films.film()
    assert (made.reason, made.lost, made.has_ai_ingredient) == ("", (), False)
    assert (made.report.recipe_sha256, made.report.trust) == (RECIPE, Trust.OWN)
    # A synthetic voice reads the scenes.
    assert made.report.ai_use is AiUse.PART


@pytest.mark.parametrize(
    ("paths", "problem"),
    [(lambda: ("", ""), Problem.OFF), (signed_films.expired_paths, Problem.EXPIRED)],
)
def test_without_a_usable_certificate_the_video_is_finished_unsigned(
    render, tmp_path, settings, paths, problem
):
    signed_films.use(settings, paths())

    path, made = sign(render, tmp_path)

    assert path == signed_films.film()
    assert (made.report, made.reason) == (None, problem.value)


def test_a_signature_that_fails_leaves_the_video_unsigned(render, tmp_path):
    damaged = tmp_path / "no-video.mp4"
    damaged.write_bytes(b"no video")

    path, made = sign(render, tmp_path, video=damaged)

    assert path == damaged
    assert (made.report, made.reason) == (None, Problem.FAILED.value)


def test_credentials_of_an_uploaded_clip_are_kept_and_label_the_video(video, tmp_path):
    render = show(video, signed_films.signed("stranger", SourceType.TRAINED))

    path, made = sign(render, tmp_path)

    [kept] = made.report.ingredients
    assert (kept.title, kept.ai_use, made.lost) == ("Scene 3", AiUse.ALL, ())
    assert b"secret" not in path.read_bytes()
    asset = Asset(credentials=made)
    assert videos.synthetic_media(render=Render(content=render.content, final_asset=asset))


@pytest.mark.parametrize("kind", ["voice", "music"])
def test_credentials_of_sound_outlive_its_conversion(video, tmp_path, kind):
    file = SimpleUploadedFile("x.wav", signed_films.signed_sound(tmp_path / "x.wav").read_bytes())
    if kind == "voice":
        recordings.add(scene=video.scenes.in_order().first(), file=file)
    else:
        tracks.add(video=video, file=file, licence="Mine")
    video.refresh_from_db()

    _, made = sign(start_render(video), tmp_path)

    [kept] = made.report.ingredients
    assert (kept.title.lower().endswith(kind), kept.is_intact, kept.ai_use) == (True, True, AiUse.ALL)
    assert (made.lost, made.has_ai_ingredient) == ((), True)


def test_credentials_that_cannot_be_kept_are_named(video, tmp_path):
    render = show(video, signed_films.with_credentials_at("http://127.0.0.1:9/", tmp_path / "clip.mp4"))

    _, made = sign(render, tmp_path)

    assert made.report.is_intact
    assert made.lost == ("Scene 3",)


def content(*origins, narration="Spoken.", recording=None, music=None):
    return VideoContent(
        title="",
        music_track=music,
        scenes=tuple(
            SceneContent(
                id=str(number), position=number, origin=origin, narration=narration, recording=recording
            )
            for number, origin in enumerate(origins, start=1)
        ),
    )


GENERATED, DRAWN, STOCK, UPLOADED = Origin.GENERATED, Origin.MOTION, Origin.STOCK, Origin.UPLOADED


@pytest.mark.parametrize(
    ("made", "has_ai_ingredient", "expected"),
    [
        (content(GENERATED, GENERATED), False, SourceType.TRAINED),
        (content(GENERATED, recording="r"), False, SourceType.COMPOSITE_TRAINED),
        (content(GENERATED, music="m"), False, SourceType.COMPOSITE_TRAINED),
        (content(GENERATED, DRAWN, narration=""), False, SourceType.COMPOSITE_TRAINED),
        (content(DRAWN), False, SourceType.COMPOSITE_TRAINED),
        (content(STOCK), False, SourceType.COMPOSITE_TRAINED),
        (content(DRAWN, narration=""), False, SourceType.ALGORITHMIC),
        (content(DRAWN, recording="r"), False, SourceType.COMPOSITE),
        (content(DRAWN, STOCK, narration=""), False, SourceType.COMPOSITE),
        (content(UPLOADED, recording="r"), False, SourceType.COMPOSITE),
        (content(UPLOADED, recording="r"), True, SourceType.COMPOSITE_TRAINED),
    ],
)
def test_the_source_type_follows_from_pictures_voice_and_files(made, has_ai_ingredient, expected):
    assert source_types.of(content=made, has_ai_ingredient=has_ai_ingredient) is expected
