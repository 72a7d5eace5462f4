"""A full workspace, made once for all tests of a file."""

import copy
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.test import override_settings
from pytest_django.plugin import DjangoDbBlocker

from tests import world
from tests.world import World


@pytest.fixture(scope="module")
def _media_of_mine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("media")


@pytest.fixture(scope="module")
def _made(django_db_setup: None, django_db_blocker: DjangoDbBlocker, _media_of_mine: Path) -> Iterator[World]:
    around_all = transaction.atomic()
    with django_db_blocker.unblock(), override_settings(MEDIA_ROOT=_media_of_mine):
        around_all.__enter__()
        made = world.full("owner@example.com")
    yield made
    with django_db_blocker.unblock():
        transaction.set_rollback(True)
        around_all.__exit__(None, None, None)


@pytest.fixture
def mine(_made: World, _media_of_mine: Path, db: None, settings: Any) -> World:
    """The file's own workspace. A test's changes of it are undone; a file whose tests commit can't use it."""
    settings.MEDIA_ROOT = _media_of_mine
    return copy.deepcopy(_made)
