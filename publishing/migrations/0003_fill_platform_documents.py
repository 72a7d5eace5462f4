"""What was chosen so far, as documents. The columns are still there for the way back."""

from django.db import migrations

_FILL = """
UPDATE publishing_connection SET account = jsonb_build_object('uploads_playlist_id', uploads_playlist_id);
UPDATE publishing_publication SET options = jsonb_build_object(
    'platform', 'youtube',
    'tags', to_jsonb(tags),
    'visibility', nullif(visibility, ''),
    'made_for_kids', made_for_kids,
    'notify_subscribers', notify_subscribers
);
"""


class Migration(migrations.Migration):

    dependencies = [
        ("publishing", "0002_add_platform_documents"),
    ]

    operations = [
        migrations.RunSQL(_FILL, migrations.RunSQL.noop),
    ]
