"""Nothing reads the former rows any more."""

from django.db import migrations


class Migration(migrations.Migration):
    """Drops the table."""

    dependencies = [("billing", "0009_stripe_events_fill")]

    operations = [migrations.DeleteModel(name="EventFailure")]
