"""The sample data's two weeks, collected by the real collection."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts.models import User, Workspace
from discovery.models import Candidate, Method, Niche, Snapshot


@pytest.mark.slow
def test_the_demo_has_outliers_with_history_and_is_created_once(db, sandbox_url, settings):
    call_command("load_demo")
    seen = (Niche.objects.count(), Candidate.objects.count(), Snapshot.objects.count(), User.objects.count())

    call_command("load_demo")

    assert seen == (
        Niche.objects.count(),
        Candidate.objects.count(),
        Snapshot.objects.count(),
        User.objects.count(),
    )
    assert seen[0] == 1
    assert Workspace.objects.get().name == "Demo studio"
    assert Candidate.objects.filter(source__method=Method.SAME_AGE, score__gte=3).count() >= 5
    assert Snapshot.objects.filter(observed_at__lt=timezone.now() - timedelta(days=13)).exists()
    assert not Candidate.objects.filter(livemode=True).exists()
    assert EmailAddress.objects.get(email="demo@ettametta.test").verified


def test_there_is_no_demo_where_youtube_is_real(db, settings):
    settings.YOUTUBE_API_KEY = "a-key"

    with pytest.raises(CommandError, match="sandbox"):
        call_command("load_demo")

    assert not User.objects.exists()
