"""The database's clock, which decides when a scheduled publication is due."""

from datetime import datetime

from django.db import connection


def now() -> datetime:
    """Return the database's current time in UTC. A worker whose own clock is wrong gets the right time."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement_timestamp()")
        found: datetime = cursor.fetchone()[0]
    return found
