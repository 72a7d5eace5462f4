"""Picks of posters: a frame of a finished video, instead of its first."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

import foundation.ids


class Migration(migrations.Migration):
    """Add ``PosterPick``."""

    dependencies = [
        ("accounts", "0001_initial"),
        ("synthesis", "0013_scene_add_still"),
    ]

    operations = [
        migrations.CreateModel(
            name="PosterPick",
            fields=[
                (
                    "status_changed_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
                ("id", foundation.ids.PrefixedIdField(prefix="pst", serialize=False)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("queued", "Queued"),
                            ("running", "Being made"),
                            ("succeeded", "Made"),
                            ("failed", "Not made"),
                        ],
                        default="queued",
                        max_length=16,
                    ),
                ),
                ("at_s", models.FloatField(help_text="The wanted moment of the video, in seconds.")),
                (
                    "shown_at_s",
                    models.FloatField(
                        blank=True,
                        help_text="The moment that the poster shows. If empty, it is the first frame.",
                        null=True,
                    ),
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
                (
                    "first_poster",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="synthesis.asset",
                    ),
                ),
                (
                    "first_thumbnail",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="synthesis.asset",
                    ),
                ),
                (
                    "render",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="poster_pick",
                        to="synthesis.render",
                    ),
                ),
                (
                    "workspace",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="accounts.workspace"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("status__in", ["queued", "running"])),
                        fields=["status_changed_at"],
                        name="poster_pick_open",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("at_s__gte", 0)), name="poster_pick_within_video"
                    )
                ],
            },
        ),
    ]
