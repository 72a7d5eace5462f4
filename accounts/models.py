"""People, workspaces and what belongs to them."""

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
    """Makes people, who are known by their e-mail address."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """A person; without a password they cannot sign in by one."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """An operator with every permission in the admin."""
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

    # The person's memberships, oldest first, where they were read together with the person: see ``sign_in``.
    read_memberships: "list[Membership] | None" = None

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        """However it is written, an address belongs to one person."""

        constraints = [models.UniqueConstraint(Lower("email"), name="user_email_once")]

    def __str__(self) -> str:
        return self.email

    @property
    def display_name(self) -> str:
        """The name given, or the part of the address before the @."""
        return self.name or self.email.partition("@")[0]

    @property
    def has_confirmed_email(self) -> bool:
        """True once the person has shown that the address is theirs."""
        return bool(EmailAddress.objects.filter(user=self, verified=True).exists())


class WorkspaceQuerySet(models.QuerySet["Workspace"]):
    """How workspaces are looked up."""

    def of_user(self, user: "User") -> Self:
        """Those that ``user`` is a member of, oldest first."""
        return self.filter(memberships__user=user).order_by("created_at", "pk")


class Workspace(models.Model):
    """The tenant: it owns everything that people make."""

    id = PrefixedIdField(prefix="wsp")
    name = models.CharField(max_length=80)
    time_zone = models.CharField(max_length=64, default="UTC")
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = WorkspaceQuerySet.as_manager()

    # Where apps above may keep what they have looked up about it, for as long as one page is being read. None
    # everywhere else, where a row may live on while things change.
    remembered: dict[str, Any] | None = None

    def __str__(self) -> str:
        return self.name

    @property
    def email(self) -> str:
        """The address of its first owner, where bills go; empty without an owner."""
        owners = self.memberships.filter(role=Role.OWNER).order_by("created_at", "pk")
        return owners.values_list("user__email", flat=True).first() or ""


class WorkspaceOwnedQuerySet(models.QuerySet[Owned]):
    """Rows that belong to a workspace are reached through it."""

    def for_workspace(self, workspace: Workspace) -> Self:
        """The rows of ``workspace``."""
        return self.filter(workspace=workspace)

    def get_or_refuse(self, pk: str) -> Owned:
        """The row, or NotFoundError: a row of another workspace looks the same as none."""
        row = self.filter(pk=pk).first()
        if row is None:
            raise NotFoundError()
        return row


class WorkspaceOwnedModel(models.Model):
    """A row that belongs to one workspace."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")

    objects = WorkspaceOwnedQuerySet.as_manager()

    class Meta:
        """Each owned thing is a table of its own."""

        abstract = True


class Role(models.TextChoices):
    """A member's place in a workspace."""

    OWNER = "owner", "Owner"
    ADMIN = "admin", "Admin"
    EDITOR = "editor", "Editor"
    VIEWER = "viewer", "Viewer"

    @property
    def rank(self) -> int:
        """Higher may do more."""
        return {"viewer": 0, "editor": 1, "admin": 2, "owner": 3}[self.value]


class Membership(WorkspaceOwnedModel):
    """One person in one workspace."""

    id = PrefixedIdField(prefix="mbr")
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=10, choices=Role.choices, default=Role.EDITOR)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        """A person is in a workspace once."""

        constraints = [
            models.UniqueConstraint(fields=["workspace", "user"], name="membership_once_per_workspace"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} in {self.workspace_id} as {self.role}"

    def may(self, needed: Role) -> bool:
        """True when the member's role is ``needed`` or above."""
        return Role(self.role).rank >= needed.rank


class Invitation(WorkspaceOwnedModel):
    """An open door for one e-mail address; only the SHA-256 of its token is kept."""

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
        """An address has one open door at a time."""

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
        """True while it may be accepted."""
        return self.accepted_at is None and self.withdrawn_at is None and self.expires_at > timezone.now()


class ApiKey(WorkspaceOwnedModel):
    """A program's way in; only the SHA-256 of the key is kept.

    What it may do is the intersection of its scopes and its issuer's present role.
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
    """Who did what, when. Rows cannot be changed or deleted."""

    id = PrefixedIdField(prefix="aud")
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="audit_entries")
    actor = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    action = models.CharField(max_length=60)
    subject = models.CharField(max_length=80, blank=True)
    facts = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        """Read newest first, by workspace."""

        indexes = [models.Index(fields=["workspace", "-created_at", "-id"], name="audit_by_workspace")]
        verbose_name_plural = "audit entries"

    def __str__(self) -> str:
        return f"{self.action} {self.subject}"


class IdempotencyRecord(WorkspaceOwnedModel):
    """The answer once given to a request that its client named; kept for a day."""

    id = models.BigAutoField(primary_key=True)
    key = models.CharField(max_length=255)
    fingerprint = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField()
    body = models.TextField()
    location = models.CharField(max_length=255, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        """One answer for each key."""

        constraints = [
            models.UniqueConstraint(fields=["workspace", "key"], name="idempotency_key_once"),
        ]

    def __str__(self) -> str:
        return self.key
