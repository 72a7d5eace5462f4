"""The quick way to a fresh database leads to the same schema as the slow one."""

import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
from django.conf import settings

# Each row says one thing about the schema, in words that do not depend on the order of creation.
_CATALOGUES = {
    "columns": """
        SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attidentity,
               a.attgenerated, pg_get_expr(d.adbin, d.adrelid), col.collname
        FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
        LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
        LEFT JOIN pg_collation col ON col.oid = a.attcollation
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'
              AND a.attnum > 0 AND NOT a.attisdropped
    """,
    "indexes": "SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
    "constraints": """
        SELECT conrelid::regclass::text, conname, contype, convalidated, pg_get_constraintdef(oid)
        FROM pg_constraint WHERE connamespace = 'public'::regnamespace
    """,
    "sequences": "SELECT sequencename, data_type::text FROM pg_sequences WHERE schemaname = 'public'",
    "triggers": "SELECT tgrelid::regclass::text, tgname FROM pg_trigger WHERE NOT tgisinternal",
    "applied migrations": "SELECT app, name FROM django_migrations",
    "content types": "SELECT app_label, model FROM django_content_type",
    "permissions": """
        SELECT t.app_label, t.model, p.codename
        FROM auth_permission p JOIN django_content_type t ON t.id = p.content_type_id
    """,
}


@pytest.fixture
def empty_databases() -> Iterator[tuple[str, str]]:
    """The addresses of two empty databases."""
    admin = os.environ["ETTAMETTA_TEST_POSTGRES"]
    names = [f"empty_{os.getpid()}_{letter}" for letter in "ab"]
    with psycopg.connect(admin.format(database="postgres"), autocommit=True) as connection:
        for name in names:
            connection.execute(f"CREATE DATABASE {name}")
        yield admin.format(database=names[0]), admin.format(database=names[1])
        for name in names:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.mark.slow
def test_a_prepared_database_equals_a_migrated_one(empty_databases):
    prepared, migrated = empty_databases

    _manage("prepare_database", database=prepared)
    _manage("migrate", database=migrated)

    for catalogue, query in _CATALOGUES.items():
        assert _rows(prepared, query) == _rows(migrated, query), catalogue


@pytest.mark.slow
def test_two_that_prepare_the_same_database_take_turns(empty_databases):
    database, _ = empty_databases

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda _: _manage("prepare_database", database=database), range(2)))

    applied = _rows(database, "SELECT app, name FROM django_migrations")
    assert len(applied) == len(set(applied)) > 0


@pytest.mark.slow
def test_an_interrupted_preparation_is_taken_up_again(empty_databases):
    database, _ = empty_databases
    _manage("migrate", "accounts", database=database)

    _manage("prepare_database", database=database)

    assert ("djstripe", "0001_initial") in _rows(database, "SELECT app, name FROM django_migrations")
    _manage("migrate", "--check", database=database)


def _manage(*command: str, database: str) -> None:
    done = subprocess.run(  # noqa: S603 - our own command line
        [sys.executable, "manage.py", *command, "--verbosity", "0"],
        cwd=settings.BASE_DIR,
        env=os.environ | {"DATABASE_URL": database},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr[-3000:]


def _rows(database: str, query: str) -> list[tuple[object, ...]]:
    with psycopg.connect(database) as connection:
        return sorted(connection.execute(query).fetchall(), key=repr)
