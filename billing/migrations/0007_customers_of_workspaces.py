"""A customer of Stripe's belongs to a workspace; dj-stripe's table was made for people before.

Also takes out the secret keys that dj-stripe had written down; they are read from the settings alone.
"""

from django.db import migrations

# dj-stripe's own history builds a fresh table right. This mends one that was built under the other setting.
_POINT_TO_WORKSPACES = """
DO $$
DECLARE
    stale record;
BEGIN
    FOR stale IN
        SELECT conname FROM pg_constraint
        WHERE conrelid = 'djstripe_customer'::regclass AND contype = 'f'
              AND confrelid = 'accounts_user'::regclass
    LOOP
        EXECUTE format('ALTER TABLE djstripe_customer DROP CONSTRAINT %I', stale.conname);
        UPDATE djstripe_customer SET subscriber_id = NULL;
        ALTER TABLE djstripe_customer ADD CONSTRAINT djstripe_customer_subscriber_workspace_fk
            FOREIGN KEY (subscriber_id) REFERENCES accounts_workspace (id) DEFERRABLE INITIALLY DEFERRED;
    END LOOP;
END $$;
"""
_FORGET_KEYS = "DELETE FROM djstripe_apikey"


class Migration(migrations.Migration):
    """Nothing to take back: a fresh table and a mended one are the same."""

    dependencies = [
        ("accounts", "0001_initial"),
        ("billing", "0006_quotaperiod_drop_days"),
        ("djstripe", "0001_initial"),
    ]

    operations = [
        migrations.RunSQL(_POINT_TO_WORKSPACES, migrations.RunSQL.noop),
        migrations.RunSQL(_FORGET_KEYS, migrations.RunSQL.noop),
    ]
