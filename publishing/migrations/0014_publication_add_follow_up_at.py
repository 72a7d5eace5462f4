from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("publishing", "0013_review_add_models"),
    ]

    operations = [
        migrations.AddField(
            model_name="publication",
            name="follow_up_at",
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.AddIndex(
            model_name="publication",
            index=models.Index(
                condition=models.Q(("follow_up_at__isnull", False)),
                fields=["follow_up_at"],
                name="publication_follow_up",
            ),
        ),
    ]
