"""Finished videos and uploads as discovery analyses them."""

from collections.abc import Iterator

from django.urls import reverse

from accounts.models import Workspace
from discovery.errors import AnalysisRefusedError
from discovery.measuring.values import Word
from discovery.signals import OwnFile
from synthesis.models import Asset, AssetRole, Render, Video
from synthesis.studio import videos

VIDEO, ASSET = "video", "asset"


def find(*, workspace: Workspace, reference: str) -> OwnFile | None:
    """Return the file that ``reference`` names: "video:vid_…", its latest version, or "asset:ast_…".

    None if the workspace has no such video. Raises AnalysisRefusedError for one without a finished version,
    and for a file that is not a video.
    """
    kind, _, pk = reference.partition(":")
    if kind == VIDEO:
        video = Video.objects.for_workspace(workspace).filter(pk=pk).first()
        return None if video is None else _of_video(video)
    if kind == ASSET:
        asset = Asset.objects.for_workspace(workspace).filter(pk=pk).first()
        return None if asset is None else of_upload(asset)
    return None


def reference_of(row: Video | Asset) -> str:
    """How discovery names a video or an upload."""
    return f"{VIDEO if isinstance(row, Video) else ASSET}:{row.pk}"


def is_analysable(asset: Asset) -> bool:
    """True for an uploaded video."""
    return asset.role == AssetRole.UPLOAD and asset.mime_type.startswith("video/")


def _of_video(video: Video) -> OwnFile:
    version = videos.latest_render(video=video)
    if version is None or version.final_asset is None:
        raise AnalysisRefusedError(
            "This video has no finished version yet. Render it, then analyse it.", reason="not_rendered"
        )
    return of_version(version, final=version.final_asset, video=video)


def of_version(version: Render, *, final: Asset, video: Video) -> OwnFile:
    """Return the file of a finished version."""
    return _file(
        final,
        reference=reference_of(video),
        title=video.title,
        language=video.language,
        page_url=reverse("synthesis:video", args=[video.pk]),
        words=tuple(_words(version)),
        livemode=video.livemode,
    )


def of_upload(asset: Asset) -> OwnFile:
    """Return the file of an uploaded video. Raises AnalysisRefusedError for another asset."""
    if not is_analysable(asset):
        raise AnalysisRefusedError("Only uploaded videos can be analysed.", reason="not_a_video")
    return _file(
        asset,
        reference=reference_of(asset),
        title=asset.title,
        language="",
        page_url=reverse("synthesis:assets"),
        words=(),
        livemode=asset.livemode,
    )


def _file(
    asset: Asset,
    *,
    reference: str,
    title: str,
    language: str,
    page_url: str,
    words: tuple[Word, ...],
    livemode: bool,
) -> OwnFile:
    return OwnFile(
        reference=reference,
        title=title or str(asset),
        language=language,
        duration_s=asset.duration_s,
        is_long=(asset.width_px or 0) > (asset.height_px or 0),
        page_url=page_url,
        play_url=reverse("synthesis:asset-content", args=[asset.pk]),
        file_key=str(asset.file.name),
        mime_type=asset.mime_type,
        words=words,
        livemode=livemode,
    )


def _words(version: Render) -> Iterator[Word]:
    """The narration of each scene, over the time in which the scene is shown."""
    narrations = {scene.id: scene.narration for scene in version.scenes}
    for timing in version.timeline:
        text = narrations.get(timing.scene, "").strip()
        if text and timing.duration_s > 0:
            yield Word(text=text, starts_s=timing.starts_s, ends_s=timing.starts_s + timing.duration_s)
