"""Updates the database, and creates a new one in seconds instead of minutes."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

# Replaying the Stripe mirror's history is some 500 operations and takes over a minute. None of them
# moves data, so on a database without its tables the final state can be created directly.
# tests/test_prepare_database.py checks that both ways give the same result.
_LONG_HISTORY = "djstripe"
# An arbitrary lock number that serializes simultaneous starts.
_ADVISORY_LOCK = 7_305_420_118


class Command(BaseCommand):
    """``manage.py prepare_database``: like ``migrate``, and safe to run in several processes at once."""

    help = "Create or update the database's tables. Like migrate, but fast on a new database."
    # System checks, such as those of the URL map, don't affect tables; ``make check`` runs them.
    requires_system_checks: tuple[str, ...] = ()

    def handle(self, *args: Any, **options: Any) -> None:
        with _serialized():
            executor = MigrationExecutor(connection)
            _require_known_history(executor.loader)
            if not any(app == _LONG_HISTORY for app, _ in executor.loader.applied_migrations):
                self.stdout.write("Creating the tables of a new database…")
                build_without_history(executor, app=_LONG_HISTORY)
            call_command("migrate", interactive=False, verbosity=options["verbosity"])


def _require_known_history(loader: MigrationLoader) -> None:
    """Refuse a database of another version, whose tables differ from the expected ones."""
    known = loader.disk_migrations.keys()
    ours = {each.label for each in apps.get_app_configs() if Path(each.path).parent == settings.BASE_DIR}
    unknown = sorted(key for key in loader.applied_migrations if key[0] in ours and key not in known)
    if unknown:
        app, name = unknown[0]
        raise CommandError(
            "This database was made by a version of ettametta that this one cannot update: it records "
            f"the migration {app}.{name}, which does not exist here. Nothing was changed. To start with "
            "empty data, move the folder var away and run make up again. To keep the data, follow "
            "docs/upgrading.md."
        )


def build_without_history(executor: MigrationExecutor, *, app: str) -> None:
    """Migrate the apps that do not depend on ``app``, then create its tables in their final state.

    Its migrations are recorded as applied, in the same transaction. Its tables must not exist yet.
    """
    graph = executor.loader.graph
    history = [key for key in graph.nodes if key[0] == app]
    # The other apps come first: a migration renders again all models that are related to the ones it changes,
    # which would include the mirror's.
    executor.migrate(
        [key for key in graph.leaf_nodes() if all(each[0] != app for each in graph.forwards_plan(key))]
    )
    state = executor.loader.project_state(graph.leaf_nodes(app))
    with transaction.atomic():
        with connection.schema_editor() as editor:
            for model in state.apps.get_app_config(app).get_models():
                editor.create_model(model)
        recorder = MigrationRecorder(connection)
        for key in history:
            recorder.record_applied(*key)


@contextmanager
def _serialized() -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [_ADVISORY_LOCK])
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_ADVISORY_LOCK])
