"""Celery tasks that span apps."""

from celery import shared_task

from ettametta import connection_tests, status


@shared_task(name=connection_tests.TASK, time_limit=60)
def run_connection_test(name: str) -> None:
    """Test one integration. If it runs twice, it sends two requests and stores the later result."""
    connection_tests.run(name=name)


@shared_task(name="ettametta.canary")
def canary() -> None:
    """Record that work is being processed. A message that waited too long expires."""
    status.note_canary()
