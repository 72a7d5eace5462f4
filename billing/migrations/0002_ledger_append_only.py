"""The ledger can be added to and nothing else."""

from django.db import migrations

# Taking a whole workspace out is the one reason to delete lines; whoever does it says so for the transaction
# with SET LOCAL ettametta.erasing = 'on'. A person's account may go; the line stays, without its actor.
_FORBID = """
CREATE FUNCTION billing_ledgerentry_forbid_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND current_setting('ettametta.erasing', true) = 'on' THEN
        RETURN OLD;
    END IF;
    IF TG_OP = 'UPDATE' AND NEW.actor_id IS NULL
       AND to_jsonb(NEW) - 'actor_id' = to_jsonb(OLD) - 'actor_id' THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'billing_ledgerentry is append-only' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER billing_ledgerentry_append_only BEFORE UPDATE OR DELETE ON billing_ledgerentry
    FOR EACH ROW EXECUTE FUNCTION billing_ledgerentry_forbid_change();
"""
_ALLOW = """
DROP TRIGGER billing_ledgerentry_append_only ON billing_ledgerentry;
DROP FUNCTION billing_ledgerentry_forbid_change();
"""


class Migration(migrations.Migration):
    """Only rows that are added; nothing that is changed."""

    dependencies = [("billing", "0001_initial")]

    operations = [migrations.RunSQL(_FORBID, _ALLOW)]
