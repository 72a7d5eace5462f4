"""Work in the background that spans apps."""

from celery import shared_task

from ettametta import connection_tests, status


@shared_task(name=connection_tests.TASK, time_limit=60)
def run_connection_test(name: str) -> None:
    """Test one integration. Running twice sends the request twice and keeps the later answer."""
    connection_tests.run(name=name)


@shared_task(name="ettametta.canary")
def canary() -> None:
    """Show that work is being done. What has waited for too long is dropped unseen."""
    status.note_canary()
