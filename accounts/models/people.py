"""People, workspaces, and what they own."""

from typing import Any, ClassVar, Self, TypeVar

from allauth.account.models import EmailAddress
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone

from foundation.errors import NotFoundError
from foundation.ids import PrefixedIdField

Owned = TypeVar("Owned", bound="WorkspaceOwnedModel")


class UserManager(BaseUserManager["User"]):
    """Creates people, who are identified by their e-mail address."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Create a person. Without a password, they can't sign in with one."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Create an operator with every permission in the admin."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    """A person, who signs in by e-mail."""

    id = PrefixedIdField(prefix="usr")
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120, blank=True)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    date_joined = models.DateTimeField(default=timezone.now, editable=False)

    objects: ClassVar[UserManager] = UserManager()

    # The person's memberships, oldest first, if they were read together with the person: see ``sign_in``.
    read_memberships: "list[Membership] | None" = None

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        """E-mail addresses are unique, ignoring case."""

        constraints = [models.UniqueConstraint(Lower("email"), name="user_email_once")]

    def __str__(self) -> str:
        return self.email

    @property
    def display_name(self) -> str:
        """The name, or else the part of the address before the @."""
        return self.name or self.email.partition("@")[0]

    @property
    def has_confirmed_email(self) -> bool:
        """True once the person has confirmed their address."""
        return bool(EmailAddress.objects.filter(user=self, verified=True).exists())


class WorkspaceQuerySet(models.QuerySet["Workspace"]):
    """Queries for workspaces."""

    def of_user(self, user: "User") -> Self:
        """Workspaces of ``user``, oldest first."""
        return self.filter(memberships__user=user).order_by("created_at", "pk")


class Workspace(models.Model):
    """The tenant, which owns all work."""

    id = PrefixedIdField(prefix="wsp")
    name = models.CharField(max_length=80)
    time_zone = models.CharField(max_length=64, default="UTC")
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = WorkspaceQuerySet.as_manager()

    # A cache for apps above, for the duration of one page request. None elsewhere, where a row may be out of
    # date.
    remembered: dict[str, Any] | None = None

    def __str__(self) -> str:
        return self.name

    @property
    def email(self) -> str:
        """The address of its first owner, for bills; empty without an owner."""
        owners = self.memberships.filter(role=Role.OWNER).order_by("created_at", "pk")
        return owners.values_list("user__email", flat=True).first() or ""


class WorkspaceOwnedQuerySet(models.QuerySet[Owned]):
    """Queries for rows that belong to a workspace."""

    def for_workspace(self, workspace: Workspace) -> Self:
        """The rows of ``workspace``."""
        return self.filter(workspace=workspace)

    def get_or_refuse(self, pk: str) -> Owned:
        """Return the row. Raises NotFoundError, also for a row of another workspace."""
        row = self.filter(pk=pk).first()
        if row is None:
            raise NotFoundError()
        return row


class WorkspaceOwnedModel(models.Model):
    """A row that belongs to one workspace."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")

    objects = WorkspaceOwnedQuerySet.as_manager()

    class Meta:
        """Abstract: each kind of row has its own table."""

        abstract = True


class Role(models.TextChoices):
    """A member's role in a workspace."""

    OWNER = "owner", "Owner"
    ADMIN = "admin", "Admin"
    EDITOR = "editor", "Editor"
    VIEWER = "viewer", "Viewer"

    @property
    def rank(self) -> int:
        """A higher rank has more permissions."""
        return {"viewer": 0, "editor": 1, "admin": 2, "owner": 3}[self.value]


class Membership(WorkspaceOwnedModel):
    """One person in one workspace."""

    id = PrefixedIdField(prefix="mbr")
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=10, choices=Role.choices, default=Role.EDITOR)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        """A person is a member of a workspace at most once."""

        constraints = [
            models.UniqueConstraint(fields=["workspace", "user"], name="membership_once_per_workspace"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} in {self.workspace_id} as {self.role}"

    def may(self, needed: Role) -> bool:
        """True when the member's role is at least ``needed``."""
        return Role(self.role).rank >= needed.rank


class Invitation(WorkspaceOwnedModel):
    """An invitation of one e-mail address. Only the SHA-256 of its token is stored."""

    id = PrefixedIdField(prefix="inv")
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="invitations")
    email = models.EmailField()
    role = models.CharField(max_length=10, choices=Role.choices, default=Role.EDITOR)
    token_sha256 = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """An address has at most one open invitation to a workspace."""

        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "email"],
                condition=Q(accepted_at=None, withdrawn_at=None),
                name="invitation_open_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.email} to {self.workspace_id}"

    @property
    def is_open(self) -> bool:
        """True while it can be accepted."""
        return self.accepted_at is None and self.withdrawn_at is None and self.expires_at > timezone.now()


class ApiKey(WorkspaceOwnedModel):
    """An API key. Only its SHA-256 is stored.

    Its permissions are the intersection of its scopes and its issuer's current role.
    """

    id = PrefixedIdField(prefix="key")
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="api_keys")
    issued_by = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=80)
    prefix = models.CharField(max_length=16)
    key_sha256 = models.CharField(max_length=64, unique=True)
    scopes = ArrayField(models.CharField(max_length=40), default=list)
    livemode = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    expires_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"

    @property
    def is_usable(self) -> bool:
        """True unless it was revoked or has expired."""
        expired = self.expires_at is not None and self.expires_at <= timezone.now()
        return self.revoked_at is None and not expired


class AuditEntry(WorkspaceOwnedModel):
    """Who did what, and when. Entries can't be edited or deleted."""

    id = PrefixedIdField(prefix="aud")
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="audit_entries")
    actor = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    action = models.CharField(max_length=60)
    subject = models.CharField(max_length=80, blank=True)
    facts = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        """Read by workspace, newest first."""

        indexes = [models.Index(fields=["workspace", "-created_at", "-id"], name="audit_by_workspace")]
        verbose_name_plural = "audit entries"

    def __str__(self) -> str:
        return f"{self.action} {self.subject}"


class IdempotencyRecord(WorkspaceOwnedModel):
    """The stored response to a request with an idempotency key. Kept for a day."""

    id = models.BigAutoField(primary_key=True)
    key = models.CharField(max_length=255)
    fingerprint = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField()
    body = models.TextField()
    location = models.CharField(max_length=255, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        """One response per key."""

        constraints = [
            models.UniqueConstraint(fields=["workspace", "key"], name="idempotency_key_once"),
        ]

    def __str__(self) -> str:
        return self.key
