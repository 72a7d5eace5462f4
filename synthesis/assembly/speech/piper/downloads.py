"""Downloads of voices: the plan, which states licence and size, and its execution."""

import fcntl
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from foundation.errors import UpstreamError
from synthesis.assembly.speech.piper import installed, licences
from synthesis.assembly.speech.piper.catalogue import EXCLUDED, LISTED, REVISION, SOURCE, Listed
from synthesis.assembly.speech.piper.hub import SYSTEM, File, Hub
from synthesis.assembly.speech.piper.licences import Terms

# Space that stays free, so that a download does not fill the disk.
SPARE_BYTES = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Candidate:
    """A voice, its terms, and its files by path."""

    voice: Listed
    terms: Terms
    files: dict[str, File]

    @property
    def size_bytes(self) -> int:
        """The size of its files."""
        return sum(file.size_bytes for file in self.files.values())

    @property
    def is_installed(self) -> bool:
        """True if the voice has been downloaded."""
        return any(manifest.name == self.voice.name for manifest in installed.every())


@dataclass(frozen=True, slots=True)
class Plan:
    """The voices to download, and those that may not be used."""

    wanted: tuple[Candidate, ...]
    refused: tuple[Candidate, ...]

    @property
    def size_bytes(self) -> int:
        """The size of the download."""
        return sum(each.size_bytes for each in self.wanted)


def plan(*, language: str) -> Plan:
    """Read the index and the model cards. Of each speaker, the first voice that may be used is wanted.

    Raises the upstream errors; UpstreamError also for a language without a listed voice.
    """
    listed = LISTED.get(language.lower().split("-")[0], ())
    if not listed:
        raise UpstreamError(f"There is no voice to download for “{language}”.", system=SYSTEM)
    hub = Hub()
    index = hub.index()
    candidates = [_candidate(hub, voice, index[voice.name].files) for voice in listed if voice.name in index]
    usable = [each for each in candidates if not each.terms.refusal]
    best = {each.voice.speaker: each for each in reversed(usable)}
    return Plan(
        wanted=tuple(each for each in usable if best[each.voice.speaker] is each and not each.is_installed),
        refused=tuple(each for each in candidates if each.terms.refusal),
    )


def fetch(candidate: Candidate) -> None:
    """Download and verify a voice. It appears complete or not at all; the next call continues a download.

    Raises the upstream errors, for full disks too.
    """
    name = candidate.voice.name
    if candidate.terms.refusal or name in EXCLUDED:
        raise UpstreamError(f"{name} may not be used.", system=SYSTEM)
    settings.VOICES_ROOT.mkdir(parents=True, exist_ok=True)
    if shutil.disk_usage(settings.VOICES_ROOT).free < candidate.size_bytes + SPARE_BYTES:
        raise UpstreamError(f"{settings.VOICES_ROOT} has too little free space.", system=SYSTEM)
    unfinished = settings.VOICES_ROOT / f".{name}"
    unfinished.mkdir(exist_ok=True)
    with _alone(unfinished):
        hub = Hub()
        for path, file in candidate.files.items():
            target = unfinished / Path(path).name
            if not target.exists():
                hub.fetch(path, file, to=target)
        installed.write(unfinished, _manifest(candidate))
        _replace(settings.VOICES_ROOT / name, unfinished)


def _candidate(hub: Hub, voice: Listed, files: dict[str, File]) -> Candidate:
    card = f"{voice.folder}/MODEL_CARD"
    needed = {path: files[path] for path in (card, *_paths(voice)) if path in files}
    if len(needed) < 3:
        raise UpstreamError(f"The index has not all files of {voice.name}.", system=SYSTEM)
    terms = licences.read(hub.card(voice))
    if voice.name in EXCLUDED:
        terms = Terms(licence=terms.licence, dataset=terms.dataset, refusal=EXCLUDED[voice.name])
    return Candidate(voice, terms, needed)


def _paths(voice: Listed) -> tuple[str, str]:
    model = f"{voice.folder}/{voice.name}.onnx"
    return model, f"{model}.json"


def _manifest(candidate: Candidate) -> installed.Manifest:
    voice, terms = candidate.voice, candidate.terms
    credit = f"Voice: {voice.title} (Piper), {terms.dataset}" if terms.requires_credit else ""
    return installed.Manifest(
        name=voice.name,
        title=voice.title,
        language=voice.language,
        gender=voice.gender,
        licence=terms.licence,
        credit=credit,
        source=f"{SOURCE}/{voice.folder}",
        revision=REVISION,
    )


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Hold a lock on the folder. Raises UpstreamError if another process downloads the same voice."""
    with (folder / ".lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise UpstreamError(
                "This voice is being downloaded by another process.", system=SYSTEM
            ) from error
        yield


def _replace(folder: Path, unfinished: Path) -> None:
    """Put the finished folder in place."""
    if folder.exists():
        shutil.rmtree(folder)
    (unfinished / ".lock").unlink()
    unfinished.rename(folder)
