from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('discovery', '0019_analysis_add_estimated'),
    ]

    operations = [
        migrations.AddField(
            model_name='sourcechannel',
            name='next_page',
            field=models.TextField(blank=True, db_default='', default='', editable=False),
        ),
    ]
