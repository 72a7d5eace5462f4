"""The optimistic lock, and how versions are transmitted. The rows belong to another app."""

import threading

import pytest
from django.core.exceptions import ValidationError
from django.db import connection as database
from django.db import transaction

from accounts.models import Workspace
from discovery.models import Niche
from foundation import versions
from foundation.errors import StaleError
from foundation.versions import EditedElsewhereError


def test_a_tag_is_read_back():
    assert versions.named_in({"If-Match": versions.etag(7)}) == 7


@pytest.mark.parametrize("headers", [{}, {"If-Match": ""}])
def test_a_missing_tag_is_asked_for(headers):
    with pytest.raises(versions.VersionMissingError):
        versions.named_in(headers)


@pytest.mark.parametrize("header", ["7", "*", '"7"', 'W/"v7"', '"v"', '"v-1"', '"v9999999999"'])
def test_a_tag_that_is_not_ours_matches_nothing(header):
    with pytest.raises(StaleError):
        versions.named_in({"If-Match": header})


@pytest.mark.parametrize("typed", ["", "0", "-1", "one"])
def test_a_form_has_to_name_the_version(typed):
    with pytest.raises(ValidationError):
        versions.VersionField().clean(typed)


@pytest.fixture
def row(db):
    return Niche.objects.create(workspace=Workspace.objects.create(name="w"), name="desks")


def test_a_change_counts_and_shows_in_the_row(row):
    versions.change(row=row, version=1, name="chairs")

    assert (row.name, row.version) == ("chairs", 2)


def test_a_change_for_an_older_version_changes_nothing_and_shows_the_present_row(row):
    other = Niche.objects.get()
    versions.change(row=row, version=1, name="chairs")

    with pytest.raises(EditedElsewhereError, match="This niche was changed since you opened it") as refusal:
        versions.change(row=other, version=1, name="tables")

    assert (refusal.value.status, refusal.value.context) == (412, {"version": 2})
    assert (other.name, other.version) == ("chairs", 2)
    assert Niche.objects.get().name == "chairs"


@pytest.mark.django_db(transaction=True)
def test_of_two_changes_at_once_one_wins(row):
    outcomes: list[str] = []
    start = threading.Barrier(2)

    def edit(name):
        reader = Niche.objects.get()
        try:
            start.wait(timeout=5)
            versions.change(row=reader, version=1, name=name)
            outcomes.append("saved")
        except EditedElsewhereError:
            outcomes.append("refused")
        finally:
            database.close()

    threads = [threading.Thread(target=edit, args=(name,)) for name in ("chairs", "tables")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["refused", "saved"]
    assert Niche.objects.get().version == 2


@transaction.atomic
def lock_and_save(version, name):
    locked = Niche.objects.select_for_update().get()
    versions.require(row=locked, version=version)
    locked.name, locked.failures = name, 5
    versions.save(row=locked, fields=["name"])


def test_a_locked_row_is_compared_and_only_named_fields_are_saved(row):
    lock_and_save(1, "chairs")
    with pytest.raises(EditedElsewhereError):
        lock_and_save(1, "tables")

    row.refresh_from_db()
    assert (row.name, row.version, row.failures) == ("chairs", 2, 0)
