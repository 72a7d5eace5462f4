"""The theme of a video, and transitions instead of the cross-fade."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("synthesis", "0004_scene_add_recording")]

    operations = [
        migrations.AddField(
            model_name="video",
            name="theme",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                help_text="The look that all scenes share. If empty, it is chosen by the topic.",
                max_length=16,
            ),
        ),
        migrations.AlterField(
            model_name="scene",
            name="transition",
            field=models.CharField(
                choices=[
                    ("auto", "Automatic"),
                    ("cut", "Cut"),
                    ("wipe", "Wipe"),
                    ("tear", "Paper tear"),
                    ("fill", "Fill"),
                    ("whip", "Whip pan"),
                    ("slip", "Slipping plates"),
                    ("slam", "Slam"),
                    ("flip", "Page flip"),
                ],
                default="auto",
                max_length=8,
            ),
        ),
    ]
