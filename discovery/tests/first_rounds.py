"""A niche's first round: collected once per process, and copied for other tests that need its rows."""

from django.apps import apps
from django.db import connection

from accounts.models import Workspace
from discovery import niches
from discovery.models import Niche, Outcome
from discovery.tests.rounds import collect_again

# By the niche's keywords: the rows of each table in Postgres's text format; the niche and workspace in them.
_kept: dict[tuple[str, ...], tuple[dict[str, str], tuple[str, str]]] = {}


def small_niche(workspace: Workspace) -> Niche:
    """Create a niche whose rounds are quick: in the sandbox, its word finds three channels."""
    return niches.create(workspace=workspace, name="Quiet", keywords=["quiet"])


def collected(niche: Niche) -> Niche:
    """Collect the first round of a new niche, or give it the rows of an earlier one with these keywords."""
    words = tuple(niche.keywords)
    if words not in _kept:
        assert collect_again(niche).outcome == Outcome.SUCCEEDED
        _kept[words] = (_rows(), (niche.pk, niche.workspace_id))
    else:
        rows, earlier = _kept[words]
        _fill(rows, dict(zip(earlier, (niche.pk, niche.workspace_id), strict=True)))
    niche.refresh_from_db()
    return niche


def _tables() -> list[str]:
    models = apps.get_app_config("discovery").get_models(include_auto_created=True)
    return [model._meta.db_table for model in models]


def _rows() -> dict[str, str]:
    found = {}
    with connection.cursor() as cursor:
        for table in _tables():
            with cursor.copy(f"COPY {table} TO STDOUT") as copied:
                found[table] = b"".join(copied).decode()
    return {table: rows for table, rows in found.items() if rows}


def _fill(tables: dict[str, str], names: dict[str, str]) -> None:
    with connection.cursor() as cursor:
        # The order of the tables does not matter without their foreign keys.
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("DELETE FROM discovery_niche")
        for table, rows in tables.items():
            for earlier, name in names.items():
                rows = rows.replace(earlier, name)
            with cursor.copy(f"COPY {table} FROM STDIN") as copied:
                copied.write(rows)
        cursor.execute("SET LOCAL session_replication_role = origin")
