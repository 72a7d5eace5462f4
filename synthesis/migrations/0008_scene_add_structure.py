"""A scene gets the structure of its content beside its layout, and the objects that a person chose."""

import django.contrib.postgres.fields
from django.db import migrations, models

_STRUCTURES = [
    ("title", "Title"),
    ("statement", "Statement"),
    ("number", "Number"),
    ("list", "List"),
    ("steps", "Steps"),
    ("quote", "Quote"),
    ("compare", "Comparison"),
    ("outro", "Outro"),
]


class Migration(migrations.Migration):
    dependencies = [("synthesis", "0007_video_caption_style_auto")]

    operations = [
        migrations.AddField(
            model_name="scene",
            name="structure",
            field=models.CharField(
                choices=_STRUCTURES, default="statement", db_default="statement", max_length=16
            ),
        ),
        migrations.AddField(
            model_name="scene",
            name="object_names",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=60),
                blank=True,
                db_default=[],
                default=list,
                size=3,
            ),
        ),
        migrations.AlterField(
            model_name='scene',
            name='layout',
            field=models.CharField(blank=True, choices=[('hook_hero', 'Large object'), ('count', 'Counted objects'), ('before_after', 'Before and after'), ('timeline', 'Timeline'), ('quote', 'Quotation'), ('myth', 'Myth'), ('letterform', 'Letter'), ('receipt', 'Receipt'), ('chart', 'Chart'), ('number', 'Number'), ('podium', 'Podium'), ('pedestal', 'Pedestal'), ('product_card', 'Product card'), ('paper_scene', 'Landscape'), ('route', 'Route on a map'), ('type_sandwich', 'Words around an object'), ('countdown', 'Countdown'), ('checklist', 'Checklist'), ('callouts', 'Callouts'), ('chat', 'Chat'), ('notification', 'Notification'), ('versus', 'Versus'), ('type_poster', 'Poster of words'), ('outro', 'Closing'), ('scale', 'Balance'), ('share', 'Share of a whole'), ('path', 'Path of steps')], default='', help_text='If empty, chosen by what the scene says.', max_length=16),
        ),
    ]
