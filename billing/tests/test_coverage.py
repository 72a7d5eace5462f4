"""Plan limits on a workspace's resources, tested with API keys."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import ApiKey, User
from billing import plans
from billing.coverage import Covered, Reach
from billing.errors import PlanLimitError, WorkspaceReadOnlyError
from billing.models import Standing

KEYS = Covered(
    key="publishing.connections",
    one="key",
    many="keys",
    remove="Revoke",
    beyond="kept, and refused",
    rows=ApiKey.objects.all,
)
COVERED = plans.FREE.limits[KEYS.key] or 0


@pytest.fixture
def keep(workspace, db):
    """Creates this many keys, oldest first."""
    person = User.objects.create_user("keys@example.com")

    def make(count):
        return [
            ApiKey.objects.create(
                workspace=workspace,
                issued_by=person,
                name=f"Key {number}",
                key_sha256=f"{number}",
                created_at=timezone.now() - timedelta(days=30 - number),
            )
            for number in range(count)
        ]

    return make


def test_the_oldest_are_covered_and_the_rest_paused(workspace, keep):
    keys = keep(COVERED + 2)

    beyond = {key.pk for key in keys[COVERED:]}
    assert KEYS.paused(workspace=workspace) == beyond
    assert KEYS.reach(workspace=workspace).beyond(keys) == beyond
    assert not KEYS.is_paused(keys[0])


def test_a_paused_one_is_refused_with_the_way_out(keep):
    keys = keep(COVERED + 1)

    KEYS.require_active(keys[0], way_out="")
    with pytest.raises(PlanLimitError) as refusal:
        KEYS.require_active(keys[-1], way_out="Key 9 is newer.")

    larger = plans.CREATOR.limits[KEYS.key]
    assert refusal.value.message == (
        f"Paused: your plan covers {COVERED} keys, and Key 9 is newer. Creator covers {larger} keys."
    )
    assert (refusal.value.status, refusal.value.context) == (402, {"key": KEYS.key, "limit": COVERED})


def test_there_is_room_until_the_plan_is_full(workspace, keep):
    keep(COVERED - 1)
    KEYS.require_room(workspace=workspace)
    ApiKey.objects.all().delete()
    keep(COVERED)

    with pytest.raises(PlanLimitError, match=f"covers {COVERED} keys, and you have {COVERED}. Revoke one"):
        KEYS.require_room(workspace=workspace)


def test_an_unpaid_bill_pauses_all_and_says_so(workspace, keep):
    keys = keep(1)
    Standing.objects.create(workspace=workspace, status="read_only", subscription_id="sub_x")

    reach = KEYS.reach(workspace=workspace)

    assert reach.beyond(keys) == {keys[0].pk}
    assert reach.words == "Paused: this workspace is read-only until the open invoice is paid"
    with pytest.raises(WorkspaceReadOnlyError):
        KEYS.require_active(keys[0], way_out="")


def test_one_is_called_one(workspace, keep):
    keep(3)

    held = KEYS.holding(workspace=workspace)

    assert (held.key, held.what, held.count, held.beyond) == (KEYS.key, "keys", 3, "kept, and refused")
    assert Reach(limit=1, covered="1 key").words == "Paused: your plan covers 1 key"
