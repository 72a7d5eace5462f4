"""Pronunciations: how the voices of a workspace say a written word."""

import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
from django.db import migrations, models

import foundation.ids


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial"), ("synthesis", "0002_scriptdraft_add_options")]

    operations = [
        migrations.CreateModel(
            name="Pronunciation",
            fields=[
                ("version", models.PositiveIntegerField(default=1)),
                ("id", foundation.ids.PrefixedIdField(prefix="prn", serialize=False)),
                (
                    "language",
                    models.CharField(
                        blank=True,
                        help_text="A language tag, such as en or pt-BR. If empty, it applies to all languages.",
                        max_length=16,
                    ),
                ),
                (
                    "written",
                    models.CharField(
                        help_text="The word or words as they are written, in any case.", max_length=60
                    ),
                ),
                (
                    "spoken",
                    models.CharField(
                        help_text="How to say them, spelled the way they sound.", max_length=120
                    ),
                ),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "workspace",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="accounts.workspace",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        models.F("workspace"),
                        django.db.models.functions.text.Lower("written"),
                        models.F("language"),
                        name="pronunciation_one_per_word",
                    )
                ],
            },
        ),
    ]
