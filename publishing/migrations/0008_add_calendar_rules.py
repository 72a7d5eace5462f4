import django.core.validators
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("publishing", "0007_publication_add_sending_plan"),
    ]

    operations = [
        migrations.CreateModel(
            name="CalendarRules",
            fields=[
                (
                    "workspace",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="calendar_rules",
                        serialize=False,
                        to="accounts.workspace",
                    ),
                ),
                (
                    "when_late",
                    models.CharField(
                        choices=[("post", "Post it late"), ("ask", "Ask me")], default="post", max_length=8
                    ),
                ),
                (
                    "late_limit_h",
                    models.PositiveSmallIntegerField(
                        default=2, validators=[django.core.validators.MaxValueValidator(72)]
                    ),
                ),
                (
                    "overlap_min",
                    models.PositiveSmallIntegerField(
                        default=30, validators=[django.core.validators.MaxValueValidator(720)]
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="calendarrules",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("late_limit_h__gte", 1), ("late_limit_h__lte", 72), ("overlap_min__lte", 720)
                ),
                name="calendar_rules_in_range",
            ),
        ),
    ]
