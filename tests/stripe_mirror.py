"""``python -m tests.stripe_mirror``: record the result of dj-stripe's migrations in a new database.

Running them takes a minute, and their result changes only with the versions of dj-stripe and Django. It is
therefore recorded once per version, in data/stripe_mirror.json as a digest per table, and tests compare with
it.
"""

import hashlib
import json
import os
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Any

import psycopg

from ettametta import embedded
from tests.servers import ROOT, Servers

FILE = Path(__file__).parent / "data" / "stripe_mirror.json"
# Each row describes one property of the table in its first column, independent of creation order.
_CATALOGUES = (
    """
        SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attidentity,
               a.attgenerated, pg_get_expr(d.adbin, d.adrelid), col.collname
        FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
        LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
        LEFT JOIN pg_collation col ON col.oid = a.attcollation
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'
              AND a.attnum > 0 AND NOT a.attisdropped
    """,
    "SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
    """
        SELECT conrelid::regclass::text, conname, contype, convalidated, pg_get_constraintdef(oid)
        FROM pg_constraint WHERE connamespace = 'public'::regnamespace
    """,
    "SELECT tgrelid::regclass::text, tgname FROM pg_trigger WHERE NOT tgisinternal",
    "SELECT 'django_migrations: ' || app, name FROM django_migrations",
    "SELECT 'django_content_type: ' || app_label, model FROM django_content_type",
    """
        SELECT 'auth_permission: ' || t.app_label, t.model, p.codename
        FROM auth_permission p JOIN django_content_type t ON t.id = p.content_type_id
    """,
)


def versions() -> dict[str, str]:
    return {name: version(name) for name in ("dj-stripe", "Django")}


def found_in(database: str) -> dict[str, str]:
    """Return dj-stripe's tables, and its rows in Django's own tables, with a digest of their description."""
    described: dict[str, list[str]] = defaultdict(list)
    with psycopg.connect(database) as connection:
        for query in _CATALOGUES:
            for about, *says in connection.execute(query):
                if "djstripe" in about:
                    described[about].append(repr(says))
    return {about: _digest(rows) for about, rows in sorted(described.items())}


def _digest(rows: list[str]) -> str:
    return hashlib.sha256("\n".join(sorted(rows)).encode()).hexdigest()[:16]


def remove_from(database: str) -> None:
    """Remove dj-stripe's tables, and its rows from Django's own tables."""
    with psycopg.connect(database) as connection:
        tables = [about for about in found_in(database) if about.startswith("djstripe_")]
        connection.execute(f"DROP TABLE {', '.join(tables)} CASCADE")
        connection.execute("""
            DELETE FROM auth_permission USING django_content_type AS type
            WHERE content_type_id = type.id AND type.app_label = 'djstripe'
        """)
        connection.execute("DELETE FROM django_content_type WHERE app_label = 'djstripe'")
        connection.execute("DELETE FROM django_migrations WHERE app = 'djstripe'")


def empty_database(name: str) -> AbstractContextManager[str]:
    """The URL of an empty database on the tests' server."""
    return _database(name, template="template1")


def database_copy(name: str) -> AbstractContextManager[str]:
    """The URL of a database on the tests' server that has the product's schema."""
    return _database(name, template=embedded.DATABASE)


@contextmanager
def _database(name: str, *, template: str) -> Iterator[str]:
    admin = os.environ["ETTAMETTA_TEST_POSTGRES"]
    with psycopg.connect(admin.format(database="postgres"), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        try:
            yield admin.format(database=name)
        finally:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def manage(*command: str, database: str) -> None:
    """Run a manage.py command on a database. Raises RuntimeError with its error output."""
    done = subprocess.run(  # noqa: S603 - our own command line
        [sys.executable, "manage.py", *command, "--verbosity", "0"],
        cwd=ROOT,
        env=os.environ | {"DATABASE_URL": database},
        capture_output=True,
        text=True,
    )
    if done.returncode != 0:
        raise RuntimeError(done.stderr[-3000:])


def written_down() -> dict[str, Any]:
    """Return the recorded result of the migrations, and the versions it belongs to."""
    outcome: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
    return outcome


def main() -> None:
    servers = Servers()
    try:
        servers.start()
        with empty_database("migrated") as database:
            manage("migrate", database=database)
            outcome = {"versions": versions(), "tables": found_in(database)}
    finally:
        servers.stop()
    FILE.write_text(json.dumps(outcome, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
