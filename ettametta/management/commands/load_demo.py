"""Demo data: a person, a workspace, and two weeks of the sandbox channels' videos."""

from typing import Any

from allauth.account.models import EmailAddress
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from accounts import workspaces
from accounts.models import User, Workspace
from discovery import samples
from discovery.errors import SamplesNeedSandboxError, SourceOffError
from ettametta.development import DEMO_EMAIL, DEMO_PASSWORD
from foundation.errors import UpstreamError

OPERATOR_EMAIL = "operator@ettametta.test"
WORKSPACE = "Demo studio"


class Command(BaseCommand):
    """Creates the demo. Idempotent. Works only if YouTube is the sandbox."""

    help = "Create the demo account and workspace, with sample data from the sandbox."

    def handle(self, *args: Any, **options: Any) -> None:
        """Create what is missing and print how to sign in, or refuse."""
        try:
            samples.require_sandbox()
            workspace = _workspace(_person(DEMO_EMAIL, "Demo"))
            _person(OPERATOR_EMAIL, "Operator", is_staff=True, is_superuser=True)
            niches = samples.load(workspace=workspace)
        except (SamplesNeedSandboxError, SourceOffError, UpstreamError) as refusal:
            raise CommandError(refusal.message) from refusal
        names = ", ".join(niche.name for niche in niches)
        self.stdout.write(
            f"Demo workspace “{workspace.name}” follows {names}.\n"
            f"Sign in as {DEMO_EMAIL}, or as {OPERATOR_EMAIL} for the admin; the password is {DEMO_PASSWORD}."
        )


@transaction.atomic
def _person(email: str, name: str, **rights: bool) -> User:
    user = User.objects.filter(email=email).first()
    if user is None:
        user = User.objects.create_user(email, DEMO_PASSWORD, name=name, **rights)
        EmailAddress.objects.create(user=user, email=email, primary=True, verified=True)
    return user


@transaction.atomic
def _workspace(owner: User) -> Workspace:
    workspace = Workspace.objects.of_user(owner).first()
    return workspace or workspaces.open_workspace(owner=owner, name=WORKSPACE)
