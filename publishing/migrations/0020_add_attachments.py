from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("publishing", "0019_add_extras"),
    ]

    operations = [
        migrations.AddField(
            model_name="crosspost",
            name="attachment_choices",
            field=models.JSONField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="publication",
            name="attachments",
            field=models.JSONField(blank=True, editable=False, null=True),
        ),
    ]
