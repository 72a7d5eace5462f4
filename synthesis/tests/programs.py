"""A client of the REST API."""

import json

from accounts import api_keys
from accounts.models import Membership, Role

SCOPES = ["videos:read", "videos:write", "renders:read", "renders:write"]


class Api:
    """A client with an API key."""

    def __init__(self, client, workspace, scopes=SCOPES):
        owner = Membership.objects.get(workspace=workspace, role=Role.OWNER).user
        _, self.secret = api_keys.issue(workspace=workspace, issued_by=owner, name="Test", scopes=scopes)
        self.client = client

    def ask(self, method, path, body=None, **headers):
        return self.client.generic(
            method,
            f"/api/v1/{path}",
            json.dumps(body) if body is not None else "",
            content_type="application/json",
            HTTP_AUTHORIZATION=f"Bearer {self.secret}",
            **headers,
        )

    def get(self, path, **headers):
        return self.ask("GET", path, **headers)

    def post(self, path, body=None, **headers):
        return self.ask("POST", path, body if body is not None else {}, **headers)

    def patch(self, path, body, **headers):
        return self.ask("PATCH", path, body, **headers)
