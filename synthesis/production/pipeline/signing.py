"""Content credentials of a finished video: the last step on its file, as any later one would remove them."""

import logging
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
    kept = {each.title for each in report.ingredients if each.has_credentials}
    lost = tuple(title for title in made.lost if title not in kept)
    return path, made.model_copy(update={"report": report, "lost": lost})


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
        path = assets.path_for_work(asset=asset, workdir=job.workdir)
        if not credentials.may_have_credentials(path):
            continue
        original = Original(path=path, mime_type=asset.mime_type, title=title)
        try:
            report = credentials.read(path, mime_type=asset.mime_type, should_stop=job.should_stop)
        except credentials.UnreadableError:
            yield original, None
            continue
        if report is not None:
            yield original, report


def _sources(render: Render) -> Iterable[tuple[str, Asset]]:
    """The files of the video, each once, with titles that say nothing about their names."""
    content = render.content
    generated = [scene.id for scene in content.scenes if scene.is_generated]
    clips = materials.clips_of(render.pk).filter(scene_key__in=generated)
    named = {scene.asset: f"Scene {scene.position}" for scene in content.scenes if scene.asset}
    named |= {attempt.clip_id: f"Scene {attempt.position}" for attempt in clips}
    found = Asset.objects.for_workspace(render.workspace).in_bulk(list(named))
    return [(title, found[key]) for key, title in named.items() if key in found]
