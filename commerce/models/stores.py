"""Connected shops."""

from datetime import datetime, timedelta
from typing import ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Value
from django.db.models.functions import Now
from django.utils import timezone

from accounts.models import User, Workspace, WorkspaceOwnedModel, WorkspaceOwnedQuerySet
from commerce import platforms
from commerce.platforms import CredentialKind, Words
from foundation import leases
from foundation.ids import PrefixedIdField
from foundation.secrets import EncryptedTextField
from foundation.state_machine import StateMachineModel


class StoreStatus(models.TextChoices):
    """Whether a shop can be used."""

    ACTIVE = "active", "Active"
    NEEDS_RECONNECT = "needs_reconnect", "Needs reconnect"
    REVOKED = "revoked", "Disconnected"


class StoreQuerySet(WorkspaceOwnedQuerySet["Store"]):
    """Queries for shops."""

    def listed(self) -> Self:
        """Shops that are not disconnected, by name."""
        return self.exclude(status=StoreStatus.REVOKED).order_by("name", "pk")

    def active(self) -> Self:
        """Shops that can be called."""
        return self.filter(status=StoreStatus.ACTIVE)

    def of_shop(self, *, platform: str, domain: str, livemode: bool) -> Self:
        """The rows of one shop, which several workspaces may have connected."""
        return self.filter(platform=platform, domain=domain, livemode=livemode)

    def due_for_products(self) -> Self:
        """Shops whose products should be read now, and that no worker has leased."""
        return self.active().filter(leases.free(prefix="products_"), products_due_at__lte=Now())

    def due_for_orders(self) -> Self:
        """Shops whose orders should be compared now, and that no worker has leased."""
        return self.active().filter(leases.free(prefix="orders_"), orders_due_at__lte=Now())

    def due_for_hooks(self) -> Self:
        """Shops whose webhook subscriptions should be checked now, and that no worker has leased."""
        return self.active().filter(leases.free(prefix="hooks_"), hooks_due_at__lte=Now())


class Store(WorkspaceOwnedModel, StateMachineModel):
    """A shop that a workspace has connected."""

    TRANSITIONS = {
        StoreStatus.ACTIVE: frozenset({StoreStatus.NEEDS_RECONNECT, StoreStatus.REVOKED}),
        StoreStatus.NEEDS_RECONNECT: frozenset({StoreStatus.ACTIVE, StoreStatus.REVOKED}),
        StoreStatus.REVOKED: frozenset({StoreStatus.ACTIVE}),
    }

    id = PrefixedIdField(prefix="sto")
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="stores")
    connected_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    platform = models.CharField(max_length=16)
    status = models.CharField(max_length=20, choices=StoreStatus.choices, default=StoreStatus.ACTIVE)
    # Why it needs a reconnect or was disconnected, in words; empty while it is active.
    status_note = models.CharField(max_length=400, blank=True)
    # The shop's permanent address, and the one that customers see.
    domain = models.CharField(max_length=255)
    public_domain = models.CharField(max_length=255, blank=True)
    name = models.CharField(max_length=255)
    currency = models.CharField(max_length=3)
    time_zone = models.CharField(max_length=64, blank=True)
    credential = models.CharField(
        max_length=20, choices=[(kind.value, kind.value) for kind in CredentialKind], default="oauth"
    )
    scopes = ArrayField(models.CharField(max_length=60), default=list)
    access_token = EncryptedTextField(blank=True)
    # None: the token does not expire.
    access_expires_at = models.DateTimeField(null=True, blank=True)
    refresh_token = EncryptedTextField(blank=True)
    refresh_lease_until = models.DateTimeField(null=True, blank=True, editable=False)
    refresh_fence = models.PositiveIntegerField(default=0, editable=False)
    # The reading of all products. While one is in progress, ``products_began_at`` is set, and either the
    # shop's export ``products_operation`` or the page that ``products_cursor`` continues with.
    products_read_at = models.DateTimeField(null=True, blank=True, editable=False)
    products_wanted_at = models.DateTimeField(null=True, blank=True, editable=False)
    products_began_at = models.DateTimeField(null=True, blank=True, editable=False)
    products_due_at = models.DateTimeField(db_default=Now(), editable=False)
    products_problem = models.CharField(max_length=400, blank=True, editable=False)
    products_operation = models.CharField(max_length=120, blank=True, editable=False)
    products_cursor = models.TextField(blank=True, editable=False)
    # The products of this reading, or of the last one, so far; and the outages since its last progress.
    products_count = models.PositiveIntegerField(default=0, editable=False)
    products_failures = models.PositiveSmallIntegerField(default=0, editable=False)
    products_lease_until = models.DateTimeField(null=True, blank=True, editable=False)
    products_fence = models.PositiveIntegerField(default=0, editable=False)
    # The comparison of orders: everything that changed before ``orders_read_until`` is known.
    orders_read_until = models.DateTimeField(null=True, blank=True, editable=False)
    orders_cursor = models.TextField(blank=True, editable=False)
    orders_due_at = models.DateTimeField(db_default=Now(), editable=False)
    orders_problem = models.CharField(max_length=400, blank=True, editable=False)
    # The numbers of orders that could not be read, with the time when that was seen first.
    orders_unread = models.JSONField(
        default=dict, db_default=Value({}, models.JSONField()), blank=True, editable=False
    )
    orders_lease_until = models.DateTimeField(null=True, blank=True, editable=False)
    orders_fence = models.PositiveIntegerField(default=0, editable=False)
    # The webhook subscriptions.
    hooks_checked_at = models.DateTimeField(null=True, blank=True, editable=False)
    hooks_due_at = models.DateTimeField(db_default=Now(), editable=False)
    hooks_problem = models.CharField(max_length=400, blank=True, editable=False)
    hooks_lease_until = models.DateTimeField(null=True, blank=True, editable=False)
    hooks_fence = models.PositiveIntegerField(default=0, editable=False)
    livemode = models.BooleanField(default=True)
    # The last consent. What the shop reports of the time before it is over.
    connected_at = models.DateTimeField(db_default=Now(), editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects: ClassVar = StoreQuerySet.as_manager()

    class Meta:
        """A shop is connected to a workspace at most once."""

        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "platform", "domain", "livemode"], name="store_once_per_shop"
            ),
        ]
        indexes = [
            models.Index(fields=["platform", "domain"], name="store_by_shop"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def platform_name(self) -> str:
        """The platform's name for people."""
        return self.words.name

    @property
    def words(self) -> Words:
        """The platform's texts on pages."""
        return platforms.of(self).words

    def connected_after(self, moment: datetime | None) -> bool:
        """True if the last consent was after what the shop reports of this moment; None is now.

        Shops may report whole seconds, and their clock may differ by one.
        """
        return moment is not None and moment + timedelta(seconds=2) < self.connected_at

    @property
    def orders_unread_since(self) -> datetime | None:
        """When the first of the orders that could not be read was seen; None if all could."""
        return min(map(datetime.fromisoformat, self.orders_unread.values()), default=None)

    @property
    def lacks(self) -> tuple[str, ...]:
        """The permissions, in words, that every shop needs and this one did not give."""
        platform = platforms.of(self)
        return platform.lacking(scopes=self.scopes, wanted=platform.scopes)

    @property
    def may_create_drafts(self) -> bool:
        """True with the permissions for product drafts."""
        platform = platforms.of(self)
        return not platform.lacking(scopes=self.scopes, wanted=platform.merch_scopes)
