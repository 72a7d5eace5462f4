"""The Celery application and its schedule.

Messages are hints: the database records what must be done, and scheduled sweepers find work whose message was
lost.
"""

import os
from typing import Any

from celery import Celery
from celery.schedules import crontab
from celery.signals import setup_logging

# Without the settings module, Celery omits its Django fixup, and a database restart breaks every task.
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ettametta.settings.production")

app = Celery("ettametta")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

# ``expires`` prevents a backlog of identical sweeps after a worker was stopped.
app.conf.beat_schedule = {
    "status: check that workers are running": {
        "task": "ettametta.canary",
        "schedule": 30.0,
        "options": {"expires": 30},
    },
    "synthesis: resume stalled renders": {
        "task": "synthesis.resume_stalled",
        "schedule": 5.0,
        "options": {"expires": 5},
    },
    "synthesis: probe renderers": {
        "task": "synthesis.probe_renderers",
        "schedule": 15.0,
        "options": {"expires": 15},
    },
    "synthesis: sweep files without rows": {
        "task": "synthesis.sweep_files",
        "schedule": crontab(hour=3, minute=41),
        "options": {"expires": 3600},
    },
    "discovery: collect due niches": {
        "task": "discovery.collect_due",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
    "discovery: resume stalled analyses": {
        "task": "discovery.resume_analyses",
        "schedule": 10.0,
        "options": {"expires": 10},
    },
    "discovery: resume look-ups of videos": {
        "task": "discovery.resume_look_ups",
        "schedule": 15.0,
        "options": {"expires": 15},
    },
    "discovery: resume imports": {
        "task": "discovery.resume_imports",
        "schedule": 15.0,
        "options": {"expires": 15},
    },
    "discovery: run providers of licensed data": {
        "task": "discovery.run_providers",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
    "discovery: purge expired data": {
        "task": "discovery.purge_old",
        "schedule": 3600.0,
        "options": {"expires": 3600},
    },
    "publishing: resume stalled publications": {
        "task": "publishing.resume_stalled",
        "schedule": 5.0,
        "options": {"expires": 5},
    },
    "publishing: start due publications": {
        "task": "publishing.start_due",
        "schedule": 3.0,
        "options": {"expires": 3},
    },
    "publishing: read due accounts' videos": {
        "task": "publishing.read_due_videos",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
    "publishing: read due results": {
        "task": "publishing.read_due_results",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
    "publishing: purge expired results": {
        "task": "publishing.purge_results",
        "schedule": 3600.0,
        "options": {"expires": 3600},
    },
    "publishing: score predictions": {
        "task": "publishing.score_predictions",
        "schedule": 600.0,
        "options": {"expires": 600},
    },
    "commerce: apply due events of shops": {
        "task": "commerce.apply_due_events",
        "schedule": 15.0,
        "options": {"expires": 15},
    },
    "commerce: read due products of shops": {
        "task": "commerce.read_due_products",
        "schedule": 30.0,
        "options": {"expires": 30},
    },
    "commerce: purge pictures of products": {
        "task": "commerce.purge_pictures",
        "schedule": crontab(hour=4, minute=11),
        "options": {"expires": 3600},
    },
    "commerce: read due orders of shops": {
        "task": "commerce.read_due_orders",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
    "commerce: create due product drafts": {
        "task": "commerce.create_due_drafts",
        "schedule": 15.0,
        "options": {"expires": 15},
    },
    "commerce: prune events of shops": {
        "task": "commerce.prune_events",
        "schedule": crontab(hour=3, minute=53),
        "options": {"expires": 3600},
    },
    "commerce: create and end discount codes": {
        "task": "commerce.work_on_discounts",
        "schedule": 15.0,
        "options": {"expires": 15},
    },
    "commerce: forget visitors of past days": {
        "task": "commerce.forget_visitors",
        "schedule": 3600.0,
        "options": {"expires": 3600},
    },
    "accounts: purge expired data": {
        "task": "accounts.purge_expired",
        "schedule": 3600.0,
        "options": {"expires": 3600},
    },
    "accounts: send e-mails of notifications": {
        "task": "accounts.send_notification_emails",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
    "billing: release expired reservations": {
        "task": "billing.release_expired",
        "schedule": 300.0,
        "options": {"expires": 300},
    },
    "billing: apply due Stripe events": {
        "task": "billing.apply_due_events",
        "schedule": 5.0,
        "options": {"expires": 5},
    },
    "billing: check renewals, end grace periods": {
        "task": "billing.follow_up",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
    "billing: send notices": {
        "task": "billing.send_notices",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
    "billing: compare with Stripe and the ledger": {
        "task": "billing.resync",
        "schedule": crontab(hour=3, minute=17),
        "options": {"expires": 3600},
    },
}


@setup_logging.connect
def configure_logging(**_: Any) -> None:
    """Use Django's logging configuration in workers too, so that their lines contain the task's id."""
    import logging.config

    from django.conf import settings

    logging.config.dictConfig(settings.LOGGING)
