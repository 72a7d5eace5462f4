"""Events that failed under the former scheme, with the messages that dj-stripe kept of them."""

from django.db import migrations

_FILL = """
INSERT INTO billing_stripeevent (
    event_id, type, lock_name, object, status, attempts, error, waits_for_stripe,
    received_at, tries_begin_at, attempted_at, next_attempt_at, applied_at
)
SELECT failure.event_id, failure.type,
       left(CASE WHEN message.object ->> 'object' = 'customer' THEN message.object ->> 'id'
                 WHEN jsonb_typeof(message.object -> 'customer') = 'string' THEN message.object ->> 'customer'
                 ELSE coalesce(message.object ->> 'id', failure.event_id) END, 255),
       message.object,
       CASE failure.status WHEN 'failed' THEN 'failed' ELSE 'waiting' END,
       failure.attempts, failure.error, false,
       failure.first_failed_at, failure.first_failed_at, NULL, failure.next_attempt_at, NULL
FROM billing_eventfailure failure
JOIN (
    SELECT id, body::jsonb -> 'data' -> 'object' AS object FROM djstripe_webhookeventtrigger
    WHERE id IN (SELECT trigger_id FROM billing_eventfailure WHERE status <> 'succeeded')
) message ON message.id = failure.trigger_id
WHERE failure.status <> 'succeeded' AND message.object IS NOT NULL
ON CONFLICT DO NOTHING
"""


def _fill(apps, schema_editor):
    """dj-stripe's tables may not be there yet on a fresh database, which has no failures either."""
    failures = apps.get_model("billing", "EventFailure")
    if failures.objects.exclude(status="succeeded").exists():
        schema_editor.execute(_FILL)


class Migration(migrations.Migration):
    """Only data."""

    dependencies = [("billing", "0008_stripe_events")]

    operations = [migrations.RunPython(_fill, migrations.RunPython.noop)]
