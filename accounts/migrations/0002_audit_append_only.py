"""The audit log can be added to and nothing else."""

from django.db import migrations

# Taking a whole workspace out is the one reason to delete lines; whoever does it says so for the transaction
# with SET LOCAL ettametta.erasing = 'on'. A person's account may go; the line stays, without its actor.
_FORBID = """
CREATE FUNCTION accounts_auditentry_forbid_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND current_setting('ettametta.erasing', true) = 'on' THEN
        RETURN OLD;
    END IF;
    IF TG_OP = 'UPDATE' AND NEW.actor_id IS NULL
       AND to_jsonb(NEW) - 'actor_id' = to_jsonb(OLD) - 'actor_id' THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'accounts_auditentry is append-only' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER accounts_auditentry_append_only BEFORE UPDATE OR DELETE ON accounts_auditentry
    FOR EACH ROW EXECUTE FUNCTION accounts_auditentry_forbid_change();
"""
_ALLOW = """
DROP TRIGGER accounts_auditentry_append_only ON accounts_auditentry;
DROP FUNCTION accounts_auditentry_forbid_change();
"""


class Migration(migrations.Migration):
    """Only rows that are added; nothing that is changed."""

    dependencies = [("accounts", "0001_initial")]

    operations = [migrations.RunSQL(_FORBID, _ALLOW)]
