import django.db.models.deletion
import django.db.models.expressions
import django.utils.timezone
import foundation.ids
from django.conf import settings
from django.db import migrations, models


# Entries may be deleted only together with their whole workspace, in a transaction that has run
# SET LOCAL ettametta.erasing = 'on'. When a person's account is deleted, their entries stay, without the actor.
_FORBID_CHANGES = """
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
_ALLOW_CHANGES = """
DROP TRIGGER billing_ledgerentry_append_only ON billing_ledgerentry;
DROP FUNCTION billing_ledgerentry_forbid_change();
"""


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='AbandonedCustomer',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('customer_id', models.CharField(max_length=255, unique=True)),
                ('workspace_id', models.CharField(max_length=40)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('looked_at', models.DateTimeField(blank=True, null=True)),
                ('cleared_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('cleared_at', None)), fields=['created_at'], name='abandoned_customer_open')],
            },
        ),
        migrations.CreateModel(
            name='AbandonedSubscription',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('subscription_id', models.CharField(max_length=255, unique=True)),
                ('customer_id', models.CharField(max_length=255)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('looked_at', models.DateTimeField(blank=True, null=True)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('ended_at', None)), fields=['created_at'], name='abandoned_open')],
            },
        ),
        migrations.CreateModel(
            name='QuotaPeriod',
            fields=[
                ('id', foundation.ids.PrefixedIdField(prefix='qpr', serialize=False)),
                ('starts_at', models.DateTimeField()),
                ('ends_at', models.DateTimeField(help_text='When the next period begins.')),
                ('plan', models.CharField(default='free', help_text='The plan of the latest grant.', max_length=20)),
                ('is_unlimited', models.BooleanField(default=False)),
                ('granted', models.IntegerField(default=0)),
                ('extra', models.IntegerField(default=0)),
                ('held', models.PositiveIntegerField(default=0)),
                ('used', models.PositiveIntegerField(default=0)),
                ('lapsed_at', models.DateTimeField(blank=True, help_text='When another period replaced it and its remaining videos lapsed.', null=True)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('workspace', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='quota_periods', to='accounts.workspace')),
            ],
        ),
        migrations.CreateModel(
            name='LedgerEntry',
            fields=[
                ('id', foundation.ids.PrefixedIdField(prefix='led', serialize=False)),
                ('kind', models.CharField(choices=[('reserve', 'Reserved'), ('commit', 'Used'), ('release', 'Refunded'), ('grant', 'Granted'), ('adjust', 'Adjusted'), ('lapse', 'Lapsed')], max_length=10)),
                ('videos', models.IntegerField()),
                ('reference', models.CharField(max_length=80)),
                ('reason', models.CharField(max_length=200)),
                ('balance_after', models.IntegerField()),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('actor', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('workspace', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='ledger_entries', to='accounts.workspace')),
                ('period', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='entries', to='billing.quotaperiod')),
            ],
            options={
                'verbose_name_plural': 'ledger entries',
            },
        ),
        migrations.CreateModel(
            name='Reservation',
            fields=[
                ('status_changed_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('id', foundation.ids.PrefixedIdField(prefix='rsv', serialize=False)),
                ('reference', models.CharField(max_length=80, unique=True)),
                ('videos', models.PositiveIntegerField()),
                ('status', models.CharField(choices=[('held', 'Reserved'), ('committed', 'Used'), ('released', 'Refunded')], default='held', max_length=10)),
                ('expires_at', models.DateTimeField()),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('period', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reservations', to='billing.quotaperiod')),
                ('workspace', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reservations', to='accounts.workspace')),
            ],
        ),
        migrations.CreateModel(
            name='Standing',
            fields=[
                ('id', foundation.ids.PrefixedIdField(prefix='std', serialize=False)),
                ('status', models.CharField(choices=[('none', 'No subscription'), ('trialing', 'Trial'), ('active', 'Active'), ('past_due', 'Payment overdue'), ('canceled', 'Ended'), ('read_only', 'Read only')], default='none', max_length=10)),
                ('plan', models.CharField(default='free', help_text="The subscription's plan.", max_length=20)),
                ('livemode', models.BooleanField(default=False, help_text="True if it is paid in Stripe's live mode.")),
                ('assigned_plan', models.CharField(blank=True, help_text='The plan that an operator assigned.', max_length=20)),
                ('assigned_reason', models.CharField(blank=True, max_length=200)),
                ('customer_id', models.CharField(blank=True, max_length=255)),
                ('subscription_id', models.CharField(blank=True, max_length=255)),
                ('item_id', models.CharField(blank=True, max_length=255)),
                ('price_id', models.CharField(blank=True, max_length=255)),
                ('amount_minor', models.BigIntegerField(blank=True, help_text='The price per period, before discounts.', null=True)),
                ('currency', models.CharField(blank=True, max_length=3)),
                ('period_starts_at', models.DateTimeField(blank=True, null=True)),
                ('period_ends_at', models.DateTimeField(blank=True, null=True)),
                ('trial_ends_at', models.DateTimeField(blank=True, null=True)),
                ('cancels_at', models.DateTimeField(blank=True, null=True)),
                ('past_due_since', models.DateTimeField(blank=True, null=True)),
                ('overdue_since', models.JSONField(db_default=models.Value({}, models.JSONField()), default=dict, help_text='When each subscription became overdue. Each has one grace period.')),
                ('other_plan', models.CharField(blank=True, db_default='', default='', help_text='The plan of another paid subscription. Applies once this subscription provides none.', max_length=20)),
                ('is_doubled', models.BooleanField(default=False, help_text='The workspace pays for more than one subscription.')),
                ('unknown_price', models.CharField(blank=True, help_text='A paid price that belongs to no plan.', max_length=255)),
                ('had_trial', models.BooleanField(default=False)),
                ('pending_plan', models.CharField(blank=True, db_default='', default='', help_text='A change that waits until its invoice is paid.', max_length=20)),
                ('pending_until', models.DateTimeField(blank=True, null=True)),
                ('unconfirmed_at', models.DateTimeField(blank=True, help_text='When a change was sent whose response was lost.', null=True)),
                ('failed_calls', models.PositiveIntegerField(db_default=0, default=0, help_text="Changes that failed at Stripe. Part of the next change's idempotency key.")),
                ('looked_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('assigned_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('workspace', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='standing', to='accounts.workspace')),
            ],
        ),
        migrations.CreateModel(
            name='StripeEvent',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('event_id', models.CharField(max_length=255, unique=True)),
                ('type', models.CharField(max_length=250)),
                ('lock_name', models.CharField(help_text='Events with the same name are applied one at a time.', max_length=255)),
                ('object', models.JSONField(help_text="The event's object, as Stripe sent it.")),
                ('status', models.CharField(choices=[('waiting', 'Waiting'), ('applied', 'Applied'), ('failed', 'Given up')], default='waiting', max_length=10)),
                ('attempts', models.PositiveIntegerField(default=0)),
                ('error', models.CharField(blank=True, help_text='Why the last attempt failed.', max_length=300)),
                ('waits_for_stripe', models.BooleanField(default=False, help_text='Stripe did not answer at the last attempt.')),
                ('received_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('tries_begin_at', models.DateTimeField(default=django.utils.timezone.now, help_text='Retries end two days after this.')),
                ('attempted_at', models.DateTimeField(blank=True, null=True)),
                ('next_attempt_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('applied_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('status', 'waiting')), fields=['next_attempt_at'], name='stripe_event_due')],
            },
        ),
        migrations.CreateModel(
            name='Checkout',
            fields=[
                ('id', foundation.ids.PrefixedIdField(prefix='chk', serialize=False)),
                ('plan', models.CharField(max_length=20)),
                ('customer_id', models.CharField(max_length=255)),
                ('price_id', models.CharField(max_length=255)),
                ('request', models.JSONField(default=dict, help_text='The request to Stripe. Retries send the same one.')),
                ('session_id', models.CharField(blank=True, max_length=255)),
                ('url', models.URLField(blank=True, max_length=2000)),
                ('status', models.CharField(choices=[('open', 'Open'), ('completed', 'Completed'), ('abandoned', 'Abandoned')], default='open', max_length=10)),
                ('attempt', models.PositiveIntegerField(db_default=0, default=0, help_text='Failures that Stripe has stored for this purchase. Part of its idempotency keys.')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('started_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('workspace', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='checkouts', to='accounts.workspace')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('status', 'open')), fields=('workspace',), name='checkout_open_once')],
            },
        ),
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('id', foundation.ids.PrefixedIdField(prefix='ntc', serialize=False)),
                ('kind', models.CharField(choices=[('quota_low', 'Few videos left'), ('quota_exhausted', 'No videos left'), ('payment_failed', 'Payment failed'), ('read_only', 'Read-only'), ('plan_ended', 'Plan ended'), ('trial_ends', 'Trial ends soon'), ('refund', 'Payment refunded'), ('refund_failed', 'Refund failed'), ('refund_canceled', 'Refund canceled'), ('dispute', 'Payment disputed'), ('dispute_closed', 'Dispute closed')], max_length=20)),
                ('about', models.CharField(max_length=120)),
                ('facts', models.JSONField(blank=True, default=dict)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('claimed_at', models.DateTimeField(blank=True, null=True)),
                ('sent_at', models.DateTimeField(blank=True, null=True)),
                ('workspace', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notices', to='accounts.workspace')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('sent_at', None)), fields=['created_at'], name='notice_unsent')],
                'constraints': [models.UniqueConstraint(fields=('workspace', 'kind', 'about'), name='notice_once')],
            },
        ),
        migrations.CreateModel(
            name='PaymentReversal',
            fields=[
                ('id', foundation.ids.PrefixedIdField(prefix='rev', serialize=False)),
                ('kind', models.CharField(choices=[('refund', 'Refund'), ('dispute', 'Dispute')], max_length=10)),
                ('stripe_id', models.CharField(help_text='The id of the refund or dispute.', max_length=255, unique=True)),
                ('charge_id', models.CharField(max_length=255)),
                ('customer_id', models.CharField(max_length=255)),
                ('amount_minor', models.BigIntegerField()),
                ('currency', models.CharField(max_length=3)),
                ('charged_minor', models.BigIntegerField(blank=True, help_text='The amount of the whole payment, if in the same currency.', null=True)),
                ('reason', models.CharField(blank=True, help_text="Stripe's reason code.", max_length=100)),
                ('status', models.CharField(help_text="Stripe's status.", max_length=50)),
                ('livemode', models.BooleanField(default=False)),
                ('opened_at', models.DateTimeField(help_text='When the refund or the dispute was created.')),
                ('evidence_due_at', models.DateTimeField(blank=True, null=True)),
                ('looked_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('workspace', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='payment_reversals', to='accounts.workspace')),
            ],
            options={
                'indexes': [models.Index(fields=['workspace', '-opened_at'], name='reversal_by_workspace')],
            },
        ),
        migrations.AddConstraint(
            model_name='quotaperiod',
            constraint=models.UniqueConstraint(fields=('workspace', 'starts_at'), name='quota_period_once'),
        ),
        migrations.AddConstraint(
            model_name='quotaperiod',
            constraint=models.CheckConstraint(condition=models.Q(('is_unlimited', True), ('granted__gte', django.db.models.expressions.CombinedExpression(models.F('held'), '+', models.F('used'))), _connector='OR'), name='quota_period_not_oversold'),
        ),
        migrations.AddConstraint(
            model_name='quotaperiod',
            constraint=models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='quota_period_has_time'),
        ),
        migrations.AddIndex(
            model_name='ledgerentry',
            index=models.Index(fields=['workspace', '-created_at', '-id'], name='ledger_by_workspace'),
        ),
        migrations.AddConstraint(
            model_name='ledgerentry',
            constraint=models.UniqueConstraint(fields=('reference', 'kind'), name='ledger_entry_once'),
        ),
        migrations.AddIndex(
            model_name='reservation',
            index=models.Index(condition=models.Q(('status', 'held')), fields=['expires_at'], name='reservation_held_expiry'),
        ),
        migrations.AddConstraint(
            model_name='reservation',
            constraint=models.CheckConstraint(condition=models.Q(('videos__gte', 1)), name='reservation_of_something'),
        ),
        migrations.AddIndex(
            model_name='standing',
            index=models.Index(condition=models.Q(('customer_id', ''), _negated=True), fields=['customer_id'], name='standing_by_customer'),
        ),
        migrations.AddIndex(
            model_name='standing',
            index=models.Index(condition=models.Q(('status__in', ['trialing', 'active', 'past_due'])), fields=['period_ends_at'], name='standing_by_period_end'),
        ),
        migrations.AddIndex(
            model_name='standing',
            index=models.Index(condition=models.Q(('unconfirmed_at__isnull', False)), fields=['unconfirmed_at'], name='standing_unconfirmed'),
        ),
        migrations.RunSQL(_FORBID_CHANGES, _ALLOW_CHANGES),
    ]
