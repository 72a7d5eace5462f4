"""What the tests of approvals share."""

from django.test import Client

from publishing import approvals
from publishing.reviews import links


def seen(publication) -> str:
    return approvals.digest(publication=publication)


def address(link, path: str = "") -> str:
    return f"/reviews/{links.token_of(link)}/{path}"


def browser_of(membership) -> Client:
    client = Client()
    client.force_login(membership.user)
    return client
