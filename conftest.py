"""Fixtures for every test: the prepared database, and the product's other processes for real."""

import pytest


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: None) -> None:
    """Nothing to do: tests/servers.py has made the database. pytest-django would migrate for a minute."""
