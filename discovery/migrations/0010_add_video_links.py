"""Add videos that people add by URL, and keep data of different origins in different rows."""

import discovery.platforms
import django.db.models.deletion
import django.utils.timezone
import foundation.ids
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0001_initial'),
        ('discovery', '0009_add_region_restriction'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='VideoLink',
            fields=[
                ('status_changed_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('platform', models.CharField(choices=discovery.platforms.choices, default=discovery.platforms.default_key, max_length=12)),
                ('id', foundation.ids.PrefixedIdField(prefix='lnk', serialize=False)),
                ('address', models.CharField(max_length=120)),
                ('status', models.CharField(choices=[('looking_up', 'Looking up'), ('added', 'Added'), ('not_public', 'Not public'), ('failed', 'Failed')], default='looking_up', max_length=10)),
                ('problem', models.CharField(blank=True, default='', max_length=300)),
                ('livemode', models.BooleanField(default=True)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('due_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('lease_until', models.DateTimeField(blank=True, editable=False, null=True)),
                ('fence', models.PositiveIntegerField(default=0, editable=False)),
                ('tries', models.PositiveSmallIntegerField(default=0, editable=False)),
            ],
            options={
                'ordering': ['-created_at', '-pk'],
            },
        ),
        migrations.RemoveConstraint(
            model_name='sourcechannel',
            name='source_channel_once',
        ),
        migrations.AddField(
            model_name='sourcechannel',
            name='provider',
            field=models.CharField(blank=True, db_default='', default='', editable=False, max_length=60),
        ),
        migrations.AddField(
            model_name='sourcevideo',
            name='dated_by',
            field=models.CharField(blank=True, choices=[('', 'Its platform'), ('id', 'The time in its id'), ('addition', 'Unknown; the time when it was added')], db_default='', default='', max_length=8),
        ),
        migrations.AlterField(
            model_name='sourcechannel',
            name='origin',
            field=models.CharField(choices=[('collected', 'Collected from the platform'), ('own', 'From your connected account'), ('imported', 'Imported by you'), ('licensed', 'From a data provider'), ('linked', 'Added by URL')], default='collected', max_length=9),
        ),
        migrations.AlterField(
            model_name='sourcevideo',
            name='unscored',
            field=models.CharField(blank=True, choices=[('', ''), ('baseline_too_small', 'Baseline too small'), ('too_young', 'Too young'), ('no_views', 'Views are hidden'), ('counting_changed', 'Counted differently when it was published'), ('implausible', 'More views than any video has'), ('live', 'Live, or not aired yet'), ('not_yet', 'Not scored yet'), ('no_numbers', 'No public numbers')], default='not_yet', max_length=20),
        ),
        migrations.AddConstraint(
            model_name='sourcechannel',
            constraint=models.UniqueConstraint(fields=('platform', 'platform_id', 'livemode', 'owner', 'origin', 'provider'), name='source_channel_once', nulls_distinct=False),
        ),
        migrations.AddField(
            model_name='videolink',
            name='added_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='videolink',
            name='candidate',
            field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='link', to='discovery.candidate'),
        ),
        migrations.AddField(
            model_name='videolink',
            name='workspace',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='video_links', to='accounts.workspace'),
        ),
        migrations.AddIndex(
            model_name='videolink',
            index=models.Index(condition=models.Q(('status', 'looking_up')), fields=['due_at'], name='video_link_due'),
        ),
        migrations.AddConstraint(
            model_name='videolink',
            constraint=models.UniqueConstraint(fields=('workspace', 'platform', 'address', 'livemode'), name='video_added_once'),
        ),
    ]
