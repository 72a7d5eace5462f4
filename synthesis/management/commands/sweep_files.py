"""Delete stored files without a row."""

from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand

from synthesis.library import leftovers


class Command(BaseCommand):
    """``manage.py sweep_files``: runs the nightly sweep now and prints a report."""

    help = "Delete stored files without a database row, and old temporary files. Also runs every night."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add the options for a dry run, and for the age from which files are deleted."""
        parser.add_argument("--dry-run", action="store_true", help="Report only; delete nothing.")
        parser.add_argument(
            "--hours", type=float, default=24, help="Keep files younger than this (default: 24)."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        report = leftovers.sweep(dry_run=options["dry_run"], young=timedelta(hours=options["hours"]))
        for name in (*report.names, *report.temporary):
            self.stdout.write(name)
        verb = "would be deleted" if options["dry_run"] else "deleted"
        self.stdout.write(
            f"{len(report.names)} of {report.checked} stored files {verb} "
            f"({report.size_bytes / 1024**2:.1f} MiB), and {len(report.temporary)} temporary files"
        )
