"""Whether the stock of a video is graded to its theme."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("synthesis", "0014_add_poster_pick")]

    operations = [
        migrations.AddField(
            model_name="video",
            name="grades_stock",
            field=models.BooleanField(
                db_default=True,
                default=True,
                help_text="Whether the colours of stock clips and photos are graded to the theme.",
            ),
        ),
    ]
