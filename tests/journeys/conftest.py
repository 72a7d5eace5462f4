"""A user with a workspace and a connected channel, and all processes besides the web server."""

from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from django.test import Client

from accounts import workspaces
from accounts.models import User
from publishing.models import Connection
from synthesis.models import Renderer, RendererKind
from synthesis.rendering import renderers


@pytest.fixture
def maker(transactional_db):
    return User.objects.create_user(email="maker@example.com", password="a long password")


@pytest.fixture
def workspace(maker):
    return workspaces.open_workspace(owner=maker, name="Journey")


@pytest.fixture
def node(render_node_url):
    renderers.probe_all()
    return Renderer.objects.get(kind=RendererKind.RENDER_NODE)


@pytest.fixture
def channel(sandbox_url, maker, workspace):
    """A channel, connected through the sandbox's consent page."""
    person = Client()
    person.force_login(maker)
    asked = urlsplit(person.post("/connections/youtube/start/")["Location"])
    answers = {name: values[0] for name, values in parse_qs(asked.query).items()}
    answered = requests.post(
        f"{sandbox_url}{asked.path}",
        data={**answers, "channel": "mokaandmiles", "decision": "allow"},
        allow_redirects=False,
        timeout=10,
    )
    back = urlsplit(answered.headers["Location"])
    person.get(f"{back.path}?{back.query}")
    return Connection.objects.get(workspace=workspace)
