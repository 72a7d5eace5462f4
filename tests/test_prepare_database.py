"""The fast way to a new database gives the same schema as the slow one."""

import os
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest

from tests import stripe_mirror

pytestmark = pytest.mark.slow


@pytest.fixture
def database():
    """The URL of an empty database."""
    with stripe_mirror.empty_database(f"empty_{os.getpid()}") as address:
        yield address


@pytest.fixture
def interrupted():
    """The URL of a database whose preparation ended before the Stripe mirror. No other app depends on it."""
    with stripe_mirror.database_copy(f"interrupted_{os.getpid()}") as address:
        stripe_mirror.remove_from(address)
        yield address


def test_what_migrations_lead_to_is_known_for_these_versions():
    """After an upgrade, run ``python -m tests.stripe_mirror``."""
    assert stripe_mirror.written_down()["versions"] == stripe_mirror.versions()


def test_a_new_database_is_what_migrations_would_leave():
    # The database of the tests was prepared by the command, from an empty one.
    assert stripe_mirror.found_in(os.environ["DATABASE_URL"]) == stripe_mirror.written_down()["tables"]


def test_two_that_resume_an_interrupted_preparation_take_turns(interrupted):
    assert stripe_mirror.found_in(interrupted) == {}

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda _: stripe_mirror.manage("prepare_database", database=interrupted), range(2)))

    assert ("djstripe", "0001_initial") in _applied(interrupted)
    assert stripe_mirror.found_in(interrupted) == stripe_mirror.written_down()["tables"]
    stripe_mirror.manage("migrate", "--check", database=interrupted)


def test_a_database_of_another_version_is_refused_and_left_alone(database):
    stripe_mirror.manage("migrate", "accounts", database=database)
    with psycopg.connect(database) as connection:
        connection.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES ('synthesis', '0005_earlier', now())"
        )
    before = _applied(database)

    with pytest.raises(RuntimeError) as refusal:
        stripe_mirror.manage("prepare_database", database=database)

    assert "synthesis.0005_earlier" in str(refusal.value)
    assert "docs/upgrading.md" in str(refusal.value)
    assert _applied(database) == before


def _applied(database: str) -> list[tuple[str, str]]:
    with psycopg.connect(database) as connection:
        return connection.execute("SELECT app, name FROM django_migrations").fetchall()
