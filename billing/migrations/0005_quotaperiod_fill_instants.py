"""Days become instants; what operators gave on top of the plan is added up from the ledger."""

from django.db import migrations

_FILL = """
UPDATE billing_quotaperiod SET
    starts_at = starts_on::timestamp AT TIME ZONE 'UTC',
    ends_at = ends_on::timestamp AT TIME ZONE 'UTC',
    extra = COALESCE((
        SELECT sum(entry.videos) FROM billing_ledgerentry entry
        WHERE entry.period_id = billing_quotaperiod.id AND entry.kind IN ('grant', 'adjust')
              AND entry.reference NOT LIKE 'period:%'
    ), 0)
WHERE starts_at IS NULL
"""


class Migration(migrations.Migration):
    """Only data."""

    dependencies = [("billing", "0004_quotaperiod_add_instants")]

    operations = [migrations.RunSQL(_FILL, migrations.RunSQL.noop)]
