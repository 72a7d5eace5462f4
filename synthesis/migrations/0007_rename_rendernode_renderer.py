from django.db import migrations, models

OPEN = ['queued', 'running']
WAITING = models.Q(status='queued', renderer__isnull=True)


class Migration(migrations.Migration):

    dependencies = [
        ('synthesis', '0006_render_rename_failed_starts'),
    ]

    operations = [
        migrations.RemoveIndex(model_name='attempt', name='attempt_waiting'),
        migrations.RemoveIndex(model_name='attempt', name='attempt_waiting_by_turn'),
        migrations.RemoveIndex(model_name='attempt', name='attempt_in_flight'),
        migrations.RemoveConstraint(model_name='rendernode', name='node_once'),
        migrations.RemoveConstraint(model_name='nodeevent', name='node_event_once'),
        migrations.RemoveIndex(model_name='nodeevent', name='node_event_by_age'),
        migrations.RenameModel(old_name='RenderNode', new_name='Renderer'),
        migrations.RenameModel(old_name='NodeEvent', new_name='RendererEvent'),
        migrations.RenameField(model_name='renderer', old_name='drawing_models', new_name='engines'),
        migrations.RenameField(model_name='rendererevent', old_name='node', new_name='renderer'),
        migrations.RenameField(model_name='attempt', old_name='node', new_name='renderer'),
        migrations.RenameField(model_name='attempt', old_name='node_job_id', new_name='job_id'),
        migrations.AddConstraint(
            model_name='renderer',
            constraint=models.UniqueConstraint(fields=('kind', 'base_url'), name='renderer_once'),
        ),
        migrations.AddConstraint(
            model_name='rendererevent',
            constraint=models.UniqueConstraint(fields=('renderer', 'webhook_id'), name='renderer_event_once'),
        ),
        migrations.AddIndex(
            model_name='rendererevent',
            index=models.Index(fields=['received_at'], name='renderer_event_by_age'),
        ),
        migrations.AddIndex(
            model_name='attempt',
            index=models.Index(condition=WAITING, fields=['created_at'], name='attempt_waiting'),
        ),
        migrations.AddIndex(
            model_name='attempt',
            index=models.Index(
                condition=WAITING,
                fields=['engine', 'workspace', 'created_at', 'position', 'id'],
                name='attempt_waiting_by_turn',
            ),
        ),
        migrations.AddIndex(
            model_name='attempt',
            index=models.Index(condition=models.Q(status__in=OPEN), fields=['renderer'], name='attempt_in_flight'),
        ),
    ]
