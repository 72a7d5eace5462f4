"""Queries that are built once return what the query itself would return."""

import threading

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext

from foundation.prepared import Prepared


def of_model(model, codename):
    return Permission.objects.filter(content_type__model=model).exclude(codename=codename)


def wanted(model, codename):
    return of_model(model, codename).select_related("content_type").order_by("-codename")[:3]


@pytest.fixture
def prepared():
    return Prepared(wanted, model="a model", codename="a codename")


@pytest.mark.parametrize(
    "values",
    [
        {"model": "user", "codename": "add_user"},
        {"model": "session", "codename": "view_session"},
        {"model": "no such", "codename": ""},
        {"model": "a codename", "codename": "a model"},
        {"model": "%s' OR 1=1 --", "codename": "%(x)s"},
    ],
)
def test_each_time_the_rows_are_those_of_the_values(db, prepared, values):
    prepared.rows(model="group", codename="")

    rows = prepared.rows(**values)

    assert rows == list(wanted(**values))


def test_what_was_joined_costs_no_query(db, prepared):
    with CaptureQueriesContext(connection) as queries:
        models = {row.content_type.model for row in prepared.rows(model="user", codename="")}

    assert models == {"user"}
    assert len(queries) == 1


def test_threads_do_not_disturb_each_other(transactional_db, prepared):
    found: dict[str, set[str]] = {}

    def look(model):
        for _ in range(20):
            rows = prepared.rows(model=model, codename="")
            found.setdefault(model, set()).update(row.content_type.model for row in rows)
        connection.close()

    threads = [threading.Thread(target=look, args=[model]) for model in ("user", "group", "session")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert found == {"user": {"user"}, "group": {"group"}, "session": {"session"}}


def test_a_value_that_does_not_occur_in_the_query_is_an_error(db):
    prepared = Prepared(lambda model: of_model("user", "x"), model="a model")

    with pytest.raises(ValueError, match="does not occur"):
        prepared.rows(model="user")
