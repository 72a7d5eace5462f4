"""Encrypted columns."""

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection as database

from accounts.models import User, Workspace
from foundation import secrets
from publishing.models import Connection


@pytest.fixture
def row(db):
    User.objects.create_user("a@example.com")
    workspace = Workspace.objects.create(name="w")
    return Connection.objects.create(
        workspace=workspace,
        platform="youtube",
        channel_id="UC1",
        channel_title="c",
        refresh_token="tell nobody",
    )


def stored(row) -> str:
    with database.cursor() as cursor:
        cursor.execute("SELECT refresh_token FROM publishing_connection WHERE id = %s", [row.pk])
        return str(cursor.fetchone()[0])


def test_the_object_has_the_text_and_the_database_has_not(row):
    assert Connection.objects.get(pk=row.pk).refresh_token == "tell nobody"
    assert "tell" not in stored(row)


def test_an_empty_text_stays_empty(row):
    assert Connection.objects.get(pk=row.pk).access_token == ""


def test_a_ciphertext_moved_to_another_row_is_refused(row):
    other = Connection.objects.create(
        workspace=row.workspace,
        platform="youtube",
        channel_id="UC2",
        channel_title="d",
        refresh_token="other",
    )
    with database.cursor() as cursor:
        cursor.execute(
            "UPDATE publishing_connection SET refresh_token = %s WHERE id = %s", [stored(row), other.pk]
        )

    with pytest.raises(secrets.SecretUnreadableError):
        _ = Connection.objects.get(pk=other.pk).refresh_token


def test_a_deferred_secret_is_loaded_when_it_is_read(row):
    assert Connection.objects.only("pk").get(pk=row.pk).refresh_token == "tell nobody"


def test_an_update_cannot_write_plain_text(row):
    with pytest.raises(TypeError, match="encrypted"):
        Connection.objects.filter(pk=row.pk).update(refresh_token="plain")


def test_saving_again_keeps_it_readable(row):
    found = Connection.objects.get(pk=row.pk)
    found.save()

    assert Connection.objects.get(pk=row.pk).refresh_token == "tell nobody"


def test_an_older_key_still_reads_and_the_newest_writes(row, settings):
    old = settings.FIELD_ENCRYPTION_KEYS
    settings.FIELD_ENCRYPTION_KEYS = ["k2:" + "ab" * 32, *old]

    found = Connection.objects.get(pk=row.pk)
    assert found.refresh_token == "tell nobody"
    found.save()

    assert stored(row).startswith("k2:")


def test_a_key_that_is_gone_is_said_so(row, settings):
    settings.FIELD_ENCRYPTION_KEYS = ["k2:" + "ab" * 32]

    with pytest.raises(secrets.SecretUnreadableError, match="k1"):
        _ = Connection.objects.get(pk=row.pk).refresh_token


@pytest.mark.parametrize("keys", [[], ["k1:short"], ["k1:" + "zz" * 32]])
def test_bad_keys_are_refused(settings, keys):
    settings.FIELD_ENCRYPTION_KEYS = keys

    with pytest.raises(ImproperlyConfigured):
        secrets.encrypt("x", place="p")
