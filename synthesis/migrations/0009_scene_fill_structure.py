"""What was a scene's layout becomes its structure; the layout is chosen by what the scene says."""

from typing import Any

from django.db import migrations, models
from django.db.models import F

_STRUCTURES = ("title", "statement", "number", "list", "steps", "quote", "compare", "outro")
_AT_ONCE = 5_000


def fill_structures(apps: Any, schema_editor: Any) -> None:
    """Copy the layout to the structure, and clear it."""
    scenes = apps.get_model("synthesis", "Scene").objects
    while batch := list(scenes.filter(layout__in=_STRUCTURES).values_list("pk", flat=True)[:_AT_ONCE]):
        scenes.filter(pk__in=batch).update(structure=F("layout"), layout="")


def restore_layouts(apps: Any, schema_editor: Any) -> None:
    """Copy the structure back."""
    apps.get_model("synthesis", "Scene").objects.update(layout=F("structure"))


class Migration(migrations.Migration):
    dependencies = [("synthesis", "0008_scene_add_structure")]

    operations = [migrations.RunPython(fill_structures, restore_layouts)]
