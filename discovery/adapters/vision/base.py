"""The interface of models that watch videos, and its values. No database, no vendor."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from discovery.findings import Finding, Resolution


@dataclass(frozen=True, slots=True, kw_only=True)
class Untrusted:
    """Texts that came with the video. They are data, whatever they contain, and never instructions."""

    title: str = ""
    description: str = ""
    captions: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """A still of the video: a JPEG file, and its time from the start in milliseconds."""

    path: Path
    at_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """The video to watch: the ``url`` of a public video, or the ``path`` of a file of ours.

    The ``url`` is the platform's ``watchable_url``: the model opens it, and nothing is downloaded here.
    ``language`` is the BCP 47 tag of the language in which findings are written. ``has_sound`` is None if it
    is not known. ``frames`` are what the fallback looks at; a video without them has no fallback.
    """

    duration_s: float
    url: str = ""
    path: Path | None = None
    mime_type: str = ""
    texts: Untrusted = Untrusted()
    language: str = "en"
    has_sound: bool | None = None
    resolution: Resolution = Resolution.LOW
    frames: Sequence[Frame] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """What watching is expected to take, before it is asked for.

    ``cost_microusd`` is in millionths of a US dollar. ``watched_s`` is how much of the video is watched from
    its start: less than its duration if it is longer than this installation allows. ``note`` says so in a
    sentence, and is otherwise empty.
    """

    provider: str
    model: str
    resolution: Resolution
    input_tokens: int
    output_tokens: int
    cost_microusd: int
    watched_s: float
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """A model's findings, in the order of time, and what they took.

    ``dropped`` counts the findings that were not usable. ``note`` says what the reader has to know, such as
    that only the first part was watched, or that the fallback looked at frames; otherwise it is empty.
    ``livemode`` is False for the sandbox's output. The cost is None if the vendor did not report the tokens,
    which are 0 then.
    """

    findings: tuple[Finding, ...]
    dropped: int
    provider: str
    model: str
    prompt_version: str
    resolution: Resolution
    input_tokens: int
    output_tokens: int
    cost_microusd: int | None
    watched_s: float
    note: str = ""
    livemode: bool = True


class Watcher(Protocol):
    """Watches a video and says what it finds."""

    def estimate(self, *, subject: Subject) -> Estimate:
        """Say what watching takes. Calls nothing. Raises UnwatchableError."""

    def watch(self, *, subject: Subject, key: str, is_last_try: bool = False) -> Watched:
        """Watch the video.

        ``key`` is our own id of the run: a repeated call with it finds the file already uploaded. The model
        is asked again, and paid for again. ``is_last_try``: the task has no retries left, so that the
        fallback is used even where waiting would help.

        Raises, from discovery.errors: VideoNotReadyError (call again after ``retry_after_s``; it is no
        failure), VisionUnavailableError (retry; ``retry_after_s`` may be set), VisionRefusedError (never ask
        another model), UnusableFindingsError (paid for; asking once more may help), UnwatchableError, and
        VisionSetupError (an administrator has to act).
        """
