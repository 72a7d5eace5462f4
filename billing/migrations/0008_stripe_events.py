"""Events are rows of their own: stored by the webhook, applied by a worker."""

import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    """Adds the table."""

    dependencies = [("billing", "0007_customers_of_workspaces")]

    operations = [
        migrations.CreateModel(
            name="StripeEvent",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("event_id", models.CharField(max_length=255, unique=True)),
                ("type", models.CharField(max_length=250)),
                ("lock_name", models.CharField(help_text="Events of the same name are applied in turn.", max_length=255)),
                ("object", models.JSONField(help_text="What the event is about, as Stripe sent it.")),
                ("status", models.CharField(choices=[("waiting", "Waiting"), ("applied", "Applied"), ("failed", "Given up")], default="waiting", max_length=10)),
                ("attempts", models.PositiveIntegerField(default=0)),
                ("error", models.CharField(blank=True, help_text="Why the last attempt failed.", max_length=300)),
                ("waits_for_stripe", models.BooleanField(default=False, help_text="Stripe did not answer at the last attempt.")),
                ("received_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("tries_begin_at", models.DateTimeField(default=django.utils.timezone.now, help_text="Given up two days after this.")),
                ("attempted_at", models.DateTimeField(blank=True, null=True)),
                ("next_attempt_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("applied_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "indexes": [models.Index(condition=models.Q(("status", "waiting")), fields=["next_attempt_at"], name="stripe_event_due")],
            },
        ),
    ]
