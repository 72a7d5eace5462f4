"""Scenes with the former cross-fade get the transition that suits them."""

from typing import Any

from django.db import migrations


def replace_fades(apps: Any, schema_editor: Any) -> None:
    """Set the automatic transition."""
    apps.get_model("synthesis", "Scene").objects.filter(transition="fade").update(transition="auto")


def restore_fades(apps: Any, schema_editor: Any) -> None:
    """Set the cross-fade for every transition that the earlier version does not know."""
    scenes = apps.get_model("synthesis", "Scene").objects.exclude(transition="cut")
    scenes.update(transition="fade")


class Migration(migrations.Migration):
    dependencies = [("synthesis", "0005_video_add_theme")]

    operations = [migrations.RunPython(replace_fades, restore_fades)]
