"""Delete stored files that no row names."""

from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand

from synthesis.library import leftovers


class Command(BaseCommand):
    """``manage.py sweep_files``: runs the nightly sweep now and prints a report."""

    help = "Delete stored files that no row names, and old temporary files. Runs each night by itself."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add the options for a dry run, and for the age from which files are deleted."""
        parser.add_argument("--dry-run", action="store_true", help="Report, and delete nothing.")
        parser.add_argument("--hours", type=float, default=24, help="Keep what is younger (24).")

    def handle(self, *args: Any, **options: Any) -> None:
        report = leftovers.sweep(dry_run=options["dry_run"], young=timedelta(hours=options["hours"]))
        for name in (*report.names, *report.temporary):
            self.stdout.write(name)
        verb = "would be deleted" if options["dry_run"] else "deleted"
        self.stdout.write(
            f"{len(report.names)} of {report.looked_at} stored files {verb} "
            f"({report.size_bytes / 1024**2:.1f} MiB), and {len(report.temporary)} temporary ones"
        )
