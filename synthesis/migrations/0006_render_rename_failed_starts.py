from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('synthesis', '0005_rendernode_add_is_configured'),
    ]

    operations = [
        migrations.RenameField(model_name='render', old_name='stumbles', new_name='failed_starts'),
        migrations.AlterField(
            model_name='render',
            name='failed_starts',
            field=models.PositiveSmallIntegerField(default=0, help_text='Media steps in a row that started and made no progress.'),
        ),
    ]
