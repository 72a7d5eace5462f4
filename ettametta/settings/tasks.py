"""Background work: Celery's queues, limits and broker; part of base."""

from ettametta.settings.stores import REDIS_URL

CELERY_BROKER_URL = REDIS_URL
CELERY_RESULT_BACKEND = None
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_TIME_LIMIT = 900
CELERY_TASK_SOFT_TIME_LIMIT = 840
CELERY_TASK_DEFAULT_QUEUE = "default"
CELERY_TASK_ROUTES = {
    "synthesis.run_media_step": {"queue": "media"},
    # Downloads of stock take as long as their vendor: they must not delay renders.
    "synthesis.choose_stock": {"queue": "collection"},
    "synthesis.*": {"queue": "control"},
    # Decodes whole videos, as renders do.
    "discovery.measure_analysis": {"queue": "media"},
    "discovery.*": {"queue": "collection"},
    # Reading accounts takes as long as their platform: it must not delay publications.
    "publishing.read_*": {"queue": "collection"},
    "publishing.*": {"queue": "publishing"},
    # Events only change rows; everything else waits for a shop.
    "commerce.apply_*": {"queue": "default"},
    "commerce.*": {"queue": "collection"},
    # A separate queue: a slow Stripe must not delay other work.
    "billing.apply_*": {"queue": "stripe"},
}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# A dead worker's message returns after the visibility timeout; kombu's own sweep defaults make that 100 s.
# A step longer than the timeout may run twice, which the leases make harmless.
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 1200,
    "unacked_restore_interval": 2,
    "unacked_restore_throttle": 1,
    "socket_timeout": 10,
    "socket_connect_timeout": 5,
}
CELERY_BEAT_SCHEDULER = "ettametta.timetable:Timetable"
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = "UTC"
