"""Content credentials of a finished video: the last step on its file, as any later one would remove them."""

import logging
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from foundation import upstream
from foundation.errors import UpstreamError, UpstreamUnavailableError
from synthesis.assembly import credentials
from synthesis.assembly.credentials import CertificateProblemError, Manifest, Original, Problem
from synthesis.credentials import AiUse, Credentials, Report
from synthesis.library import assets
from synthesis.models import Asset, Render
from synthesis.production.pipeline import materials
from synthesis.production.pipeline.materials import MediaJob
from synthesis.studio import source_types

logger = logging.getLogger(__name__)

_AI = {AiUse.ALL, AiUse.PART}
_VOICE, _MUSIC = "A voice", "Music"


def sign(job: MediaJob, render: Render, video: Path, *, recipe_sha256: str) -> tuple[Path, Credentials]:
    """Return the signed video, and what became of its signature.

    Without a usable certificate, the video itself is returned, with the reason: a finished video is not
    withheld from its creator. Raises UpstreamUnavailableError and StoppedError.
    """
    found = list(_originals(job, render))
    has_ai = any(report is not None and report.ai_use in _AI for _, report in found)
    made = Credentials(
        wants_time_stamp=bool(settings.C2PA_TSA_URL),
        lost=tuple(original.title for original, _ in found),
        has_ai_ingredient=has_ai,
    )
    manifest = Manifest(
        source_type=source_types.of(content=render.content, has_ai_ingredient=has_ai),
        made_at=timezone.now(),
        version=upstream.USER_AGENT.rpartition("/")[2],
        recipe_sha256=recipe_sha256,
    )
    readable = [original for original, report in found if report is not None]
    try:
        path, report = _signed(job, video, manifest, readable)
    except CertificateProblemError as error:
        return video, _unsigned(render, made, error.problem)
    except UpstreamUnavailableError:
        raise
    except UpstreamError as error:
        logger.exception("video not signed", extra={"render_id": render.pk, **error.context})
        return video, _unsigned(render, made, Problem.FAILED)
    kept = Counter(each.title for each in report.ingredients if each.has_credentials)
    lost = (Counter(made.lost) - kept).elements()
    return path, made.model_copy(update={"report": report, "lost": tuple(lost)})


def _signed(job: MediaJob, video: Path, manifest: Manifest, originals: list[Original]) -> tuple[Path, Report]:
    path = credentials.sign(
        video=video,
        manifest=manifest,
        originals=originals,
        certificate=credentials.configured(),
        time_stamps=settings.C2PA_TSA_URL,
        workdir=job.workdir,
        should_stop=job.should_stop,
    )
    report = credentials.read(path, mime_type="video/mp4", should_stop=job.should_stop)
    if report is None or not report.is_intact:
        raise UpstreamError("The signature is not valid.", system="C2PA", cause=str(report))
    return path, report


def _unsigned(render: Render, made: Credentials, problem: Problem) -> Credentials:
    if problem is not Problem.OFF:
        logger.error("video finished without credentials", extra={"render_id": render.pk, "cause": problem})
    return made.model_copy(update={"reason": problem.value})


def _originals(job: MediaJob, render: Render) -> Iterator[tuple[Original, Report | None]]:
    """The files with credentials that are shown or heard; without a report if theirs can't be read."""
    for title, asset in _sources(render):
        if asset.is_recording or asset.is_music:
            yield from _kept(job, asset, title)
            continue
        path = assets.path_for_work(asset=asset, workdir=job.workdir)
        original = Original(path=path, mime_type=asset.mime_type, title=title)
        try:
            report = credentials.read(path, mime_type=asset.mime_type, should_stop=job.should_stop)
        except credentials.UnreadableError:
            yield original, None
            continue
        if report is not None:
            yield original, report


def _kept(job: MediaJob, asset: Asset, title: str) -> Iterator[tuple[Original, Report | None]]:
    """The credentials of a recording or of music, kept when it was uploaded and converted."""
    found = asset.credentials
    if found is None:
        return
    path = job.workdir / f"credentials-{asset.pk}.c2pa"
    path.write_bytes(bytes(asset.kept_credentials or b""))
    kind, name = credentials.KEPT_MIME_TYPE, found.ingredient_id
    yield Original(path=path, mime_type=kind, title=title, id=name), found.report


def _sources(render: Render) -> Iterable[tuple[str, Asset]]:
    """The files of the video, each once, with titles that say nothing about their names."""
    content = render.content
    generated = [scene.id for scene in content.scenes if scene.is_generated]
    clips = materials.clips_of(render.pk).filter(scene_key__in=generated)
    named = {scene.asset: f"Scene {scene.position}" for scene in content.scenes if scene.asset}
    named |= {attempt.clip_id: f"Scene {attempt.position}" for attempt in clips}
    named |= {scene.recording: _VOICE for scene in content.scenes if scene.recording}
    if content.music_track:
        named[content.music_track] = _MUSIC
    found = Asset.objects.for_workspace(render.workspace).in_bulk(list(named))
    return [(title, found[key]) for key, title in named.items() if key in found]
