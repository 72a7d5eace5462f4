"""Choices of stock for scenes, and the requests that were sent to its provider."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

import foundation.ids


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial"), ("synthesis", "0011_asset_add_attribution")]

    operations = [
        migrations.CreateModel(
            name="StockChoice",
            fields=[
                (
                    "status_changed_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
                ("id", foundation.ids.PrefixedIdField(prefix="stc", serialize=False)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("queued", "Queued"),
                            ("running", "Choosing"),
                            ("succeeded", "Chosen"),
                            ("failed", "Not chosen"),
                        ],
                        default="queued",
                        max_length=16,
                    ),
                ),
                ("wanted", models.CharField(blank=True, max_length=40)),
                ("picked", models.CharField(blank=True, max_length=40)),
                (
                    "query",
                    models.CharField(blank=True, help_text="The search that found the clip.", max_length=120),
                ),
                ("note", models.CharField(blank=True, max_length=300)),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                ("fence", models.PositiveIntegerField(default=0, editable=False)),
                ("lease_until", models.DateTimeField(blank=True, null=True)),
                (
                    "due_at",
                    models.DateTimeField(blank=True, help_text="When a postponed attempt is due.", null=True),
                ),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
            ],
        ),
        migrations.CreateModel(
            name="StockUse",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("provider", models.CharField(max_length=24)),
                ("period", models.CharField(max_length=8)),
                ("starts_at", models.DateTimeField()),
                ("livemode", models.BooleanField()),
                ("used", models.PositiveIntegerField(default=0)),
                ("is_closed", models.BooleanField(default=False)),
            ],
        ),
        migrations.AddField(
            model_name="stockchoice",
            name="asset",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="synthesis.asset",
            ),
        ),
        migrations.AddField(
            model_name="stockchoice",
            name="scene",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="stock_choices",
                to="synthesis.scene",
            ),
        ),
        migrations.AddField(
            model_name="stockchoice",
            name="video",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="stock_choices",
                to="synthesis.video",
            ),
        ),
        migrations.AddField(
            model_name="stockchoice",
            name="workspace",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="accounts.workspace"
            ),
        ),
        migrations.AddConstraint(
            model_name="stockuse",
            constraint=models.UniqueConstraint(
                fields=("provider", "period", "starts_at", "livemode"), name="stock_use_once_per_period"
            ),
        ),
        migrations.AddIndex(
            model_name="stockchoice",
            index=models.Index(fields=["scene", "-created_at"], name="stock_choice_by_scene"),
        ),
        migrations.AddConstraint(
            model_name="stockchoice",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status__in", ["queued", "running"])),
                fields=("scene",),
                name="stock_choice_one_at_a_time",
            ),
        ),
    ]
