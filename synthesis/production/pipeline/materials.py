"""Inputs and outputs of the media lane: sound, clips, captions, and the files that are stored at the end."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from foundation.errors import UpstreamError, UpstreamUnavailableError
from synthesis.assembly import captions, composition, music, narration, storyboard
from synthesis.assembly.music import tracks
from synthesis.assembly.narration import Line, NotSpokenError
from synthesis.assembly.stopping import ShouldStop
from synthesis.assembly.storyboard import Shot, Timeline
from synthesis.content import SceneTiming
from synthesis.library import assets
from synthesis.models import Asset, AssetOrigin, AssetRole, Attempt, AttemptQuerySet, Render, RenderStatus
from synthesis.production import leases
from synthesis.production.leases import Claim, LostLeaseError
from synthesis.studio import looks, voices


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaJob:
    """A worker's job on one render: its claim, its working directory, and its stop signal."""

    claim: Claim
    workdir: Path
    should_stop: ShouldStop

    def render(self) -> Render:
        """Read the render's present row. Raises LostLeaseError."""
        if self.should_stop():
            raise LostLeaseError(self.claim)
        return Render.objects.select_related("workspace", "video").get(pk=self.claim.pk)


def timeline_of(job: MediaJob, render: Render) -> Timeline:
    """The scenes with their sound, in frames. Recordings that exist already are reused.

    Raises NotSpokenError, and UpstreamUnavailableError if a retry may help.
    """
    content = render.content
    narrations = narration.speak_all(
        lines=_lines(job, render),
        recordings=voices.recordings(),
        should_stop=job.should_stop,
    )
    drawn = looks.of_video(content=content)
    spoken = [
        storyboard.Scene(
            key=scene.id,
            narration=narrations.get(scene.id),
            minimum_s=scene.minimum_s,
            transition=storyboard.Transition(scene.transition),
            layout="" if scene.shows_file or scene.is_generated else drawn.scenes[scene.id].layout.value,
            is_footage=scene.shows_file or scene.is_generated,
            graded_to=drawn.theme.value if content.grades(scene) else "",
            carried=drawn.scenes[scene.id].carried,
        )
        for scene in content.scenes
    ]
    return composition.plan(scenes=spoken, theme=drawn.theme.value, seed=content.seed)


def theme_of(render: Render) -> str:
    """The theme that the person chose, or the one that fits the topic."""
    return looks.of_video(content=render.content).theme.value


def _lines(job: MediaJob, render: Render) -> list[Line]:
    """What is said in each scene. Raises NotSpokenError for a recording that was deleted."""
    content = render.content
    heard = [scene for scene in content.scenes if scene.narration or scene.recording]
    kept = Asset.objects.for_workspace(render.workspace).in_bulk(
        [scene.recording for scene in heard if scene.recording]
    )
    lost = [scene for scene in heard if scene.recording and scene.recording not in kept]
    if lost:
        raise NotSpokenError(dict.fromkeys((scene.id for scene in lost), "Its recording was deleted."))
    return [
        voices.line_of(
            scene=scene,
            content=content,
            recording=assets.path_for_work(asset=kept[scene.recording], workdir=job.workdir)
            if scene.recording
            else None,
        )
        for scene in heard
    ]


def join(job: MediaJob, render: Render) -> Path:
    """Make the finished file. Parts that exist already are reused."""
    timeline = timeline_of(job, render)

    def note(_key: str, done: int, _total: int) -> None:
        leases.advance(claim=job.claim, segments_done=done, failed_starts=0)

    return composition.assemble(
        timeline=timeline,
        clips=clips_by_scene(job, render, timeline),
        language=render.content.language,
        style=render.content.caption_style or None,
        theme=theme_of(render),
        bed=_bed(job, render, timeline),
        workdir=job.workdir,
        should_stop=job.should_stop,
        on_segment=note,
    )


def captions_of(
    job: MediaJob, render: Render, timeline: Timeline, *, clips: Mapping[str, Path]
) -> dict[str, Path | None]:
    """The captions to burn in, by scene, for the scenes whose clip can be shown; None for a scene without."""
    refused = composition.unreadable(clips)
    shown = {key: clip for key, clip in clips.items() if key not in refused}
    style = render.content.caption_style
    if not style:
        return dict.fromkeys(shown)
    return captions.write_all(
        timeline=timeline,
        language=render.content.language,
        style=style,
        theme=theme_of(render),
        clips=shown,
        workdir=job.workdir,
        should_stop=job.should_stop,
        as_shown=composition.luminances_shown(clips=shown, should_stop=job.should_stop),
    )


def mix(job: MediaJob, render: Render, timeline: Timeline) -> Path:
    """Mix narration and music into one track."""
    bed = _bed(job, render, timeline)
    return composition.mix_audio(timeline=timeline, bed=bed, workdir=job.workdir, should_stop=job.should_stop)


def _bed(job: MediaJob, render: Render, timeline: Timeline) -> Path | None:
    if render.content.music_track:
        return _own_bed(job, render, timeline)
    if not render.content.mood:
        return None
    return music.write(
        mood=render.content.mood,
        seed=render.content.seed,
        duration_s=timeline.duration_s,
        workdir=job.workdir,
        should_stop=job.should_stop,
    )


def _own_bed(job: MediaJob, render: Render, timeline: Timeline) -> Path:
    """The video's own music at its length. Raises UpstreamError if the file was deleted."""
    found = Asset.objects.for_workspace(render.workspace).filter(pk=render.content.music_track).first()
    if found is None:
        raise UpstreamError("The music was deleted. Choose other music, then render again.", system="library")
    return tracks.fit(
        track=assets.path_for_work(asset=found, workdir=job.workdir),
        duration_s=timeline.duration_s,
        workdir=job.workdir,
        should_stop=job.should_stop,
    )


def store_files(
    job: MediaJob, render: Render, timeline: Timeline, video: Path, *, kept: list[Asset]
) -> dict[str, Asset]:
    """Store the finished video and its companion files, by the render's field. Their rows are written later.

    Each file is appended to ``kept`` once it is stored.
    """
    pictures = _poster(job, timeline.shots[0], clips_by_scene(job, render, timeline))
    language = render.content.language
    subtitles = captions.write_subtitles(timeline=timeline, language=language, workdir=job.workdir)

    def store(**file: Any) -> Asset:
        kept.append(assets.store(**file))
        return kept[-1]

    stored = partial(
        store,
        workspace=render.workspace,
        title=render.content.title,
        origin=AssetOrigin.ASSEMBLED,
        # One scene from the sandbox makes the whole video a sample.
        livemode=render.livemode and not _has_samples(render),
    )
    tall = partial(stored, width_px=storyboard.WIDTH_PX, height_px=storyboard.HEIGHT_PX)
    return {
        "final_asset": tall(
            path=video, role=AssetRole.FINAL, duration_s=round(timeline.duration_s, 3), licence="Yours"
        ),
        "poster": tall(path=pictures.poster, role=AssetRole.POSTER),
        "thumbnail": stored(path=pictures.small, role=AssetRole.THUMBNAIL),
        "subtitles": stored(path=subtitles.vtt, role=AssetRole.SUBTITLES),
    }


def _poster(job: MediaJob, first: Shot, clips: Mapping[str, Path]) -> composition.Pictures:
    clip = clips[first.key]
    grade = composition.grade_of(
        clip=clip, theme=first.graded_to, duration_s=first.duration_s, should_stop=job.should_stop
    )
    return composition.poster(clip=clip, grade=grade, workdir=job.workdir, should_stop=job.should_stop)


def _has_samples(render: Render) -> bool:
    """True if a clip or a stock file is from the sandbox."""
    shown = [scene.asset for scene in render.scenes if scene.shows_file]
    files = Asset.objects.for_workspace(render.workspace).filter(pk__in=shown)
    return files.filter(livemode=False).exists() or clips_of(render.pk).filter(clip__livemode=False).exists()


def clips_of(render_id: str) -> AttemptQuerySet:
    """The attempts whose clip has arrived."""
    return Attempt.objects.filter(render_id=render_id, status=RenderStatus.SUCCEEDED, clip__isnull=False)


def clips_by_scene(job: MediaJob, render: Render, timeline: Timeline) -> dict[str, Path]:
    """The available clips and uploaded files, by scene. A generated clip is lengthened to its shot."""
    found = {attempt.scene_key: attempt.clip for attempt in clips_of(render.pk).select_related("clip")}
    showing = [scene for scene in render.scenes if scene.shows_file]
    brought = {scene.asset for scene in showing}
    for asset in Asset.objects.for_workspace(render.workspace).filter(pk__in=brought):
        found |= {scene.id: asset for scene in showing if scene.asset == asset.pk}
    paths = {
        key: _in_srgb(job, asset, assets.path_for_work(asset=asset, workdir=job.workdir))
        for key, asset in found.items()
        if asset is not None
    }
    generated = {scene.id for scene in render.scenes if scene.is_generated}
    lengthened = {
        shot.key: _lengthened(job, shot, paths[shot.key])
        for shot in timeline.shots
        if shot.key in generated and shot.key in paths
    }
    return paths | lengthened


def _in_srgb(job: MediaJob, asset: Asset, path: Path) -> Path:
    """A picture in sRGB, whatever its colour profile is; any other file as it is."""
    if not asset.mime_type.startswith("image/"):
        return path
    try:
        return composition.in_srgb(picture=path, workdir=job.workdir)
    except UpstreamUnavailableError:
        raise
    except UpstreamError:
        # Its segment reports what is wrong with the picture, once those of the other scenes are encoded.
        return path


def _lengthened(job: MediaJob, shot: Shot, clip: Path) -> Path:
    try:
        return composition.lengthen(shot=shot, clip=clip, workdir=job.workdir, should_stop=job.should_stop)
    except UpstreamUnavailableError:
        raise
    except UpstreamError:
        # Its segment reports what is wrong with the clip, once those of the other scenes are encoded.
        return clip


def discard_clips(render: Render, *, scene_keys: Collection[str]) -> None:
    """Remove the clips of scenes from all attempts, so that a retry renders these scenes again."""
    useless = clips_of(render.pk).filter(scene_key__in=scene_keys).values_list("clip_id", flat=True)
    found = Attempt.objects.for_workspace(render.workspace).filter(clip_id__in=list(useless))
    found.update(clip=None)


def scenes_of_files(render: Render) -> int:
    """The number of scenes that show a file and are not rendered."""
    return sum(1 for scene in render.scenes if scene.shows_file)


def described(render: Render, timeline: Timeline) -> list[SceneTiming]:
    """The timing of each scene in the video, for pages."""
    positions = {scene.id: scene.position for scene in render.scenes}
    return [
        SceneTiming(
            scene=shot.key,
            position=positions[shot.key],
            starts_s=round(shot.starts_s, 2),
            duration_s=round(shot.duration_s, 2),
        )
        for shot in timeline.shots
    ]
