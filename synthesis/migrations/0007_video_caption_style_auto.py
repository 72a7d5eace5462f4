"""New videos have captions in the style of their theme."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("synthesis", "0006_scene_transition_auto")]

    operations = [
        migrations.AlterField(
            model_name="video",
            name="caption_style",
            field=models.CharField(
                blank=True,
                default="auto",
                help_text="The style of the captions; auto: that of the theme. If empty, there are no captions.",
                max_length=16,
            ),
        ),
    ]
