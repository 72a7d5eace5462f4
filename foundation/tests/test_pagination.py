"""Cursor pagination."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Workspace
from foundation import pagination
from foundation.errors import InvalidError

pytestmark = pytest.mark.django_db


@pytest.fixture
def rows():
    now = timezone.now()
    return [
        Workspace.objects.create(name=f"w{n:02}", created_at=now + timedelta(seconds=n // 3))
        for n in range(10)
    ]


def walk(order, limit=3, between=lambda: None):
    cursor, seen = None, []
    while True:
        page = pagination.paginate(Workspace.objects.all(), order=order, cursor=cursor, limit=limit)
        seen += [row.pk for row in page.rows]
        cursor = page.next_cursor
        if cursor is None:
            return seen
        between()


@pytest.mark.parametrize("order", ["pk", "-pk", "created_at", "-created_at", "name", "-name"])
def test_pages_hold_every_row_once(rows, order):
    seen = walk(order)

    assert sorted(seen) == sorted(row.pk for row in rows)
    assert len(seen) == len(rows)


def test_rows_added_meanwhile_repeat_nothing(rows):
    def add():
        Workspace.objects.create(name="newest")
        Workspace.objects.create(name="oldest", created_at=rows[0].created_at - timedelta(days=1))

    seen = walk("-created_at", limit=5, between=add)

    known = [pk for pk in seen if pk in {row.pk for row in rows}]
    assert len(known) == len(rows)
    assert len(set(seen)) == len(seen)


@pytest.mark.parametrize("cursor", ["x", "!!!!", "W10", "eyJhIjoxfQ", "WyJuYW1lIiwidiIsMSwyXQ", "é"])
def test_a_cursor_that_we_did_not_make_is_refused(cursor):
    with pytest.raises(InvalidError):
        pagination.paginate(Workspace.objects.all(), order="-created_at", cursor=cursor)


def test_a_cursor_of_another_order_is_refused(rows):
    page = pagination.paginate(Workspace.objects.all(), order="name", limit=2)

    with pytest.raises(pagination.InvalidCursorError):
        pagination.paginate(Workspace.objects.all(), order="-pk", cursor=page.next_cursor)


@pytest.mark.parametrize(("order", "other"), [("name", "-name"), ("-created_at", "created_at")])
def test_a_cursor_of_the_reverse_order_is_refused(rows, order, other):
    page = pagination.paginate(Workspace.objects.all(), order=order, limit=2)

    with pytest.raises(pagination.InvalidCursorError):
        pagination.paginate(Workspace.objects.all(), order=other, cursor=page.next_cursor)


def test_a_cursor_of_a_list_with_other_filters_is_refused(rows):
    page = pagination.paginate(Workspace.objects.all(), order="name", limit=2, shows=("/a/", "short"))

    with pytest.raises(pagination.InvalidCursorError):
        pagination.paginate(
            Workspace.objects.all(), order="name", cursor=page.next_cursor, shows=("/a/", "long")
        )


@pytest.mark.parametrize("raw", ["0", "101", "-1", "x", "1.5", "²", "9" * 30])
def test_a_page_size_out_of_range_is_refused(raw):
    with pytest.raises(pagination.InvalidLimitError):
        pagination.read_limit(raw)


def test_the_page_size_has_a_default():
    assert pagination.read_limit(None) == pagination.read_limit("") == 25
