"""Add the state of providers of licensed data."""

import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('discovery', '0013_add_saved_views'),
    ]

    operations = [
        migrations.CreateModel(
            name='ProviderState',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60, unique=True)),
                ('due_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('lease_until', models.DateTimeField(blank=True, editable=False, null=True)),
                ('fence', models.PositiveIntegerField(default=0, editable=False)),
                ('since', models.DateTimeField(blank=True, editable=False, null=True)),
                ('succeeded_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('stored', models.PositiveIntegerField(default=0, editable=False)),
                ('refused', models.PositiveIntegerField(default=0, editable=False)),
                ('refusal', models.CharField(blank=True, default='', editable=False, max_length=200)),
                ('problem', models.CharField(blank=True, default='', editable=False, max_length=300)),
                ('failures', models.PositiveSmallIntegerField(default=0, editable=False)),
                ('day_on', models.DateField(blank=True, editable=False, null=True)),
                ('used', models.PositiveIntegerField(default=0, editable=False)),
            ],
            options={
                'ordering': ['name'],
            },
        ),
    ]
