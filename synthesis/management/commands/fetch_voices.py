"""Download voices for a language, after confirmation of licence and size."""

import sys
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from foundation.errors import UpstreamError
from synthesis.assembly.speech.piper import catalogue, downloads, installed
from synthesis.assembly.speech.piper.downloads import Candidate


class Command(BaseCommand):
    """``manage.py fetch_voices de``: the only code that downloads voices. Without a language, lists them."""

    help = (
        "Download natural voices for a language, after confirmation of licence and size. "
        "Without a language, list them."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add the language, and the option that skips the prompt."""
        parser.add_argument("language", nargs="?", default="", help="A language tag, such as de.")
        parser.add_argument("--yes", action="store_true", help="Accept licence and size without a prompt.")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["language"]:
            self._list()
            return
        try:
            self._fetch(options["language"], is_accepted=options["yes"])
        except UpstreamError as error:
            raise CommandError(error.message) from error

    def _list(self) -> None:
        known = {manifest.name for manifest in installed.every()}
        for language, voices in catalogue.LISTED.items():
            for voice in voices:
                state = "downloaded" if voice.name in known else f"{voice.size_mb} MB"
                self.stdout.write(f"{language}  {voice.name:28} {voice.gender or '–':7} {state}")
        for name, reason in catalogue.EXCLUDED.items():
            self.stdout.write(f"not offered: {name}, because {reason}")
        self.stdout.write("Download with: make voices LANG=de. The model card's licence is shown first.")

    def _fetch(self, language: str, *, is_accepted: bool) -> None:
        plan = downloads.plan(language=language)
        for candidate in plan.refused:
            self.stdout.write(f"{candidate.voice.name} is not offered: {candidate.terms.refusal}.")
        for candidate in plan.wanted:
            self.stdout.write(_described(candidate))
        if not plan.wanted:
            if plan.refused and not any(_speaks(each, language) for each in installed.every()):
                raise CommandError(f"There is no voice for “{language}” with a free licence.")
            self.stdout.write("Nothing to download.")
            return
        if not (is_accepted or self._accepts()):
            raise CommandError("Nothing was downloaded.")
        for candidate in plan.wanted:
            downloads.fetch(candidate)
            self.stdout.write(f"{candidate.voice.name} is installed. It is offered from now on.")

    def _accepts(self) -> bool:
        if not sys.stdin.isatty():
            raise CommandError("Nothing was downloaded. Use --yes (make: YES=1) to accept licence and size.")
        self.stdout.write("Accept the licence and download? [y/N] ", ending="")
        self.stdout.flush()
        return sys.stdin.readline().strip().lower() in {"y", "yes"}


def _described(candidate: Candidate) -> str:
    voice, terms = candidate.voice, candidate.terms
    return "\n".join(
        [
            f"{voice.name}",
            f"  licence   {terms.licence}",
            f"  dataset   {terms.dataset or '–'}",
            f"  size      {candidate.size_bytes / 1e6:.0f} MB",
            f"  source    {catalogue.SOURCE}/{voice.folder}, revision {catalogue.REVISION[:12]}",
            f"  into      {settings.VOICES_ROOT / voice.name}",
        ]
    )


def _speaks(manifest: installed.Manifest, language: str) -> bool:
    return manifest.language.lower().split("-")[0] == language.lower().split("-")[0]
