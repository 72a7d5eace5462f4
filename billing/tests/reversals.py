"""Shared by tests of refunds and disputes: stored rows, mails and the page's text."""

from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from billing import catalogue, notices
from billing.models import PaymentReversal

_REVERSALS = ("charge.", "refund.")


def about_reversals(shop):
    """The events about refunds and disputes, including those of disputes that are due."""
    shop.client.disputes.list()
    return [event for event in shop.events() if event["type"].startswith(_REVERSALS)]


def kept():
    return [(row.kind, row.amount_minor, row.status) for row in PaymentReversal.objects.order_by("opened_at")]


def mails():
    """The first line of every mail sent so far."""
    notices.send_waiting()
    return [message.body.split("\n")[0] for message in mail.outbox]


def page_of(user):
    """The page "Billing and usage" as this person sees it."""
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return " ".join(client.get(reverse("billing:usage")).content.decode().split())


def price_of(plan):
    return catalogue.offer_of(plan).price_id


def today():
    return f"{timezone.now().day} {timezone.now():%B}"
