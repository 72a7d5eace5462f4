"""Analyses for tests: a workspace on Creator, and videos of the sandbox's world as candidates."""

from datetime import UTC, datetime

import av
import numpy as np
from django.utils import timezone

from billing.models import Standing
from discovery import analyses
from discovery.models import Analysis
from discovery.tests import factories
from discovery.tests.watching import KEY, public_video


def on_plan(workspace, code):
    """Put the workspace on a plan."""
    Standing.objects.update_or_create(
        workspace=workspace, defaults={"assigned_plan": code, "assigned_reason": "test"}
    )
    workspace.remembered = None


def go_live(settings, sandbox_url):
    """Treat the sandbox as the vendors themselves."""
    settings.YOUTUBE_API_KEY = settings.GEMINI_API_KEY = KEY
    settings.YOUTUBE_API_URL = settings.GEMINI_API_URL = sandbox_url


def candidate_of(channel, number=0, *, livemode=True, **fields):
    """A video of the sandbox's world as a candidate of the channel."""
    video = public_video(number)
    return factories.candidate(
        channel=channel,
        **{
            "platform_id": video.id,
            "title": video.title,
            "description": video.description,
            "published_at": datetime.fromtimestamp(video.published_at, UTC),
            "duration_s": video.duration_s,
            "language": "en",
            "livemode": livemode,
            "views": 1000,
            **fields,
        },
    )


def run(analysis):
    """Run every step that is due, on both kinds of workers. Returns the analysis as it then is."""
    for _ in range(8):
        Analysis.objects.filter(pk=analysis.pk).update(due_at=timezone.now())
        analyses.advance(analysis_id=analysis.pk)
        analyses.measure(analysis_id=analysis.pk)
        analysis.refresh_from_db()
        if analysis.is_finished:
            break
    return analysis


def short_film(path):
    """Write two seconds of film with one cut and a tone."""
    with av.open(str(path), "w") as container:
        pictures, sound = container.add_stream("libx264", rate=10), container.add_stream("aac", rate=24_000)
        pictures.width, pictures.height, pictures.pix_fmt = 180, 320, "yuv420p"
        for number in range(20):
            image = np.full((320, 180, 3), 30 if number < 10 else 220, np.uint8)
            container.mux(pictures.encode(av.VideoFrame.from_ndarray(image, format="rgb24")))
        wave = 0.2 * np.sin(np.arange(48_000) * 0.1).astype(np.float32)[None, :]
        for start in range(0, 48_000, 1024):
            frame = av.AudioFrame.from_ndarray(wave[:, start : start + 1024], format="flt", layout="mono")
            frame.sample_rate, frame.pts = 24_000, start
            container.mux(sound.encode(frame))
        container.mux([*pictures.encode(), *sound.encode()])
