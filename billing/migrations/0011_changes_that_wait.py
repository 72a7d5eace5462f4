"""What is remembered of calls to Stripe whose outcome is open, and of customers whose workspace is gone."""

import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """Columns have defaults in the database, so that the release before this one can write rows."""

    dependencies = [
        ('accounts', '0002_audit_append_only'),
        ('billing', '0010_drop_event_failures'),
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
        ),
        migrations.AddField(
            model_name='abandonedsubscription',
            name='looked_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='checkout',
            name='attempt',
            field=models.PositiveIntegerField(db_default=0, default=0, help_text='Failures that Stripe stores for this purchase: part of its idempotency keys.'),
        ),
        migrations.AddField(
            model_name='standing',
            name='failed_calls',
            field=models.PositiveIntegerField(db_default=0, default=0, help_text="Changes that failed at Stripe: part of the next one's idempotency key."),
        ),
        migrations.AddField(
            model_name='standing',
            name='pending_plan',
            field=models.CharField(blank=True, db_default='', default='', help_text='A change that waits until its invoice is paid.', max_length=20),
        ),
        migrations.AddField(
            model_name='standing',
            name='pending_until',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='standing',
            name='unconfirmed_at',
            field=models.DateTimeField(blank=True, help_text='A change was sent then, and its answer was lost.', null=True),
        ),
        migrations.AddIndex(
            model_name='standing',
            index=models.Index(condition=models.Q(('unconfirmed_at__isnull', False)), fields=['unconfirmed_at'], name='standing_unconfirmed'),
        ),
        migrations.AddIndex(
            model_name='abandonedcustomer',
            index=models.Index(condition=models.Q(('cleared_at', None)), fields=['created_at'], name='abandoned_customer_open'),
        ),
    ]
