"""The project: settings, URL map, process entry points, and the few pages that span apps."""

from ettametta.celery import app as celery_app

__all__ = ["celery_app"]
