"""Workspaces for the web bench: ``python -m loadtests.web_world COUNT`` next to a running installation.

Prints a JSON list: each workspace's name, its owner's session, and the secret of an API key.
"""

import json
import sys

# Loads the settings, without which the modules below cannot be imported.
import ettametta.wsgi  # noqa: F401 - imported for what it does

# isort: split
from allauth.account.models import EmailAddress
from django.conf import settings
from django.test import Client

from accounts import api_keys, workspaces
from accounts.models import User, Workspace
from billing.models import Standing
from discovery import samples


def main(count: int) -> None:
    """Create the workspaces, each with the sandbox's niches and candidates."""
    sys.stdout.write(json.dumps([_make(number) for number in range(count)]) + "\n")


def _make(number: int) -> dict[str, str]:
    email = f"bench{number}@ettametta.test"
    name = f"Bench studio {number}"
    owner = User.objects.filter(email=email).first()
    if owner is None:
        owner = User.objects.create_user(email, name=f"Bench {number}")
        EmailAddress.objects.create(user=owner, email=email, primary=True, verified=True)
    workspace = Workspace.objects.of_user(owner).first() or workspaces.open_workspace(owner=owner, name=name)
    Standing.objects.update_or_create(workspace=workspace, defaults={"assigned_plan": "creator"})
    samples.load(workspace=workspace)
    _key, secret = api_keys.issue(
        workspace=workspace, issued_by=owner, name="Bench", scopes=api_keys.all_scopes()
    )
    browser = Client()
    browser.force_login(owner, backend=settings.AUTHENTICATION_BACKENDS[0])
    return {"name": name, "session": browser.cookies[settings.SESSION_COOKIE_NAME].value, "key": secret}


if __name__ == "__main__":
    main(int(sys.argv[1]))
