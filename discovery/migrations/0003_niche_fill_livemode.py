"""Which niches hold sample data: those whose channels all came from the sandbox."""

from django.db import migrations

_FILL = """
UPDATE discovery_niche SET livemode = false
WHERE EXISTS (
    SELECT 1 FROM discovery_watchedchannel_niches AS listed
    JOIN discovery_watchedchannel AS channel ON channel.id = listed.watchedchannel_id
    WHERE listed.niche_id = discovery_niche.id AND NOT channel.livemode
) AND NOT EXISTS (
    SELECT 1 FROM discovery_watchedchannel_niches AS listed
    JOIN discovery_watchedchannel AS channel ON channel.id = listed.watchedchannel_id
    WHERE listed.niche_id = discovery_niche.id AND channel.livemode AND channel.platform_id <> ''
)
"""
# A channel that nobody has looked up yet belongs to its niche, not to the default.
_PENDING = """
UPDATE discovery_watchedchannel SET livemode = false
WHERE livemode AND platform_id = '' AND EXISTS (
    SELECT 1 FROM discovery_watchedchannel_niches AS listed
    JOIN discovery_niche AS niche ON niche.id = listed.niche_id
    WHERE listed.watchedchannel_id = discovery_watchedchannel.id AND NOT niche.livemode
)
"""


class Migration(migrations.Migration):
    """A fill of one column; on the way back it goes with the column."""

    dependencies = [("discovery", "0002_watching_by_source")]

    operations = [
        migrations.RunSQL(_FILL, migrations.RunSQL.noop),
        migrations.RunSQL(_PENDING, migrations.RunSQL.noop),
    ]
